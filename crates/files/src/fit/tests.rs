use super::*;

fn fitted(rate: u32, channels: usize, samples: &[f32]) -> Vec<i16> {
    let mut fit = Fit::new(rate, channels).expect("a layout");
    let mut output = Vec::new();
    for piece in samples.chunks(channels * 100) {
        fit.push(piece, &mut output).expect("pushed");
    }
    fit.finish(&mut output).expect("finished");
    output
}

#[test]
fn more_channels_than_two_are_heard_from_the_middle() {
    let frame = [0.5, 0.1, 0.2, 0.2, 0.0, 0.2];
    let output = fitted(48_000, 6, &frame.repeat(10));
    assert_eq!(output, vec![6554; 20]);
}

#[test]
fn stereo_keeps_its_sides() {
    let output = fitted(48_000, 2, &[0.5, -0.25].repeat(10));
    assert_eq!(output, [16_384, -8192].repeat(10));
}

#[test]
fn every_rate_gives_the_same_duration_without_the_filters_delay() {
    for rate in [8000, 11_025, 16_000, 22_050, 44_100, 96_000, 192_000] {
        let mut impulse = vec![0.0; rate as usize];
        impulse[rate as usize / 2] = 1.0;
        let output = fitted(rate, 1, &impulse);
        assert_eq!(output.len(), 48_000 * CHANNELS, "{rate}");
        let left = output.iter().step_by(CHANNELS);
        let loudest = left
            .enumerate()
            .max_by_key(|(_, sample)| sample.unsigned_abs());
        let (peak, _) = loudest.expect("samples");
        assert!(peak.abs_diff(24_000) <= 3, "{rate}: {peak}");
    }
}

#[test]
fn a_layout_that_nobody_has_is_refused() {
    for (rate, channels) in [(48_000, 0), (48_000, 33), (1, 1), (4_000_000, 2)] {
        let refusal = Fit::new(rate, channels).expect_err("no layout");
        assert!(refusal.starts_with("claims "), "{refusal}");
    }
}
