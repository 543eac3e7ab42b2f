use std::time::Duration;

use jackfield_testkit::picture::TestPicture;

use super::*;
use crate::vpx::{Decoder, Threads, is_key_frame};

const BOTH: [Codec; 2] = [Codec::Vp8, Codec::Vp9];
const FRAME: Duration = Duration::from_nanos(33_333_333);

fn encoder(codec: Codec) -> Encoder {
    Encoder::new(&EncoderConfig::new(codec, 320, 240, 500)).unwrap()
}

/// Encode picture `number` of 320×240 (or another size) at its time.
fn encode_sized(
    encoder: &mut Encoder,
    number: u16,
    width: u32,
    height: u32,
) -> Option<(Vec<u8>, bool)> {
    let samples = TestPicture::new(width, height).samples(number);
    let picture = I420Ref::from_samples(width, height, &samples).unwrap();
    let at = Timestamp::ZERO + FRAME * u32::from(number);
    let frame = encoder.encode(picture, at).unwrap()?;
    Some((frame.data.to_vec(), frame.is_key))
}

fn encode(encoder: &mut Encoder, number: u16) -> Option<(Vec<u8>, bool)> {
    encode_sized(encoder, number, 320, 240)
}

/// Numbers of the frames that are key frames.
fn key_frames(encoder: &mut Encoder, numbers: std::ops::Range<u16>) -> Vec<u16> {
    numbers
        .filter(|number| encode(encoder, *number).is_some_and(|(_, is_key)| is_key))
        .collect()
}

#[test]
fn only_the_first_frame_is_a_key_frame_unless_asked() {
    for codec in BOTH {
        let mut encoder = encoder(codec);
        assert_eq!(key_frames(&mut encoder, 0..30), [0], "{codec:?}");
        encoder.request_key_frame();
        assert_eq!(key_frames(&mut encoder, 30..60), [30], "{codec:?}");
    }
}

#[test]
fn key_frames_come_as_often_as_they_are_wanted_at_least() {
    for codec in BOTH {
        let mut encoder = Encoder::new(&EncoderConfig {
            key_frames: KeyFrames::AtLeastEvery(10),
            ..EncoderConfig::new(codec, 320, 240, 500)
        })
        .unwrap();
        let found = key_frames(&mut encoder, 0..40);
        assert!(found.len() >= 4, "{codec:?}: {found:?}");
        assert!(
            found.windows(2).all(|pair| pair[1] - pair[0] <= 10),
            "{found:?}"
        );
    }
}

#[test]
fn a_frame_is_a_key_frame_when_its_bytes_say_so() {
    for codec in BOTH {
        let mut encoder = encoder(codec);
        for number in 0..10 {
            let (data, is_key) = encode(&mut encoder, number).unwrap();
            assert_eq!(is_key_frame(codec, &data), is_key, "{codec:?} {number}");
        }
    }
}

#[test]
fn another_size_begins_anew_with_a_key_frame() {
    for codec in BOTH {
        let mut encoder = encoder(codec);
        let mut decoder = Decoder::new(codec, 1).unwrap();
        for (number, (width, height)) in [(320, 240), (160, 120), (641, 361), (16, 16)]
            .into_iter()
            .enumerate()
        {
            let number = u16::try_from(number).unwrap();
            let (data, is_key) = encode_sized(&mut encoder, number, width, height).unwrap();
            assert!(is_key, "{codec:?} {width}x{height}");
            let picture = decoder.decode(&data).unwrap().unwrap();
            assert_eq!((picture.width, picture.height), (width, height));
            assert_eq!(
                (encoder.config().width, encoder.config().height),
                (width, height)
            );
        }
    }
}

#[test]
fn a_picture_with_too_short_planes_is_refused() {
    let mut encoder = encoder(Codec::Vp8);
    let samples = TestPicture::new(320, 240).samples(0);
    let mut picture = I420Ref::from_samples(320, 240, &samples).unwrap();
    picture.v = &picture.v[1..];
    assert!(encoder.encode(picture, Timestamp::ZERO).is_err());
}

