//! Voices that are too quiet or too loud become right, and never clip.

use crate::sound::{louder, loudness, through, voice, white};
use jackfield_media::effects::{AutomaticGain, AutomaticGainConfig, Chain, Effect, Format};
use jackfield_media::opus::Channels;
use jackfield_media::resample::Sample;

fn automatic(rate: u32) -> AutomaticGain {
    let format = Format::new(rate, Channels::Mono).unwrap();
    AutomaticGain::new(format, AutomaticGainConfig::default()).unwrap()
}

/// A voice of some loudness for about half a minute, and what becomes of its last ten seconds.
fn evened_out(rate: u32, dbfs: f64) -> (f64, Vec<f32>) {
    let mut said = voice("harvard-slt", rate).repeat(3);
    louder(&mut said, dbfs);
    let heard = through(&mut automatic(rate), &said, rate);
    let end = &heard[heard.len() - 10 * rate as usize..];
    (loudness(end), heard)
}

#[test]
fn a_whisper_is_brought_to_the_loudness_of_speech_without_clipping() {
    for rate in [8_000, 16_000, 44_100, 48_000] {
        let (after, heard) = evened_out(rate, -51.0);
        assert!((-31.0..-20.0).contains(&after), "{rate}: {after} dBFS");
        assert!(heard.iter().all(|sample| sample.abs() < 0.999), "{rate}");
    }
}

#[test]
fn who_is_near_and_who_is_far_end_up_alike() {
    let (far, _) = evened_out(48_000, -45.0);
    let (near, _) = evened_out(48_000, -25.0);
    assert!((far - near).abs() < 6.0, "{far} and {near} dBFS");
}

#[test]
fn a_shout_does_not_clip() {
    let mut said = voice("harvard-slt", 48_000);
    louder(&mut said, -10.0);
    for sample in &mut said {
        *sample = sample.clamp(-1.0, 1.0);
    }
    let mut chain = Chain::new(Format::new(48_000, Channels::Mono).unwrap());
    chain.add(automatic(48_000));
    chain.reset();
    let mut pcm: Vec<i16> = said
        .iter()
        .map(|sample| Sample::from_float(*sample))
        .collect();
    let ends = |pcm: &[i16]| {
        pcm.windows(2)
            .filter(|pair| pair[0] == pair[1] && pair[0].unsigned_abs() >= 32_767)
            .count()
    };
    let before = ends(&pcm);
    chain.process_i16(&mut pcm);
    assert!(ends(&pcm) <= before, "{} after {before}", ends(&pcm));
}

#[test]
fn noise_is_not_made_loud() {
    let noise = white(4, 20 * 48_000, -60.0);
    let heard = through(&mut automatic(48_000), &noise, 48_000);
    let after = loudness(&heard[15 * 48_000..]);
    assert!(after < -44.0, "{after} dBFS");
}

#[test]
fn both_sides_get_the_same_gain() {
    let format = Format::new(48_000, Channels::Stereo).unwrap();
    let mut gain = AutomaticGain::new(format, AutomaticGainConfig::default()).unwrap();
    let mut said = voice("harvard-slt", 48_000);
    louder(&mut said, -45.0);
    let mut stereo: Vec<f32> = said
        .iter()
        .flat_map(|sample| [*sample, sample / 2.0])
        .collect();
    stereo
        .chunks_mut(1_920)
        .for_each(|frame| gain.process(frame));
    let apart = stereo.as_chunks::<2>().0.iter();
    assert!(
        apart
            .into_iter()
            .all(|[left, right]| (left / 2.0 - right).abs() < 1e-5)
    );
}
