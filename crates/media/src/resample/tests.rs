#![expect(clippy::cast_precision_loss, reason = "sample counts are small")]

use std::f64::consts::TAU;

use super::*;

const RATES_IN_USE: [u32; 5] = [8_000, 16_000, 24_000, 44_100, 48_000];

#[expect(clippy::cast_possible_truncation, reason = "test tones")]
pub(super) fn tone(rate: u32, frequency: f64, seconds: u32) -> Vec<f32> {
    (0..rate * seconds)
        .map(|index| (0.5 * (TAU * frequency * f64::from(index) / f64::from(rate)).sin()) as f32)
        .collect()
}

fn convert(from: u32, to: u32, input: &[f32]) -> Vec<f32> {
    convert_with(Quality::default(), from, to, input)
}

pub(super) fn convert_with(quality: Quality, from: u32, to: u32, input: &[f32]) -> Vec<f32> {
    let mut resampler = Resampler::with_quality(from, to, Channels::Mono, quality).unwrap();
    let mut output = Vec::new();
    resampler.process(input, &mut output).unwrap();
    output
}

/// Of the second second of some output: how much of it is the tone, and how much is anything else,
/// in decibels below the tone that was put in.
pub(super) fn tone_and_rest(output: &[f32], rate: u32, frequency: f64) -> (f64, f64) {
    let second = &output[rate as usize..2 * rate as usize - rate as usize / 10];
    // Whole periods of 10 Hz: sine and cosine are orthogonal on them.
    let len = second.len() as f64;
    let angle = |index: usize| TAU * frequency * index as f64 / f64::from(rate);
    let project = |wave: fn(f64) -> f64| {
        let sum: f64 = second
            .iter()
            .enumerate()
            .map(|(index, value)| f64::from(*value) * wave(angle(index)))
            .sum();
        2.0 * sum / len
    };
    let (sine, cosine) = (project(f64::sin), project(f64::cos));
    let rest: f64 = second
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let tone = sine * angle(index).sin() + cosine * angle(index).cos();
            (f64::from(*value) - tone).powi(2)
        })
        .sum();
    let decibels = |energy: f64| 10.0 * (energy / 0.125).log10();
    (
        decibels(sine.mul_add(sine, cosine * cosine) / 2.0),
        decibels(rest / len),
    )
}

#[test]
fn a_tone_passes_between_all_rates_clean_and_as_loud() {
    for from in RATES_IN_USE {
        for to in RATES_IN_USE {
            let output = convert(from, to, &tone(from, 1_000.0, 2));
            let (tone, rest) = tone_and_rest(&output, to, 1_000.0);
            assert!(tone.abs() < 0.05, "{from} to {to}: {tone} dB");
            assert!(rest < -90.0, "{from} to {to}: {rest} dB");
        }
    }
}

#[test]
fn telephone_band_passes_up_without_images() {
    let output = convert(8_000, 48_000, &tone(8_000, 3_300.0, 2));
    let (tone, rest) = tone_and_rest(&output, 48_000, 3_300.0);
    assert!(tone > -0.5, "{tone} dB");
    assert!(rest < -80.0, "{rest} dB");
}

#[test]
fn what_the_lower_rate_cannot_hold_is_taken_out() {
    let output = convert(48_000, 8_000, &tone(48_000, 5_000.0, 2));
    let (_, rest) = tone_and_rest(&output, 8_000, 1_000.0);
    assert!(rest < -80.0, "{rest} dB");
}

#[test]
fn an_odd_ratio_is_converted_too() {
    let output = convert(11_025, 48_000, &tone(11_025, 1_000.0, 2));
    let (tone, rest) = tone_and_rest(&output, 48_000, 1_000.0);
    assert!(tone.abs() < 0.05 && rest < -75.0, "{tone} dB, {rest} dB");
}

