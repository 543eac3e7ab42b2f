//! Voices, noise, and what is left of them, whatever became of their phase.

use std::f64::consts::TAU;
use std::path::PathBuf;

use jackfield_media::effects::Effect;
use jackfield_media::opus::Channels;
use jackfield_media::resample::{Resampler, Sample};
use jackfield_testkit::speech::Wav;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Loudness that voices are brought to (dBFS).
pub const VOICE_DBFS: f64 = -26.0;
/// Spectra are compared over stretches of this many samples at 16 kHz.
const STRETCH: usize = 320;
const RATE: u32 = 16_000;

/// A recording of the tests' folder, mono.
pub fn voice(name: &str, rate: u32) -> Vec<f32> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("../../tests/data/speech/{name}.wav"));
    let wav = Wav::load(path).unwrap();
    let floats: Vec<f32> = wav.mono().into_iter().map(Sample::to_float).collect();
    let mut samples = resample(&floats, wav.rate, rate);
    louder(&mut samples, VOICE_DBFS);
    samples
}

pub fn resample(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
    let mut resampler = Resampler::new(from, to, Channels::Mono).unwrap();
    let mut output = Vec::new();
    resampler.process(samples, &mut output).unwrap();
    resampler.flush(&mut output).unwrap();
    output.split_off(resampler.delay())
}

/// White noise, every frequency as loud.
pub fn white(seed: u64, len: usize, dbfs: f64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut samples: Vec<f32> = (0..len).map(|_| uniform(&mut rng)).collect();
    louder(&mut samples, dbfs);
    samples
}

/// Pink noise, as fans and streets are: every octave as loud (Kellet's filter).
pub fn pink(seed: u64, len: usize, dbfs: f64) -> Vec<f32> {
    const POLES: [(f32, f32); 3] = [
        (0.997_65, 0.099_046),
        (0.963, 0.296_516_4),
        (0.57, 1.052_691_3),
    ];
    let mut state = [0.0; 3];
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut samples: Vec<f32> = (0..len)
        .map(|_| {
            let white = uniform(&mut rng);
            for (value, (pole, gain)) in state.iter_mut().zip(POLES) {
                *value = pole * *value + gain * white;
            }
            state.iter().sum::<f32>() + 0.184_8 * white
        })
        .collect();
    louder(&mut samples, dbfs);
    samples
}

pub fn uniform(rng: &mut ChaCha8Rng) -> f32 {
    (f64::from(rng.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
}

/// Bring to a loudness (dBFS, of a square wave).
pub fn louder(samples: &mut [f32], dbfs: f64) {
    let factor = 10_f64.powf((dbfs - loudness(samples)) / 20.0) as f32;
    for sample in samples {
        *sample *= factor;
    }
}

pub fn loudness(samples: &[f32]) -> f64 {
    let energy: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    10.0 * (energy / samples.len() as f64 + 1e-12).log10()
}

pub fn sum(left: &[f32], right: &[f32]) -> Vec<f32> {
    left.iter()
        .zip(right)
        .map(|(left, right)| left + right)
        .collect()
}

/// Through an effect in frames of 20 ms, mono, moved back by its delay.
pub fn through(effect: &mut dyn Effect, samples: &[f32], rate: u32) -> Vec<f32> {
    let frame = rate as usize / 50;
    let whole = samples.len() - samples.len() % frame;
    let mut output = samples[..whole].to_vec();
    output
        .chunks_mut(frame)
        .for_each(|frame| effect.process(frame));
    output.split_off(effect.delay())
}

/// Energy of the wanted spectrum over that of the difference of magnitudes (dB): phase, and so where
/// a filter bank has put things, does not count.
pub fn magnitude_snr(wanted: &[f32], heard: &[f32], rate: u32) -> f64 {
    let wanted = spectra(&resample(wanted, rate, RATE));
    let heard = spectra(&resample(heard, rate, RATE));
    let (mut signal, mut noise) = (0.0, 0.0);
    for (wanted, heard) in wanted.iter().flatten().zip(heard.iter().flatten()) {
        signal += wanted * wanted;
        noise += (wanted - heard).powi(2);
    }
    10.0 * (signal / noise).log10()
}

/// Root mean square over frequencies of the distance in decibels, averaged over time; what is 60 dB
/// below the loudest does not count.
pub fn log_spectral_distance(wanted: &[f32], heard: &[f32], rate: u32) -> f64 {
    let wanted = spectra(&resample(wanted, rate, RATE));
    let heard = spectra(&resample(heard, rate, RATE));
    let loudest = wanted.iter().flatten().copied().fold(0.0, f64::max);
    let floor = loudest.powi(2) * 1e-6;
    let level = |magnitude: &f64| 10.0 * (magnitude * magnitude + floor).log10();
    let distances = wanted.iter().zip(&heard).map(|(wanted, heard)| {
        let bins = wanted.iter().zip(heard);
        let sum: f64 = bins.map(|(w, h)| (level(w) - level(h)).powi(2)).sum();
        (sum / wanted.len() as f64).sqrt()
    });
    distances.sum::<f64>() / wanted.len().min(heard.len()) as f64
}

/// Magnitudes of stretches under a Hann window, half of each in the next.
fn spectra(samples: &[f32]) -> Vec<Vec<f64>> {
    let turn = |index: usize| TAU * index as f64 / STRETCH as f64;
    let waves: Vec<(f64, f64)> = (0..STRETCH).map(|index| turn(index).sin_cos()).collect();
    let window: Vec<f64> = waves.iter().map(|(_, cosine)| 0.5 - 0.5 * cosine).collect();
    samples
        .windows(STRETCH)
        .step_by(STRETCH / 2)
        .map(|stretch| {
            let shaped = stretch.iter().zip(&window);
            let shaped: Vec<f64> = shaped.map(|(s, w)| f64::from(*s) * w).collect();
            let bin = |bin: usize| {
                let (mut sine, mut cosine) = (0.0, 0.0);
                for (index, value) in shaped.iter().enumerate() {
                    let (s, c) = waves[index * bin % STRETCH];
                    sine += value * s;
                    cosine += value * c;
                }
                sine.hypot(cosine)
            };
            (1..STRETCH / 2).map(bin).collect()
        })
        .collect()
}
