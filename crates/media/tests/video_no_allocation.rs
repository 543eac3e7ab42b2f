//! What happens to a picture allocates nothing after set-up, where the libraries below allow.
#![cfg(feature = "video")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use allocation_counter::measure;
use jackfield_media::time::Timestamp;
use jackfield_media::video::{
    Blur, Brightness, Chain, ColourSpace, Contrast, Converter, Grayscale, I420Ref, Mirror, Packing,
};
use jackfield_media::vpx::{Codec, Decoder, Encoder, EncoderConfig};
use jackfield_testkit::picture::TestPicture;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;

/// Ours: what libvpx takes is not counted.
fn allocations(mut round: impl FnMut(I420Ref<'_>, Timestamp)) -> u64 {
    let pictures: Vec<_> = (0..20)
        .map(|n| TestPicture::new(WIDTH, HEIGHT).samples(n))
        .collect();
    let mut at = Timestamp::ZERO;
    let mut play = || {
        for samples in &pictures {
            round(I420Ref::from_samples(WIDTH, HEIGHT, samples).unwrap(), at);
            at += Duration::from_millis(33);
        }
    };
    play();
    measure(play).count_total
}

#[test]
fn encoding_and_decoding_allocate_nothing() {
    for codec in [Codec::Vp8, Codec::Vp9] {
        let mut encoder = Encoder::new(&EncoderConfig::new(codec, WIDTH, HEIGHT, 500)).unwrap();
        let mut decoder = Decoder::new(codec, 1).unwrap();
        let count = allocations(|picture, at| {
            if let Some(frame) = encoder.encode(picture, at).unwrap() {
                decoder.decode(frame.data).unwrap().unwrap();
            }
        });
        assert_eq!(count, 0, "{codec:?}");
    }
}

#[test]
fn filters_allocate_nothing() {
    let mut chain = Chain::new()
        .with(Mirror)
        .with(Grayscale)
        .with(Brightness::new(10).unwrap())
        .with(Contrast::new(1.2).unwrap())
        .with(Blur::new(3).unwrap());
    let count = allocations(|picture, _| {
        chain.process(picture).unwrap();
    });
    assert_eq!(count, 0);
}

#[test]
fn converting_allocates_nothing() {
    let (mut converter, mut packed) = (Converter::default(), Vec::new());
    let count = allocations(|picture, _| {
        let colours = ColourSpace::default();
        converter
            .to_packed(picture, Packing::Rgba, colours, &mut packed)
            .unwrap();
    });
    assert_eq!(count, 0);
}
