//! Pictures that are hard to encode are all sent, at the rate that was asked for.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420;
use jackfield_toxav::rtp::Packets;
use jackfield_toxav::video::{Sender, SenderConfig};

/// Thirty a second.
const FRAME: Duration = Duration::from_nanos(33_333_333);
const TWO_SECONDS: usize = 60;

/// What the benches show: every sample changes with every picture.
fn woven(width: u32, height: u32, number: u32) -> I420 {
    let len = I420::len_of(width, height).unwrap();
    let mut samples = vec![128; len];
    let rows = samples
        .chunks_exact_mut(width as usize)
        .take(height as usize);
    for (row, luma) in (number..).zip(rows) {
        for (column, sample) in (2 * number..).zip(luma) {
            *sample = u8::try_from((column ^ row) & 255).unwrap();
        }
    }
    I420::from_samples(width, height, samples).unwrap()
}

/// Bytes on the wire of each picture; nothing for one that was left out.
fn sent(kbps: u32, (width, height): (u32, u32), pictures: u32) -> Vec<usize> {
    let mut sender = Sender::new(SenderConfig::default(), 7);
    sender.set_bit_rate(kbps).unwrap();
    let mut packets = Packets::new();
    (0..pictures)
        .map(|number| {
            let picture = woven(width, height, number);
            let now = Timestamp::ZERO + FRAME * number;
            sender.encode(now, picture.as_ref(), &mut packets).unwrap();
            let mut bytes = 0;
            while let Some(packet) = packets.next_packet() {
                bytes += packet.len();
            }
            bytes
        })
        .collect()
}

fn kilobits_per_second(window: &[usize]) -> f64 {
    let bytes: u32 = window
        .iter()
        .map(|bytes| u32::try_from(*bytes).unwrap())
        .sum();
    f64::from(bytes) * 8.0 / 2_000.0
}

#[test]
fn no_picture_is_left_out_of_a_hard_film() {
    for kbps in [1_000, 500] {
        let pictures = sent(kbps, (640, 480), 180);
        let left_out: Vec<usize> = (0..pictures.len())
            .filter(|at| pictures[*at] == 0)
            .collect();
        assert!(left_out.is_empty(), "at {kbps}: {left_out:?}");
        for window in pictures.chunks_exact(TWO_SECONDS) {
            let told = kilobits_per_second(window) / f64::from(kbps);
            // What one picture took too much, those after it give back.
            assert!((0.75..=1.15).contains(&told), "at {kbps}: {told:.3}");
        }
    }
}
