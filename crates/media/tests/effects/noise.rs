//! Noise goes, the voice stays.

use crate::sound::{
    VOICE_DBFS, log_spectral_distance, loudness, magnitude_snr, pink, sum, through, voice, white,
};
use jackfield_media::effects::{Effect, Format, NoiseSuppression};
use jackfield_media::opus::Channels;

fn suppression(rate: u32) -> NoiseSuppression {
    NoiseSuppression::new(Format::new(rate, Channels::Mono).unwrap()).unwrap()
}

/// By how much a voice is better after noise was taken out: signal to noise of magnitudes (dB), and
/// log spectral distance (dB less).
fn improvement(rate: u32, name: &str, noise: &[f32]) -> (f64, f64) {
    let said = voice(name, rate);
    let mixed = sum(&said, noise);
    let heard = through(&mut suppression(rate), &mixed, rate);
    // The first second is for getting used to the noise.
    let from = rate as usize;
    let original = &said[from..heard.len()];
    let (before, after) = (&mixed[from..heard.len()], &heard[from..]);
    (
        magnitude_snr(original, after, rate) - magnitude_snr(original, before, rate),
        log_spectral_distance(original, before, rate)
            - log_spectral_distance(original, after, rate),
    )
}

fn noise_goes(rate: u32, make: fn(u64, usize, f64) -> Vec<f32>, snr_db: f64) {
    for name in ["harvard-slt", "jfk"] {
        let noise = make(1, 12 * rate as usize, VOICE_DBFS - snr_db);
        let (snr, distance) = improvement(rate, name, &noise);
        eprintln!("{rate} {name} {snr_db} dB: SNR +{snr:.1} dB, LSD -{distance:.1} dB");
        assert!(snr > 3.0, "{name} at {rate}, {snr_db} dB: {snr} dB better");
        assert!(distance > 2.0, "{name} at {rate}: {distance} dB nearer");
    }
}

#[test]
fn a_voice_in_white_noise_is_cleaner() {
    noise_goes(48_000, white, 5.0);
}

#[test]
fn a_voice_in_a_fan_is_cleaner() {
    noise_goes(48_000, pink, 5.0);
}

#[test]
fn a_wideband_voice_is_cleaner() {
    noise_goes(16_000, pink, 5.0);
}

#[test]
fn noise_alone_is_almost_silent() {
    let noise = pink(2, 5 * 48_000, -40.0);
    let heard = through(&mut suppression(48_000), &noise, 48_000);
    let quieter = loudness(&noise) - loudness(&heard[2 * 48_000..]);
    assert!(quieter > 15.0, "{quieter} dB");
}

#[test]
fn a_clean_voice_stays_as_it_is() {
    for rate in [16_000, 44_100, 48_000] {
        let said = voice("harvard-slt", rate);
        let heard = through(&mut suppression(rate), &said, rate);
        let snr = magnitude_snr(&said, &heard, rate);
        assert!(snr > 12.0, "{rate}: {snr} dB");
    }
}

#[test]
fn both_sides_are_cleaned_apart() {
    let format = Format::new(48_000, Channels::Stereo).unwrap();
    let mut suppression = NoiseSuppression::new(format).unwrap();
    let said = voice("harvard-slt", 48_000);
    let noise = pink(3, said.len(), -40.0);
    let frames = said.iter().zip(&noise);
    let mut stereo: Vec<f32> = frames.flat_map(|(said, noise)| [*said, *noise]).collect();
    stereo
        .chunks_mut(1_920)
        .for_each(|frame| suppression.process(frame));
    let right: Vec<f32> = stereo.iter().skip(1).step_by(2).copied().collect();
    let left: Vec<f32> = stereo.iter().step_by(2).copied().collect();
    assert!(loudness(&right[2 * 48_000..]) < -55.0);
    assert!((loudness(&left) - VOICE_DBFS).abs() < 2.0);
}
