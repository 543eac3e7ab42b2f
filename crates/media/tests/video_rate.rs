//! The encoder keeps to its rate.
#![cfg(feature = "video")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_media::vpx::{Codec, Encoder, EncoderConfig};
use jackfield_testkit::picture::TestPicture;

/// Thirty a second.
const FRAME: Duration = Duration::from_nanos(33_333_333);
const TWO_SECONDS: u32 = 60;

/// Pictures that are shown forwards and backwards, again and again.
struct Film {
    width: u32,
    height: u32,
    pictures: Vec<Vec<u8>>,
}

impl Film {
    fn new(width: u32, height: u32, noise: u8) -> Self {
        let source = TestPicture::new(width, height).with_noise(noise);
        let pictures = (0..15).map(|number| source.samples(number)).collect();
        Self {
            width,
            height,
            pictures,
        }
    }

    fn encoder(&self, codec: Codec, bit_rate_kbps: u32) -> Encoder {
        let config = EncoderConfig::new(codec, self.width, self.height, bit_rate_kbps);
        Encoder::new(&config).unwrap()
    }

    /// Two seconds of it: how much of the rate they are (per cent).
    fn play(&self, encoder: &mut Encoder, from: Timestamp) -> f64 {
        let mut bytes = 0;
        let there_and_back = self.pictures.iter().chain(self.pictures.iter().rev());
        for (number, samples) in (0..TWO_SECONDS).zip(there_and_back.cycle()) {
            let picture = I420Ref::from_samples(self.width, self.height, samples).unwrap();
            if let Some(frame) = encoder.encode(picture, from + FRAME * number).unwrap() {
                bytes += u32::try_from(frame.data.len()).unwrap();
            }
        }
        let kilobits_per_second = f64::from(bytes) * 8.0 / 2.0 / 1_000.0;
        kilobits_per_second / f64::from(encoder.config().bit_rate_kbps) * 100.0
    }
}

fn assert_kept(told: f64, what: &str) {
    assert!((85.0..=115.0).contains(&told), "{what}: {told:.1} %");
}

/// Every rate at a size: the first two seconds, key frame included, and the two after.
fn keeps_to(codec: Codec, (width, height): (u32, u32), noise: u8, rates: &[u32]) {
    let film = Film::new(width, height, noise);
    for rate in rates {
        let mut encoder = film.encoder(codec, *rate);
        for second in [0, 2] {
            let from = Timestamp::ZERO + Duration::from_secs(second);
            let told = film.play(&mut encoder, from);
            let what = format!("{codec:?} {width}x{height} at {rate} from second {second}");
            assert_kept(told, &what);
        }
    }
}

#[test]
fn small_pictures_keep_to_low_and_high_rates() {
    for codec in [Codec::Vp8, Codec::Vp9] {
        keeps_to(codec, (320, 240), 0, &[100, 200]);
        keeps_to(codec, (320, 240), 16, &[700, 1_000]);
        keeps_to(codec, (320, 240), 60, &[2_000, 4_000]);
    }
}

#[test]
fn pictures_of_640_by_480_keep_to_low_and_high_rates() {
    for codec in [Codec::Vp8, Codec::Vp9] {
        keeps_to(codec, (640, 480), 0, &[100, 500]);
        keeps_to(codec, (640, 480), 40, &[4_000]);
    }
}

#[test]
fn large_pictures_keep_to_low_and_high_rates() {
    keeps_to(Codec::Vp8, (1_280, 720), 0, &[500, 1_000]);
    keeps_to(Codec::Vp8, (1_280, 720), 16, &[4_000]);
}

#[test]
fn another_rate_is_kept_to_from_the_next_picture_on() {
    let film = Film::new(320, 240, 16);
    for codec in [Codec::Vp8, Codec::Vp9] {
        let mut encoder = film.encoder(codec, 800);
        film.play(&mut encoder, Timestamp::ZERO);
        for (second, rate) in [(2, 2_000), (4, 400), (6, 1_000)] {
            encoder.set_bit_rate_kbps(rate).unwrap();
            let from = Timestamp::ZERO + Duration::from_secs(second);
            let told = film.play(&mut encoder, from);
            // What was saved or owed at the rate before is made good as well.
            assert!(
                (80.0..=120.0).contains(&told),
                "{codec:?} then {rate}: {told:.1} %"
            );
        }
    }
}
