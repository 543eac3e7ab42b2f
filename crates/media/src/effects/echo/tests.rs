use jackfield_testkit::speech::{align, speech};

use super::*;
use crate::resample::Sample;

const FULL_SCALE: f32 = 32_768.0;

fn echo(rate: u32, channels: Channels) -> EchoCancellation {
    EchoCancellation::new(Format::new(rate, channels).unwrap()).unwrap()
}

#[test]
fn low_rates_are_worked_at_16_khz() {
    let inner = |rate| inner_rate(Format::new(rate, Channels::Mono).unwrap());
    assert_eq!((inner(8_000), inner(16_000)), (16_000, 16_000));
    assert_eq!((inner(24_000), inner(44_100)), (48_000, 48_000));
}

/// By how much a voice is late without any echo, and what was told (samples).
fn lateness(rate: u32, channels: Channels) -> (usize, usize) {
    let mut canceller = echo(rate, channels);
    let said = speech(3, rate, Duration::from_millis(500));
    let mut samples: Vec<f32> = said
        .iter()
        .flat_map(|sample| vec![f32::from(*sample) / FULL_SCALE; channels.count()])
        .collect();
    for frame in samples.chunks_mut(rate as usize / 50 * channels.count()) {
        canceller.process(frame);
    }
    let heard: Vec<i16> = samples
        .iter()
        .step_by(channels.count())
        .map(|sample| Sample::from_float(*sample))
        .collect();
    let found = align(&said, &heard, rate as usize / 40);
    (found.lag, canceller.delay())
}

#[test]
fn it_is_as_late_as_it_says() {
    for channels in [Channels::Mono, Channels::Stereo] {
        let all = [8_000, 16_000, 24_000, 44_100, 48_000].map(|rate| {
            let (found, told) = lateness(rate, channels);
            (
                found.abs_diff(told) <= rate as usize / 2_000,
                rate,
                found,
                told,
            )
        });
        assert!(all.iter().all(|(is_near, ..)| *is_near), "{all:?}");
    }
}

#[test]
fn it_reports_nothing_before_it_has_heard_anything() {
    let report = echo(48_000, Channels::Mono).report();
    assert_eq!(report, EchoReport::default());
}

#[test]
fn silence_stays_silent_after_a_reset() {
    let mut canceller = echo(16_000, Channels::Stereo);
    canceller.played(&[0.5; 640]);
    canceller.process(&mut [0.5; 640]);
    canceller.reset();
    let mut silence = [0.0; 640];
    canceller.process(&mut silence);
    assert!(silence.iter().all(|sample| sample.abs() < 1e-6));
}
