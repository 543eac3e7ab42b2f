use proptest::prelude::*;

use super::*;
use crate::red::RedPayload;

const MTU: usize = 1_200;

fn encoder(distance: u8, max_len: usize) -> RedEncoder {
    RedEncoder::new(distance, PayloadType::new(111).unwrap(), max_len).unwrap()
}

/// Offsets and lengths of the repeated frames in a payload.
fn repeated(payload: &[u8]) -> Vec<(u32, usize)> {
    RedPayload::parse(payload)
        .unwrap()
        .redundant()
        .map(|block| (block.timestamp_offset, block.data.len()))
        .collect()
}

/// What the last of these frames repeats.
fn last_repeats(encoder: &mut RedEncoder, frames: &[(u32, usize)]) -> Vec<(u32, usize)> {
    let mut out = Vec::new();
    for (time, len) in frames {
        encoder.encode(RtpTime(*time), &vec![1; *len], &mut out);
    }
    repeated(&out)
}

#[test]
fn a_packet_repeats_the_frames_before_it_oldest_first() {
    let frames = [(0, 10), (960, 20), (1_920, 30), (2_880, 40)];
    assert_eq!(last_repeats(&mut encoder(1, MTU), &frames), [(960, 30)]);
    assert_eq!(
        last_repeats(&mut encoder(2, MTU), &frames),
        [(1_920, 20), (960, 30)]
    );
}

#[test]
fn the_first_packet_repeats_nothing() {
    assert_eq!(last_repeats(&mut encoder(2, MTU), &[(0, 10)]), []);
}

#[test]
fn the_oldest_frame_is_left_out_when_room_is_short() {
    // 1 + 40 for the frame itself, 4 + 30 and 4 + 20 for those before.
    let frames = [(0, 20), (960, 30), (1_920, 40)];
    assert_eq!(last_repeats(&mut encoder(2, 99), &frames).len(), 2);
    assert_eq!(last_repeats(&mut encoder(2, 98), &frames), [(960, 30)]);
    assert_eq!(last_repeats(&mut encoder(2, 74), &frames), []);
}

#[test]
fn the_frame_itself_is_sent_even_without_any_room() {
    let mut out = Vec::new();
    encoder(1, 0).encode(RtpTime(0), &[9; 50], &mut out);
    assert_eq!(RedPayload::parse(&out).unwrap().primary().data, &[9; 50]);
}

#[test]
fn frames_from_before_a_long_pause_are_not_repeated() {
    let mut encoder = encoder(2, MTU);
    assert_eq!(
        last_repeats(&mut encoder, &[(0, 10), (16_383, 10)]),
        [(16_383, 10)]
    );
    assert_eq!(last_repeats(&mut encoder, &[(16_383 + 16_384, 10)]), []);
}

#[test]
fn offsets_go_over_the_wrap_of_time() {
    let frames = [(u32::MAX - 959, 10), (0, 10)];
    assert_eq!(last_repeats(&mut encoder(1, MTU), &frames), [(960, 10)]);
}

#[test]
fn a_frame_whose_length_does_not_fit_into_ten_bits_is_not_repeated() {
    let frames = [(0, 1_024), (960, 10)];
    assert_eq!(last_repeats(&mut encoder(1, 4_000), &frames), []);
    let frames = [(0, 1_023), (960, 10)];
    assert_eq!(
        last_repeats(&mut encoder(1, 4_000), &frames),
        [(960, 1_023)]
    );
}

#[test]
fn the_distance_changes_in_mid_stream() {
    let mut encoder = encoder(1, MTU);
    last_repeats(&mut encoder, &[(0, 10), (960, 20)]);
    encoder.set_distance(2).unwrap();
    assert_eq!(encoder.distance(), 2);
    assert_eq!(
        last_repeats(&mut encoder, &[(1_920, 30)]),
        [(1_920, 10), (960, 20)]
    );
}

#[test]
fn other_distances_are_refused() {
    let payload_type = PayloadType::new(111).unwrap();
    assert!(RedEncoder::new(0, payload_type, MTU).is_err());
    assert!(RedEncoder::new(3, payload_type, MTU).is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_within_the_bound(
        distance in 1u8..=2,
        max_len in 0usize..3_000,
        frames in prop::collection::vec((0u32..20_000, 1usize..1_275), 1..10),
    ) {
        let mut encoder = encoder(distance, max_len);
        let (mut time, mut out) = (0u32, Vec::new());
        for (step, len) in frames {
            time = time.wrapping_add(step);
            let count = encoder.encode(RtpTime(time), &vec![7; len], &mut out);
            let red = RedPayload::parse(&out).unwrap();
            prop_assert_eq!(red.primary().data.len(), len);
            prop_assert_eq!(red.redundant().count(), count);
            prop_assert!(out.len() <= max_len.max(1 + len));
        }
    }
}
