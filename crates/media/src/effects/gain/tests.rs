#![expect(clippy::float_cmp, reason = "nothing is rounded")]

use super::*;
use crate::opus::Channels;

fn stereo() -> Format {
    Format::new(48_000, Channels::Stereo).unwrap()
}

fn decibels(factor: f32) -> f32 {
    20.0 * factor.log10()
}

#[test]
fn the_gain_is_exact_in_decibels() {
    for wanted in [-40.0, -6.0, -0.1, 0.0, 0.1, 6.0, 12.0, 60.0] {
        let mut gain = Gain::new(stereo(), wanted).unwrap();
        let mut samples = [0.001; 960];
        gain.process(&mut samples);
        let error = decibels(samples[959] / 0.001) - wanted;
        assert!(error.abs() < 0.001, "{wanted} dB: {error} dB off");
    }
}

#[test]
fn no_gain_at_all_is_silence() {
    let mut gain = Gain::new(stereo(), f32::NEG_INFINITY).unwrap();
    let mut samples = [0.7; 960];
    gain.process(&mut samples);
    assert_eq!(samples, [0.0; 960]);
}

#[test]
fn a_change_is_a_straight_line_of_10_ms_for_both_sides_alike() {
    let mut gain = Gain::new(stereo(), 0.0).unwrap();
    gain.set_decibels(-20.0).unwrap();
    assert!((gain.decibels() + 20.0).abs() < 1e-6);
    let mut samples = [1.0; 1_200];
    // Where frames end makes no difference.
    samples.chunks_mut(70).for_each(|frame| gain.process(frame));
    let (left, right): (Vec<f32>, Vec<f32>) = samples
        .as_chunks::<2>()
        .0
        .iter()
        .map(|[l, r]| (*l, *r))
        .unzip();
    assert_eq!(left, right);
    let step = 0.9 / 480.0;
    let mut before = 1.0;
    for sample in &left[..480] {
        assert!((before - sample - step).abs() < 1e-4, "{before} {sample}");
        before = *sample;
    }
    assert!(left[480..].iter().all(|sample| (sample - 0.1).abs() < 1e-6));
}

#[test]
fn a_reset_stream_starts_where_it_was_going() {
    let mut gain = Gain::new(stereo(), 0.0).unwrap();
    gain.set_decibels(-20.0).unwrap();
    gain.reset();
    let mut samples = [1.0; 2];
    gain.process(&mut samples);
    assert!((samples[0] - 0.1).abs() < 1e-6);
}

#[test]
fn gains_beyond_reason_are_refused_and_change_nothing() {
    assert!(Gain::new(stereo(), 61.0).is_err());
    assert!(Gain::new(stereo(), f32::NAN).is_err());
    let mut gain = Gain::new(stereo(), -3.0).unwrap();
    assert!(gain.set_decibels(f32::INFINITY).is_err());
    assert!((gain.decibels() + 3.0).abs() < 1e-6);
}
