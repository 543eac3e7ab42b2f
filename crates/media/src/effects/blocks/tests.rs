#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "sample counts are small, and nothing is rounded where it is compared"
)]

use super::*;
use crate::opus::Channels;

const RATES: [u32; 5] = [8_000, 16_000, 24_000, 44_100, 48_000];

fn format(rate: u32, channels: Channels) -> Format {
    Format::new(rate, channels).unwrap()
}

/// A bump, which is where it was put when it comes out.
fn bump(rate: u32, channels: Channels) -> Vec<f32> {
    let centre = rate as f32 * 0.05;
    let width = rate as f32 * 0.002;
    let shape = |index: u32| (-((index as f32 - centre) / width).powi(2)).exp();
    let mono = (0..rate / 5).map(shape);
    mono.flat_map(|value| std::iter::repeat_n(value, channels.count()))
        .collect()
}

fn peak(samples: &[f32]) -> usize {
    let (index, _) = samples
        .iter()
        .enumerate()
        .max_by(|left, right| left.1.total_cmp(right.1))
        .unwrap();
    index
}

/// In frames of some length, by a work that changes nothing.
fn through(blocks: &mut Blocks, samples: &mut [f32], frame: usize) -> usize {
    let mut count = 0;
    for frame in samples.chunks_mut(frame) {
        blocks.process(frame, |planes| {
            count += 1;
            assert!(planes.iter().all(|plane| plane.len() == planes[0].len()));
        });
    }
    count
}

#[test]
fn what_comes_out_is_what_went_in_after_the_delay_it_tells() {
    for rate in RATES {
        for inner in [16_000, 48_000] {
            for milliseconds in [5, 10, 20] {
                for channels in [Channels::Mono, Channels::Stereo] {
                    let mut blocks = Blocks::new(format(rate, channels), inner).unwrap();
                    let mut samples = bump(rate, channels);
                    let before = peak(&samples) / channels.count();
                    let frame = rate as usize * milliseconds / 1_000 * channels.count();
                    through(&mut blocks, &mut samples, frame);
                    let after = peak(&samples) / channels.count();
                    let told = before + blocks.delay();
                    let case = format!("{rate} by {inner}, {milliseconds} ms, {channels:?}");
                    let tolerance = rate as usize / 2_000;
                    assert!(
                        after.abs_diff(told) <= tolerance,
                        "{case}: {after}, not {told}"
                    );
                }
            }
        }
    }
}

#[test]
fn frames_that_are_whole_blocks_do_not_wait() {
    for rate in RATES {
        let mut blocks = Blocks::new(format(rate, Channels::Stereo), 48_000).unwrap();
        let at_first = blocks.delay();
        let frame = rate as usize / 50 * 2;
        let count = through(&mut blocks, &mut vec![0.0; 50 * frame], frame);
        assert_eq!(blocks.delay(), at_first, "{rate}");
        assert!(count >= 99, "{rate}: {count} blocks");
    }
    let blocks = Blocks::new(format(48_000, Channels::Mono), 48_000).unwrap();
    assert_eq!(blocks.delay(), 0);
}

#[test]
fn frames_of_any_length_wait_once() {
    for rate in RATES {
        let mut blocks = Blocks::new(format(rate, Channels::Mono), 48_000).unwrap();
        let at_first = blocks.delay();
        through(&mut blocks, &mut [0.0; 7], 7);
        let then = blocks.delay();
        assert!(
            then > at_first && then <= at_first + rate as usize / 78,
            "{rate}"
        );
        for frame in [1, 13, 333, 441, 1_024] {
            through(&mut blocks, &mut vec![0.0; 10_000], frame);
        }
        assert_eq!(blocks.delay(), then, "{rate}");
    }
}

#[test]
fn sides_stay_apart() {
    let mut blocks = Blocks::new(format(48_000, Channels::Stereo), 48_000).unwrap();
    let mut samples: Vec<f32> = [[0.25, -0.5]; 480].concat();
    blocks.process(&mut samples, |planes| {
        assert!(planes[0].iter().all(|sample| (sample - 0.25).abs() < 1e-6));
        planes[1].fill(1.0);
    });
    assert_eq!(samples, [[0.25, 1.0]; 480].concat());
}

#[test]
fn a_reset_stream_starts_afresh() {
    let mut blocks = Blocks::new(format(16_000, Channels::Mono), 48_000).unwrap();
    let at_first = blocks.delay();
    through(&mut blocks, &mut [1.0; 100], 100);
    blocks.reset();
    assert_eq!(blocks.delay(), at_first);
    let mut silence = [0.0; 160];
    through(&mut blocks, &mut silence, 160);
    assert_eq!(silence, [0.0; 160]);
}

#[test]
fn one_way_gives_whole_blocks_only() {
    let mut inward = Inward::new(format(8_000, Channels::Mono), 16_000).unwrap();
    inward.push(&[0.5; 79]);
    assert!(!inward.work(|_| panic!("no block yet")));
    inward.push(&[0.5; 20]);
    assert!(inward.work(|planes| assert_eq!((planes.len(), planes[0].len()), (1, 160))));
    inward.reset();
    assert!(!inward.work(|_| panic!("it was forgotten")));
}
