use std::sync::mpsc;
use std::time::Duration;

use jackfield_testkit::picture::{TestPicture, number};

use super::*;
use crate::video::{I420Mut, Mirror};
use crate::vpx::Codec;

fn processor(width: u32, height: u32) -> VideoProcessor {
    VideoProcessor::new(&ProcessorConfig {
        encoder: EncoderConfig::new(Codec::Vp8, width, height, 800),
        decoder: DecoderConfig::new(Codec::Vp8),
        fit: Fit::Letterbox,
        shown: None,
    })
    .unwrap()
}

/// What one sends of picture `wanted`, as the other shows it.
fn send(
    from: &mut VideoProcessor,
    to: &mut VideoProcessor,
    wanted: u16,
    size: (u32, u32),
) -> Vec<u8> {
    let samples = TestPicture::new(size.0, size.1).samples(wanted);
    let picture = I420Ref::from_samples(size.0, size.1, &samples).unwrap();
    let at = Timestamp::ZERO + Duration::from_millis(33) * u32::from(wanted);
    let frame = from.process_outgoing(picture, at).unwrap().unwrap();
    let shown = to.process_incoming(frame.data).unwrap().unwrap();
    let mut samples = Vec::new();
    shown.write_samples(&mut samples);
    samples
}

#[test]
fn pictures_are_scaled_sent_and_shown() {
    let (mut alice, mut bob) = (processor(320, 240), processor(160, 120));
    for wanted in 0..10 {
        let shown = send(&mut alice, &mut bob, wanted, (640, 480));
        assert_eq!(number(320, 240, &shown, 320), Some(wanted));
    }
}

#[test]
fn pictures_are_scaled_before_they_are_filtered_and_encoded() {
    let (trace, traced) = mpsc::channel();
    let mut alice = processor(320, 240);
    let note = move |picture: &mut I420Mut<'_>| {
        trace.send((picture.width, picture.height)).unwrap();
        picture.y.fill(99);
    };
    alice.filters_mut().push(Box::new(note));
    let shown = send(&mut alice, &mut processor(320, 240), 0, (640, 480));
    assert_eq!(traced.try_iter().collect::<Vec<_>>(), [(320, 240)]);
    assert!(shown[..320 * 240].iter().all(|luma| luma.abs_diff(99) < 3));
}

#[test]
fn filters_can_be_put_in_and_taken_out_during_a_call() {
    let (mut alice, mut bob) = (processor(320, 240), processor(320, 240));
    alice.filters_mut().push(Box::new(Mirror));
    let shown = send(&mut alice, &mut bob, 1, (320, 240));
    assert_eq!(number(320, 240, &shown, 320), Some(1 << 15));
    alice.filters_mut().clear();
    let shown = send(&mut alice, &mut bob, 2, (320, 240));
    assert_eq!(number(320, 240, &shown, 320), Some(2));
}

#[test]
fn a_rate_can_be_set_before_and_after_the_first_picture() {
    let (mut alice, mut bob) = (processor(320, 240), processor(320, 240));
    assert!(alice.set_bit_rate_kbps(0).is_err());
    alice.set_bit_rate_kbps(300).unwrap();
    send(&mut alice, &mut bob, 0, (320, 240));
    alice.set_bit_rate_kbps(600).unwrap();
    alice.request_key_frame();
    send(&mut alice, &mut bob, 1, (320, 240));
}

#[test]
fn pictures_are_decoded_before_they_are_filtered_and_scaled() {
    let (trace, traced) = mpsc::channel();
    let mut alice = processor(320, 240);
    let mut bob = VideoProcessor::new(&ProcessorConfig {
        encoder: EncoderConfig::new(Codec::Vp8, 320, 240, 800),
        decoder: DecoderConfig::new(Codec::Vp8),
        fit: Fit::Letterbox,
        shown: Some((160, 120)),
    })
    .unwrap();
    let note = move |picture: &mut I420Mut<'_>| {
        trace.send((picture.width, picture.height)).unwrap();
    };
    bob.shown_filters_mut().push(Box::new(note));
    let shown = send(&mut alice, &mut bob, 3, (640, 480));
    assert_eq!(traced.try_recv(), Ok((320, 240)));
    assert_eq!(number(160, 120, &shown, 160), Some(3));
}