#[test]
fn a_rate_that_libvpx_has_not_is_refused_and_changes_nothing() {
    let mut encoder = encoder(Codec::Vp8);
    assert!(encoder.set_bit_rate_kbps(0).is_err());
    assert_eq!(encoder.config().bit_rate_kbps, 500);
}

#[test]
fn times_that_stand_still_or_run_backwards_are_encoded() {
    for codec in BOTH {
        let mut encoder = encoder(codec);
        let samples = TestPicture::new(320, 240).samples(0);
        let picture = I420Ref::from_samples(320, 240, &samples).unwrap();
        for millis in [1_000, 1_000, 500, 4_000_000, 4_000_000] {
            encoder
                .encode(picture, Timestamp::from_millis(millis))
                .unwrap();
        }
    }
}

#[test]
fn the_same_pictures_become_the_same_frames() {
    for codec in BOTH {
        let run = || {
            let mut encoder = encoder(codec);
            (0..10)
                .map(|number| encode(&mut encoder, number))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(), run(), "{codec:?}");
    }
}

#[test]
fn rows_may_be_further_apart_than_they_are_long() {
    let samples = TestPicture::new(320, 240).samples(0);
    let tight = I420Ref::from_samples(320, 240, &samples).unwrap();
    let spread = |rows: &mut dyn Iterator<Item = &[u8]>, len: usize| -> Vec<u8> {
        rows.flat_map(|row| [row, &vec![255; len - row.len()]].concat())
            .collect()
    };
    let y = spread(&mut tight.y_rows(), 400);
    let (u, v) = (
        spread(&mut tight.u_rows(), 200),
        spread(&mut tight.v_rows(), 200),
    );
    let loose = I420Ref {
        y: &y,
        u: &u,
        v: &v,
        y_stride: 400,
        uv_stride: 200,
        ..tight
    };
    let encode = |picture| {
        let mut encoder = encoder(Codec::Vp8);
        encoder
            .encode(picture, Timestamp::ZERO)
            .unwrap()
            .unwrap()
            .data
            .to_vec()
    };
    assert_eq!(encode(tight), encode(loose));
}

#[test]
fn several_threads_encode_what_one_decodes() {
    for codec in BOTH {
        let mut encoder = Encoder::new(&EncoderConfig {
            threads: Threads::Fixed(4),
            ..EncoderConfig::new(codec, 640, 480, 2_000)
        })
        .unwrap();
        let mut decoder = Decoder::new(codec, 1).unwrap();
        for number in 0..5 {
            let (data, _) = encode_sized(&mut encoder, number, 640, 480).unwrap();
            assert_eq!(decoder.decode(&data).unwrap().unwrap().width, 640);
        }
    }
}

#[test]
fn how_coarse_pictures_are_follows_the_rate() {
    for codec in BOTH {
        let coarseness = |kbps: u32| {
            let mut encoder = Encoder::new(&EncoderConfig::new(codec, 320, 240, kbps)).unwrap();
            for number in 0..10 {
                encode(&mut encoder, number);
            }
            encoder.quantizer().unwrap()
        };
        let (coarse, fine) = (coarseness(100), coarseness(5_000));
        assert!(
            fine + 10 < coarse && coarse <= 63,
            "{codec:?}: {fine} {coarse}"
        );
    }
}

#[test]
fn nothing_builds_upon_a_frame_that_is_taken_back() {
    for codec in BOTH {
        let mut encoder = encoder(codec);
        encode(&mut encoder, 0);
        let (frame, is_key) = encode(&mut encoder, 1).unwrap();
        assert!(!is_key);
        encoder.take_back(frame.len());
        assert!(encode(&mut encoder, 2).unwrap().1, "{codec:?}");
    }
}
