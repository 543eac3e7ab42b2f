use super::*;

fn sine(amplitude: f32, len: u16) -> Vec<f32> {
    (0..len)
        .map(|index| amplitude * (std::f32::consts::TAU * f32::from(index) / 48.0).sin())
        .collect()
}

fn peak(samples: &[f32]) -> f32 {
    samples
        .iter()
        .fold(0.0, |peak, sample| peak.max(sample.abs()))
}

fn limit(limiter: &mut Limiter, samples: &mut [f32]) {
    for block in samples.chunks_mut(480) {
        limiter.process(&mut [block]);
    }
}

#[test]
fn what_is_not_too_loud_is_left_alone() {
    let mut limiter = Limiter::new(48_000);
    let quiet = sine(16_000.0, 4_800);
    let mut samples = quiet.clone();
    limit(&mut limiter, &mut samples);
    assert_eq!(samples, quiet);
    assert!((limiter.last_level() - 16_000.0).abs() < 200.0);
}

#[test]
fn what_is_too_loud_is_made_quieter_in_its_shape() {
    let mut limiter = Limiter::new(48_000);
    let mut samples = sine(60_000.0, 9_600);
    limit(&mut limiter, &mut samples);
    assert!(peak(&samples) <= MAX_FLOAT_S16_VALUE + 1.0);
    // Clipped it would stay at its ends for 14 of 48 samples.
    let settled = &samples[4_800..];
    let flat = settled.iter().filter(|sample| sample.abs() > 32_760.0);
    assert!(flat.count() * 48 < settled.len() * 8);
}

#[test]
fn both_sides_get_the_same() {
    let mut limiter = Limiter::new(8_000);
    let (mut loud, mut quiet) = ([60_000.0; 80], [1_000.0; 80]);
    for _ in 0..20 {
        (loud, quiet) = ([60_000.0; 80], [1_000.0; 80]);
        limiter.process(&mut [&mut loud, &mut quiet]);
    }
    let ratio = loud[79] / quiet[79];
    assert!(
        (ratio - 60.0).abs() < 1.0 || loud[79] >= MAX_FLOAT_S16_VALUE,
        "{ratio}"
    );
    assert!(quiet[79] < 600.0, "{}", quiet[79]);
}
