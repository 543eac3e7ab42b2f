use super::*;
use crate::speech::speech;

const RATE: u32 = 48_000;
/// RMS of what nobody hears: 60 dB below full scale.
const QUIET: f64 = 33.0;

fn voice() -> Vec<i16> {
    speech(3, RATE, Duration::from_secs(1))
}

#[test]
fn a_delayed_and_quieter_copy_is_found_exactly() {
    let reference = voice();
    let mut recording = vec![0; 1_234];
    recording.extend(reference.iter().map(|sample| sample / 3));
    let found = align(&reference, &recording, 9_600);
    assert_eq!(found.lag, 1_234);
    assert!(found.correlation > 0.999, "{found:?}");
}

#[test]
fn other_speech_does_not_correlate() {
    let other = speech(4, RATE, Duration::from_secs(1));
    let found = align(&voice(), &other, 9_600);
    assert!(found.correlation < 0.4, "{found:?}");
}

#[test]
fn silence_correlates_with_nothing() {
    assert!(correlation(&voice(), &vec![0; 48_000]).abs() < f64::EPSILON);
    assert!(rms(&[]).abs() < f64::EPSILON);
}

#[test]
fn a_recording_shorter_than_the_lag_is_no_error() {
    assert!(align(&voice(), &[], 9_600).correlation.abs() < f64::EPSILON);
}

#[test]
fn a_hole_in_speech_is_found_with_its_length() {
    let mut samples = vec![5_000i16; 48_000];
    samples[9_600..11_520].fill(0);
    let found = silences(&samples, RATE, QUIET, Duration::from_millis(20));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].samples, 9_600..11_520);
    assert_eq!(found[0].duration, Duration::from_millis(40));
}

#[test]
fn silence_up_to_the_end_counts_and_short_dips_do_not() {
    let mut samples = vec![5_000i16; 4_800];
    samples[960..1_200].fill(0);
    samples[2_400..].fill(0);
    let found = silences(&samples, RATE, QUIET, Duration::from_millis(20));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].samples, 2_400..4_800);
}
