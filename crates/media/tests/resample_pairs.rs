//! Every pair of rates, mono and stereo: a stream in chunks of any size sounds as if it had come in
//! one, at the right pitch, on the right side, without clicks where chunks meet.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a test may panic, and its numbers are small"
)]

use std::f64::consts::TAU;

use jackfield_media::opus::Channels;
use jackfield_media::resample::Resampler;

const LEFT_HZ: f64 = 440.0;
const RIGHT_HZ: f64 = 1_010.0;
const AMPLITUDE: f64 = 0.5;
/// What 16 bits can say of such a tone: rounding alone is 92 dB below it.
const LEAST_SNR_DB: f64 = 80.0;

fn tone(rate: u32, frequency: f64) -> Vec<i16> {
    (0..rate)
        .map(|index| {
            let angle = TAU * frequency * f64::from(index) / f64::from(rate);
            (AMPLITUDE * 32_767.0 * angle.sin()).round() as i16
        })
        .collect()
}

fn stereo(left: &[i16], right: &[i16]) -> Vec<i16> {
    let frames = left.iter().zip(right);
    frames.flat_map(|(left, right)| [*left, *right]).collect()
}

/// In chunks of 1 to 1,500 samples, which end anywhere.
fn in_chunks(resampler: &mut Resampler, mut input: &[i16]) -> Vec<i16> {
    let (mut output, mut len) = (Vec::new(), 1);
    while !input.is_empty() {
        let (chunk, rest) = input.split_at(len.min(input.len()));
        resampler.process(chunk, &mut output).unwrap();
        (input, len) = (rest, len * 7 % 1_511);
    }
    resampler.flush(&mut output).unwrap();
    output
}

/// Power of what is not the tone, below the tone (dB), after the filter has settled and before the
/// stream ends. A click of a hundredth of full scale costs 25 dB.
fn snr_db(samples: &[i16], rate: u32, frequency: f64) -> f64 {
    let settled = rate as usize / 10;
    // Whole periods of 10 Hz: sine and cosine are orthogonal on them.
    let middle = &samples[settled..settled + rate as usize * 8 / 10];
    let angle = |index: usize| TAU * frequency * (index as f64) / f64::from(rate);
    let project = |wave: fn(f64) -> f64| {
        let waves = middle.iter().enumerate();
        let sum: f64 = waves
            .map(|(index, sample)| f64::from(*sample) * wave(angle(index)))
            .sum();
        2.0 * sum / middle.len() as f64
    };
    let (sine, cosine) = (project(f64::sin), project(f64::cos));
    let wanted = f64::midpoint(sine * sine, cosine * cosine);
    assert!((wanted.sqrt() / (AMPLITUDE * 32_767.0 / 2_f64.sqrt()) - 1.0).abs() < 0.01);
    let rest: f64 = middle
        .iter()
        .enumerate()
        .map(|(index, sample)| {
            let tone = sine * angle(index).sin() + cosine * angle(index).cos();
            (f64::from(*sample) - tone).powi(2)
        })
        .sum();
    10.0 * (wanted / (rest / middle.len() as f64)).log10()
}

fn mono_stream_is_clean(from: u32, to: u32) {
    let input = tone(from, LEFT_HZ);
    let mut resampler = Resampler::new(from, to, Channels::Mono).unwrap();
    let output = in_chunks(&mut resampler, &input);
    let mut whole = |output: &mut Vec<i16>| {
        resampler.process(&input, output).unwrap();
        resampler.flush(output).unwrap();
    };
    let mut at_once = Vec::new();
    whole(&mut at_once);
    assert_eq!(output, at_once);
    let snr = snr_db(&output, to, LEFT_HZ);
    assert!(snr > LEAST_SNR_DB, "{snr} dB");
    assert_eq!(output.len(), to as usize + resampler.delay());
}

fn stereo_stream_keeps_its_sides(from: u32, to: u32) {
    let input = stereo(&tone(from, LEFT_HZ), &tone(from, RIGHT_HZ));
    let mut resampler = Resampler::new(from, to, Channels::Stereo).unwrap();
    let output = in_chunks(&mut resampler, &input);
    let side = |side: usize| -> Vec<i16> { output.iter().skip(side).step_by(2).copied().collect() };
    for (samples, frequency) in [(side(0), LEFT_HZ), (side(1), RIGHT_HZ)] {
        let snr = snr_db(&samples, to, frequency);
        assert!(snr > LEAST_SNR_DB, "{frequency} Hz: {snr} dB");
    }
    assert_eq!(output.len(), 2 * (to as usize + resampler.delay()));
}

macro_rules! pairs {
    ($($name:ident: $from:literal => $to:literal;)*) => {$(
        mod $name {
            #[test]
            fn mono_stream_is_clean() {
                super::mono_stream_is_clean($from, $to);
            }

            #[test]
            fn stereo_stream_keeps_its_sides() {
                super::stereo_stream_keeps_its_sides($from, $to);
            }
        }
    )*};
}

pairs! {
    from_8_to_8: 8_000 => 8_000;
    from_8_to_16: 8_000 => 16_000;
    from_8_to_24: 8_000 => 24_000;
    from_8_to_44_1: 8_000 => 44_100;
    from_8_to_48: 8_000 => 48_000;
    from_16_to_8: 16_000 => 8_000;
    from_16_to_16: 16_000 => 16_000;
    from_16_to_24: 16_000 => 24_000;
    from_16_to_44_1: 16_000 => 44_100;
    from_16_to_48: 16_000 => 48_000;
    from_24_to_8: 24_000 => 8_000;
    from_24_to_16: 24_000 => 16_000;
    from_24_to_24: 24_000 => 24_000;
    from_24_to_44_1: 24_000 => 44_100;
    from_24_to_48: 24_000 => 48_000;
    from_44_1_to_8: 44_100 => 8_000;
    from_44_1_to_16: 44_100 => 16_000;
    from_44_1_to_24: 44_100 => 24_000;
    from_44_1_to_44_1: 44_100 => 44_100;
    from_44_1_to_48: 44_100 => 48_000;
    from_48_to_8: 48_000 => 8_000;
    from_48_to_16: 48_000 => 16_000;
    from_48_to_24: 48_000 => 24_000;
    from_48_to_44_1: 48_000 => 44_100;
    from_48_to_48: 48_000 => 48_000;
}
