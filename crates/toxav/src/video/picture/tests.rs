use jackfield_media::video::I420;
use jackfield_media::vpx::{Encoder, EncoderConfig};

use super::*;

/// A key frame of this size, and one after it.
fn frames(width: u32, height: u32) -> [Encoded; 2] {
    let mut encoder = Encoder::new(&EncoderConfig::new(Codec::Vp8, width, height, 500)).unwrap();
    let picture = I420::new(width, height).unwrap();
    [0, 33].map(|milliseconds| {
        let at = Timestamp::from_millis(milliseconds);
        let frame = encoder.encode(picture.as_ref(), at).unwrap().unwrap();
        Encoded {
            data: frame.data.to_vec(),
            is_key: frame.is_key,
            is_intact: true,
            is_shown: true,
            arrived: at,
        }
    })
}

/// Whether it was decoded, and the sizes of the pictures shown.
fn show(screen: &mut Screen, frame: &Encoded) -> (bool, Vec<(u32, u32)>) {
    let mut shown = Vec::new();
    let is_decoded = screen.show(frame, &mut |picture| {
        shown.push((picture.width, picture.height));
    });
    (is_decoded, shown)
}

#[test]
fn no_decoder_is_made_before_the_first_key_frame() {
    let mut screen = Screen::new(ScreenConfig::default());
    let [key, next] = frames(64, 48);
    assert_eq!(show(&mut screen, &next), (false, vec![]));
    assert!(screen.decoder.is_none());
    assert_eq!(show(&mut screen, &key), (true, vec![(64, 48)]));
    assert_eq!(show(&mut screen, &next), (true, vec![(64, 48)]));
}

#[test]
fn the_size_may_change_at_any_time() {
    let mut screen = Screen::new(ScreenConfig::default());
    for (width, height) in [(64, 48), (320, 240), (33, 17)] {
        for frame in frames(width, height) {
            assert_eq!(show(&mut screen, &frame), (true, vec![(width, height)]));
        }
    }
}

#[test]
fn what_is_late_is_decoded_and_not_shown() {
    let mut screen = Screen::new(ScreenConfig::default());
    let [mut key, next] = frames(64, 48);
    key.is_shown = false;
    assert_eq!(show(&mut screen, &key), (true, vec![]));
    assert_eq!(show(&mut screen, &next), (true, vec![(64, 48)]));
    assert_eq!(next.age(Timestamp::from_millis(40)).as_millis(), 7);
}

#[test]
fn what_is_no_video_is_counted() {
    let mut screen = Screen::new(ScreenConfig {
        max_pixels: 10_000,
        threads: 2,
    });
    let [key, _] = frames(64, 48);
    show(&mut screen, &key);
    let [huge, _] = frames(128, 96);
    assert_eq!(show(&mut screen, &huge), (false, vec![]));
    let mut broken = key.clone();
    broken.data = vec![];
    assert_eq!(show(&mut screen, &broken), (false, vec![]));
    assert_eq!(screen.refused(), 2);
    assert_eq!(show(&mut screen, &key), (true, vec![(64, 48)]));
}
