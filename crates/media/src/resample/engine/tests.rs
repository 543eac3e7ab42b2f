use crate::opus::Channels;
use crate::resample::tests::{convert_with, tone, tone_and_rest};
use crate::resample::{Quality, Resampler};

const RATES: [u32; 7] = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000];

#[test]
fn blocks_pass_a_tone_clean_and_as_loud_between_all_rates() {
    for from in RATES {
        for to in RATES {
            let output = convert_with(Quality::Blocks, from, to, &tone(from, 1_000.0, 3));
            let (tone, rest) = tone_and_rest(&output, to, 1_000.0);
            assert!(tone.abs() < 0.05, "{from} to {to}: {tone} dB");
            assert!(rest < -80.0, "{from} to {to}: {rest} dB");
        }
    }
}

#[test]
fn blocks_leave_out_what_the_lower_rate_cannot_hold() {
    let output = convert_with(Quality::Blocks, 48_000, 8_000, &tone(48_000, 5_000.0, 3));
    let (_, rest) = tone_and_rest(&output, 8_000, 1_000.0);
    assert!(rest < -80.0, "{rest} dB");
}

#[test]
fn of_a_stream_in_blocks_nothing_is_missing_and_nothing_moves() {
    // The last has no block that is short enough.
    for from in RATES.into_iter().chain([44_101]) {
        let channels = Channels::Mono;
        let mut resampler =
            Resampler::with_quality(from, 48_000, channels, Quality::Blocks).unwrap();
        let mut impulse = vec![0.0_f32; from as usize];
        impulse[from as usize / 2] = 1.0;
        let mut output = Vec::new();
        for piece in impulse.chunks(77) {
            resampler.process(piece, &mut output).unwrap();
        }
        resampler.flush(&mut output).unwrap();
        let delay = resampler.delay();
        assert_eq!(output.len(), 48_000 + delay, "{from}");
        let loudest = (0..output.len()).max_by(|a, b| output[*a].total_cmp(&output[*b]));
        let peak = loudest.unwrap() - delay;
        assert!(peak.abs_diff(24_000) <= 3, "{from}: {peak}");
    }
}

#[test]
fn blocks_take_their_time() {
    let quality = Quality::Blocks;
    let resampler = Resampler::with_quality(44_100, 48_000, Channels::Mono, quality).unwrap();
    let delay = resampler.delay();
    assert!((48..2_400).contains(&delay), "{delay}");
}