#[test]
fn chunks_of_any_size_give_the_same_as_one() {
    let input = tone(44_100, 440.0, 1);
    let whole = convert(44_100, 48_000, &input);
    let mut resampler = Resampler::new(44_100, 48_000, Channels::Mono).unwrap();
    let (mut output, mut rest, mut len) = (Vec::new(), &input[..], 1);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(len.min(rest.len()));
        resampler.process(chunk, &mut output).unwrap();
        rest = after;
        len = len * 7 % 1_009;
    }
    assert_eq!(output, whole);
}

#[test]
fn the_delay_is_a_few_milliseconds_at_most() {
    for from in RATES_IN_USE {
        for to in RATES_IN_USE {
            let delay = Resampler::new(from, to, Channels::Mono).unwrap().delay();
            let milliseconds = delay as f64 * 1_000.0 / f64::from(to);
            assert!(milliseconds <= 4.5, "{from} to {to}: {milliseconds} ms");
        }
    }
}

#[test]
fn a_flushed_stream_is_as_long_as_it_was_and_the_next_starts_afresh() {
    let input: Vec<i16> = (0..441).map(|index| index * 50).collect();
    let mut resampler = Resampler::new(44_100, 48_000, Channels::Mono).unwrap();
    let mut run = || {
        let mut output = Vec::new();
        resampler.process(&input, &mut output).unwrap();
        resampler.flush(&mut output).unwrap();
        output
    };
    let first = run();
    let delay = Resampler::new(44_100, 48_000, Channels::Mono)
        .unwrap()
        .delay();
    assert_eq!(first.len(), 480 + delay);
    assert_eq!(run(), first);
}

#[test]
fn a_reset_stream_starts_afresh() {
    let mut resampler = Resampler::new(44_100, 48_000, Channels::Mono).unwrap();
    let mut output = Vec::new();
    resampler.process(&[20_000i16; 1_000], &mut output).unwrap();
    assert!(resampler.held() > 0);
    resampler.reset();
    assert_eq!(resampler.held(), 0);
    output.clear();
    resampler.process(&[0i16; 1_000], &mut output).unwrap();
    assert!(output.iter().all(|sample| *sample == 0));
}

#[test]
fn a_frame_in_is_at_least_a_frame_out() {
    for from in [8_000, 11_000, 22_050, 32_000, 44_100, 96_000] {
        let to = if from == 22_050 { 24_000 } else { 48_000 };
        let mut resampler = Resampler::new(from, to, Channels::Mono).unwrap();
        let frame = vec![0i16; from as usize / 50];
        let mut output = Vec::new();
        for frames in 1..=500 {
            resampler.process(&frame, &mut output).unwrap();
            let whole = frames * to as usize / 50;
            assert!(output.len() >= whole, "{from}: {} of {whole}", output.len());
            assert!(output.len() + resampler.held() >= whole + resampler.delay());
        }
    }
}

#[test]
fn full_scale_is_clipped_not_wrapped() {
    let square: Vec<i16> = [[i16::MAX; 20], [i16::MIN; 20]].concat().repeat(50);
    let mut resampler = Resampler::new(44_100, 48_000, Channels::Mono).unwrap();
    let mut output = Vec::new();
    resampler.process(&square, &mut output).unwrap();
    let flips = |samples: &[i16]| {
        let far = |pair: &&[i16]| pair[0].abs_diff(pair[1]) > 60_000;
        samples.windows(2).filter(far).count()
    };
    assert!(flips(&output) <= flips(&square));
    assert!(output.contains(&i16::MAX));
}

#[test]
fn stereo_channels_stay_apart() {
    let left = tone(24_000, 1_000.0, 2);
    let stereo: Vec<f32> = left.iter().flat_map(|left| [*left, 0.0]).collect();
    let mut resampler = Resampler::new(24_000, 48_000, Channels::Stereo).unwrap();
    let mut output = Vec::new();
    resampler.process(&stereo, &mut output).unwrap();
    let frames = output.as_chunks::<2>().0;
    assert!(frames.iter().all(|[_, right]| right.abs() < 1e-9));
    let left: Vec<f32> = frames.iter().map(|[left, _]| *left).collect();
    assert!(tone_and_rest(&left, 48_000, 1_000.0).1 < -90.0);
}

