use std::time::Duration;

use jackfield_testkit::picture::{TestPicture, number, psnr};

use super::*;
use crate::time::Timestamp;
use crate::vpx::{Encoder, EncoderConfig};

const BOTH: [Codec; 2] = [Codec::Vp8, Codec::Vp9];

/// Frames of the test picture, 30 per second.
fn frames(codec: Codec, width: u32, height: u32, count: u16) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(&EncoderConfig {
        drop_frames: false,
        ..EncoderConfig::new(codec, width, height, 800)
    })
    .unwrap();
    let source = TestPicture::new(width, height);
    (0..count)
        .map(|number| {
            let samples = source.samples(number);
            let picture = I420Ref::from_samples(width, height, &samples).unwrap();
            let at = Timestamp::ZERO + Duration::from_millis(33) * u32::from(number);
            encoder.encode(picture, at).unwrap().unwrap().data.to_vec()
        })
        .collect()
}

#[test]
fn what_was_encoded_is_seen_again() {
    for codec in BOTH {
        for (width, height) in [(320, 240), (161, 99), (640, 480)] {
            let source = TestPicture::new(width, height);
            let mut decoder = Decoder::new(codec, 2).unwrap();
            for (wanted, frame) in (0..).zip(frames(codec, width, height, 15)) {
                let picture = decoder.decode(&frame).unwrap().unwrap();
                let read = number(width, height, picture.y, picture.y_stride);
                assert_eq!(read, Some(wanted), "{codec:?} {width}x{height}");
                let seen = picture.to_owned().unwrap();
                let quality = psnr(seen.samples(), &source.samples(wanted));
                assert!(
                    quality > 28.0,
                    "{codec:?} {width}x{height} {wanted}: {quality} dB"
                );
            }
        }
    }
}

#[test]
fn decoding_cannot_begin_between_key_frames_and_then_goes_on() {
    for codec in BOTH {
        let frames = frames(codec, 320, 240, 3);
        let mut decoder = Decoder::new(codec, 1).unwrap();
        let early = decoder.decode(&frames[1]);
        assert!(early.is_err_and(|error| error.is_remote()), "{codec:?}");
        assert!(decoder.decode(&frames[0]).unwrap().is_some());
        assert!(decoder.decode(&frames[1]).unwrap().is_some());
    }
}

#[test]
fn a_picture_over_the_limit_is_refused_before_it_is_decoded() {
    for codec in BOTH {
        let mut decoder = Decoder::with_config(&DecoderConfig {
            max_pixels: 320 * 240,
            ..DecoderConfig::new(codec)
        })
        .unwrap();
        let [large] = &frames(codec, 322, 240, 1)[..] else {
            panic!()
        };
        let told = decoder.decode(large).unwrap_err();
        assert!(told.to_string().contains("over the limit"), "{told}");
        let [fits] = &frames(codec, 320, 240, 1)[..] else {
            panic!()
        };
        assert!(decoder.decode(fits).unwrap().is_some());
    }
}

#[test]
fn an_empty_frame_is_refused() {
    for codec in BOTH {
        let told = Decoder::new(codec, 1).unwrap().decode(&[]).unwrap_err();
        assert!(told.is_remote());
    }
}

#[test]
fn frames_cut_short_are_survived() {
    for codec in BOTH {
        let mut decoder = Decoder::new(codec, 2).unwrap();
        let frames = frames(codec, 320, 240, 4);
        for frame in &frames {
            for keep in [1, 3, 9, 12, frame.len() / 2, frame.len() - 1] {
                let _any = decoder.decode(&frame[..keep.min(frame.len())]);
            }
        }
        assert!(decoder.decode(&frames[0]).unwrap().is_some(), "{codec:?}");
    }
}
