use super::*;
use crate::opus::Channels;
use crate::resample::Resampler;
use crate::resample::tests::{convert_with, tone, tone_and_rest};

fn delay_ms(quality: Quality) -> f64 {
    let resampler = Resampler::with_quality(8_000, 48_000, Channels::Mono, quality).unwrap();
    f64::from(u32::try_from(resampler.delay()).unwrap()) / 48.0
}

/// What is left of a tone of 8 kHz audio at 48 kHz, and what is beside it (dB).
fn up(quality: Quality, frequency: f64) -> (f64, f64) {
    let output = convert_with(quality, 8_000, 48_000, &tone(8_000, frequency, 2));
    tone_and_rest(&output, 48_000, frequency)
}

#[test]
fn more_trouble_passes_more_of_the_band() {
    let passes = |quality, frequency| up(quality, frequency).0 > -0.5;
    assert!(passes(Quality::Fast, 2_700.0));
    assert!(!passes(Quality::Fast, 3_300.0));
    assert!(passes(Quality::Standard, 3_300.0));
    assert!(!passes(Quality::Standard, 3_600.0));
    assert!(passes(Quality::High, 3_600.0));
}

#[test]
fn filters_leave_nothing_beside_the_voice_and_straight_lines_do() {
    for quality in [Quality::Fast, Quality::Standard, Quality::High] {
        assert!(up(quality, 1_000.0).1 < -90.0, "{quality:?}");
    }
    let beside = up(Quality::Linear, 1_000.0).1;
    assert!((-40.0..-25.0).contains(&beside), "{beside} dB");
}

#[test]
fn more_trouble_takes_longer() {
    assert!(delay_ms(Quality::Linear) < 0.6);
    assert!(delay_ms(Quality::Fast) < 2.5);
    assert!(delay_ms(Quality::Standard) < 4.5);
    assert!(delay_ms(Quality::High) < 8.5);
}

#[test]
fn every_quality_gives_a_frame_for_a_frame_at_every_rate() {
    for quality in [
        Quality::Linear,
        Quality::Fast,
        Quality::Standard,
        Quality::High,
    ] {
        for from in [8_000, 16_000, 24_000, 44_100, 48_000] {
            for to in [8_000, 16_000, 24_000, 44_100, 48_000] {
                let mut resampler =
                    Resampler::with_quality(from, to, Channels::Mono, quality).unwrap();
                let frame = vec![0i16; from as usize / 50];
                let mut output = Vec::new();
                for frames in 1..=100 {
                    resampler.process(&frame, &mut output).unwrap();
                    let whole = frames * to as usize / 50;
                    assert!(output.len() >= whole, "{quality:?} {from} {to}");
                }
            }
        }
    }
}
