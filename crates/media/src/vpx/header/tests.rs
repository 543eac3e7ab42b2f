use proptest::prelude::*;

use super::*;

/// Bits, most significant first, in bytes.
fn bytes(bits: &[(u32, u32)]) -> Vec<u8> {
    let all: Vec<u8> = bits
        .iter()
        .flat_map(|(value, count)| (0..*count).rev().map(move |bit| (value >> bit & 1) as u8))
        .collect();
    all.chunks(8)
        .map(|byte| {
            byte.iter()
                .enumerate()
                .fold(0, |sum, (place, bit)| sum | bit << (7 - place))
        })
        .collect()
}

fn vp9_key(width: u32, height: u32) -> Vec<u8> {
    bytes(&[
        (0b10, 2),
        (0, 2),
        (0, 1),
        (0, 1),
        (1, 1),
        (0, 1), // profile 0, shown key frame
        (VP9_SYNC_CODE, 24),
        (1, 3),
        (0, 1),
        (width - 1, 16),
        (height - 1, 16),
    ])
}

/// A frame with a size of its own between key frames.
fn vp9_resized(width: u32, height: u32) -> Vec<u8> {
    bytes(&[
        (0b10, 2),
        (0, 2),
        (0, 1),
        (1, 1),
        (1, 1),
        (1, 1), // shown, error resilient
        (0, 8),
        (0, 12),
        (0, 3),
        (width - 1, 16),
        (height - 1, 16),
    ])
}

fn superframe(frames: &[&[u8]]) -> Vec<u8> {
    let marker = 0b1100_1000 | u8::try_from(frames.len() - 1).unwrap(); // lengths of two bytes
    let mut all = frames.concat();
    all.push(marker);
    for frame in frames {
        all.extend(u16::try_from(frame.len()).unwrap().to_le_bytes());
    }
    all.push(marker);
    all
}

#[test]
fn a_vp8_key_frame_tells_its_size_without_the_scale() {
    let frame = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x42, 0xe0, 0x41];
    assert!(is_key_frame(Codec::Vp8, &frame));
    assert_eq!(largest_size(Codec::Vp8, &frame), Some((640, 480)));
}

#[test]
fn other_vp8_frames_tell_nothing() {
    for frame in [
        &[0x11, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0xe0, 1][..],
        &[0x10, 0, 0],
        &[],
    ] {
        assert!(!is_key_frame(Codec::Vp8, frame));
        assert_eq!(largest_size(Codec::Vp8, frame), None);
    }
}

#[test]
fn a_vp9_key_frame_tells_its_size() {
    let frame = vp9_key(1_280, 720);
    assert!(is_key_frame(Codec::Vp9, &frame));
    assert_eq!(largest_size(Codec::Vp9, &frame), Some((1_280, 720)));
}

#[test]
fn a_vp9_frame_that_changes_the_size_tells_it() {
    let frame = vp9_resized(65_536, 65_536);
    assert!(!is_key_frame(Codec::Vp9, &frame));
    assert_eq!(largest_size(Codec::Vp9, &frame), Some((65_536, 65_536)));
}

#[test]
fn the_largest_of_a_superframe_counts() {
    let frame = superframe(&[
        &vp9_key(320, 240),
        &vp9_resized(4_000, 3_000),
        &vp9_key(32, 32),
    ]);
    assert!(is_key_frame(Codec::Vp9, &frame));
    assert_eq!(largest_size(Codec::Vp9, &frame), Some((4_000, 3_000)));
}

proptest! {
    #[test]
    fn any_bytes_are_read(data in prop::collection::vec(any::<u8>(), 0..200)) {
        for codec in [Codec::Vp8, Codec::Vp9] {
            let has_size = largest_size(codec, &data).is_some();
            prop_assert!(has_size || !is_key_frame(codec, &data));
        }
    }
}