#[test]
fn the_same_rate_is_passed_through_untouched() {
    let mut resampler = Resampler::new(48_000, 48_000, Channels::Stereo).unwrap();
    let mut output = Vec::new();
    resampler.process(&[1i16, 2, 3, 4, 5], &mut output).unwrap();
    resampler.flush(&mut output).unwrap();
    assert_eq!(output, [1, 2, 3, 4]);
    assert_eq!(resampler.delay(), 0);
}

#[test]
fn rates_nobody_has_are_refused() {
    assert!(Resampler::new(0, 48_000, Channels::Mono).is_err());
    assert!(Resampler::new(48_000, 1_000_000, Channels::Mono).is_err());
}

#[test]
fn a_chunk_that_ends_between_two_channels_does_not_swap_them() {
    let mut whole = Resampler::new(44_100, 48_000, Channels::Stereo).unwrap();
    let mut chunked = Resampler::new(44_100, 48_000, Channels::Stereo).unwrap();
    let stereo: Vec<i16> = [[9_000, -9_000]; 441].concat();
    let (mut expected, mut output) = (Vec::new(), Vec::new());
    whole.process(&stereo, &mut expected).unwrap();
    for chunk in stereo.chunks(7) {
        chunked.process(chunk, &mut output).unwrap();
    }
    assert_eq!(output, expected);
    let mut same = Resampler::new(48_000, 48_000, Channels::Stereo).unwrap();
    output.clear();
    for chunk in [1i16, 2, 3, 4, 5, 6].chunks(3) {
        same.process(chunk, &mut output).unwrap();
    }
    assert_eq!(output, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_waits_for_its_other_channel_is_forgotten_at_the_end() {
    let mut resampler = Resampler::new(48_000, 48_000, Channels::Stereo).unwrap();
    let mut output = Vec::new();
    resampler.process(&[1i16, 2, 3], &mut output).unwrap();
    resampler.reset();
    resampler.process(&[4i16, 5], &mut output).unwrap();
    assert_eq!(output, [1, 2, 4, 5]);
}

#[test]
fn the_usual_conversions_have_names() {
    let rates = |resampler: Result<Resampler, MediaError>| {
        let resampler = resampler.unwrap();
        (resampler.from_rate(), resampler.to_rate())
    };
    assert_eq!(rates(Resampler::telephone(Channels::Mono)), (8_000, 48_000));
    assert_eq!(
        rates(Resampler::wideband(Channels::Stereo)),
        (16_000, 48_000)
    );
    assert_eq!(rates(Resampler::cd(Channels::Stereo)), (44_100, 48_000));
}

#[test]
#[allow(
    clippy::cast_possible_truncation,
    reason = "saturation at both ends is what is asserted"
)]
fn samples_are_rounded_to_the_nearest_and_halves_away_from_zero() {
    for eighth in -8 * 33_000..=8 * 33_000_i32 {
        for nudge in [-1, 0, 1] {
            let exact = eighth as f32 / 8.0 / FULL_SCALE;
            let value = f32::from_bits(exact.to_bits().saturating_add_signed(nudge));
            let expected = (value * FULL_SCALE).round() as i16;
            assert_eq!(i16::from_float(value), expected, "{value}");
        }
    }
}

#[test]
fn blocks_of_10_ms_are_whole_steps() {
    for rate in RATES_IN_USE {
        assert_eq!(rate as usize / 100 % step_frames(rate), 0, "{rate}");
    }
}

#[test]
fn upmix_is_the_same_on_both_sides() {
    let mut stereo = Vec::new();
    upmix(&[1i16, -2], &mut stereo);
    assert_eq!(stereo, [1, 1, -2, -2]);
}

#[test]
fn downmix_is_the_average_of_both_channels() {
    let mut mono = Vec::new();
    downmix(&[100i16, 300, i16::MAX, i16::MAX, -5, 5], &mut mono);
    assert_eq!(mono, [200, i16::MAX, 0]);
}
