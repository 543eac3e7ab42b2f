use super::*;

/// A 1 kHz sine at 48 kHz.
#[expect(clippy::cast_possible_truncation, reason = "below full scale")]
fn sine(amplitude: f64) -> Vec<i16> {
    (0..960)
        .map(|index| (amplitude * (std::f64::consts::TAU * f64::from(index) / 48.0).sin()) as i16)
        .collect()
}

#[test]
fn a_full_scale_square_wave_is_the_overload_point() {
    let square: Vec<i16> = [i16::MAX, i16::MIN].repeat(480);
    let loudness = Loudness::of(&square);
    assert_eq!(loudness.rms.minus_dbov(), 0);
    assert_eq!(loudness.peak.minus_dbov(), 0);
}

#[test]
fn a_sine_is_three_decibels_below_its_peak() {
    let full = Loudness::of(&sine(32_767.0));
    assert_eq!((full.rms.minus_dbov(), full.peak.minus_dbov()), (3, 0));
    let tenth = Loudness::of(&sine(3_276.7));
    assert_eq!((tenth.rms.minus_dbov(), tenth.peak.minus_dbov()), (23, 20));
}

#[test]
fn nothing_is_silent() {
    assert_eq!(Loudness::of(&[]).rms, AudioLevel::SILENCE);
    assert_eq!(Loudness::of(&[0; 960]).peak, AudioLevel::SILENCE);
    assert_eq!(AudioLevel::from_minus_dbov(200), AudioLevel::SILENCE);
}

#[test]
fn the_quietest_sample_is_heard() {
    assert_eq!(Loudness::of(&[1; 960]).rms.minus_dbov(), 90);
}
