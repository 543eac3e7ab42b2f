//! Large pictures at low rates: what is on the wire is what was asked for, and they go on moving.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::{I420, I420Ref};
use jackfield_media::vpx::{Codec, is_key_frame};
use jackfield_testkit::picture::TestPicture;
use jackfield_toxav::rtp::{Packet, Packets};
use jackfield_toxav::video::{Sender, SenderConfig};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
/// Thirty a second.
const FRAME: Duration = Duration::from_nanos(33_333_333);
const SECOND: usize = 30;
const WINDOW: usize = 3 * SECOND;
/// Windows begin this far from each other, and anywhere around a change.
const STEP: usize = SECOND / 2;
const PICTURES: usize = 15;
/// Nothing stands still for longer (pictures): half a second.
const LONGEST_STILL: usize = 15;

/// Pictures that are shown forwards and backwards, again and again.
struct Film(Vec<Vec<u8>>);

impl Film {
    /// What a camera in bad light sees.
    fn of_a_camera(noise: u8) -> Self {
        let source = TestPicture::new(WIDTH, HEIGHT).with_noise(noise);
        let numbers = 0..u16::try_from(PICTURES).unwrap();
        Self(numbers.map(|number| source.samples(number)).collect())
    }

    /// Every sample changes with every picture.
    fn woven() -> Self {
        let luma = WIDTH * HEIGHT;
        let sample = |at: u32, number: u32| {
            let (column, row) = (at % WIDTH + 2 * number, at / WIDTH + number);
            u8::try_from((column ^ row) & 255).unwrap()
        };
        let draw = |number: u32| {
            let mut samples: Vec<u8> = (0..luma).map(|at| sample(at, number)).collect();
            samples.resize(I420::len_of(WIDTH, HEIGHT).unwrap(), 128);
            samples
        };
        Self((0..u32::try_from(PICTURES).unwrap()).map(draw).collect())
    }

    fn picture(&self, number: usize) -> I420Ref<'_> {
        let place = number % (2 * PICTURES - 2);
        let samples = &self.0[place.min(2 * PICTURES - 2 - place)];
        I420Ref::from_samples(WIDTH, HEIGHT, samples).unwrap()
    }
}

/// What became of a picture.
#[derive(Clone, Copy)]
struct Shown {
    asked_kbps: u32,
    /// On the wire; nothing when it was left out.
    bytes: u32,
    /// Of the picture that was sent, in pixels.
    width: u32,
}

/// Sends a film, for so many seconds at each rate (kbit/s).
fn sent(film: &Film, config: SenderConfig, rates: &[(usize, u32)]) -> Vec<Shown> {
    let mut sender = Sender::new(config, 7);
    let mut packets = Packets::new();
    let (mut shown, mut width) = (Vec::new(), 0);
    for (seconds, asked_kbps) in rates {
        sender.set_bit_rate(*asked_kbps).unwrap();
        for _ in 0..seconds * SECOND {
            let now = Timestamp::ZERO + FRAME * u32::try_from(shown.len()).unwrap();
            let picture = film.picture(shown.len());
            sender.encode(now, picture, &mut packets).unwrap();
            let mut bytes = 0;
            while let Some(packet) = packets.next_packet() {
                let payload = Packet::parse(packet).unwrap().payload;
                if bytes == 0 && is_key_frame(Codec::Vp8, payload) {
                    width = u32::from(u16::from_le_bytes([payload[6], payload[7]]) & 0x3fff); // RFC 6386, 9.1
                }
                bytes += u32::try_from(packet.len()).unwrap();
            }
            shown.push(Shown {
                asked_kbps: *asked_kbps,
                bytes,
                width,
            });
        }
    }
    shown
}

/// Bits on the wire of those that were asked for, of each three seconds (per cent).
fn windows(shown: &[Shown]) -> Vec<u32> {
    let starts = (0..=shown.len() - WINDOW).step_by(STEP);
    let share = |start: usize| {
        let window = &shown[start..start + WINDOW];
        let asked: u32 = window.iter().map(|each| each.asked_kbps * 1_000 / 30).sum();
        let bits: u32 = window.iter().map(|each| each.bytes * 8).sum();
        bits * 100 / asked
    };
    starts.map(share).collect()
}

fn longest_still(shown: &[Shown]) -> usize {
    let runs = shown.split(|each| each.bytes > 0);
    runs.map(<[Shown]>::len).max().unwrap_or_default()
}

/// Holds the rate in every window, and that something moves.
fn assert_kept(shown: &[Shown], what: &str) {
    let windows = windows(shown);
    let still = longest_still(shown);
    let moving = shown.iter().filter(|each| each.bytes > 0).count();
    assert!(
        windows.iter().all(|told| (85..=115).contains(told)),
        "{what}: {windows:?} %"
    );
    assert!(still <= LONGEST_STILL, "{what}: {still} pictures");
    assert!(
        moving * 3 > shown.len(),
        "{what}: {moving} of {}",
        shown.len()
    );
}

#[test]
fn the_rate_is_kept_from_the_beginning() {
    let (camera, woven) = (Film::of_a_camera(4), Film::woven());
    for (film, name, kbps) in [
        (&camera, "camera", 100),
        (&camera, "camera", 300),
        (&woven, "woven", 100),
        (&woven, "woven", 200),
    ] {
        let shown = sent(film, SenderConfig::default(), &[(6, kbps)]);
        assert_kept(&shown, &format!("{name} at {kbps}"));
    }
}

#[test]
fn another_rate_is_kept_at_once() {
    let film = Film::of_a_camera(16);
    let rates = [(3, 1_000), (4, 100), (4, 300), (4, 150)];
    let shown = sent(&film, SenderConfig::default(), &rates);
    assert_kept(&shown, "a camera at 1000, 100, 300, 150");
}

#[test]
fn pictures_are_smaller_only_as_long_as_the_rate_is_low() {
    let film = Film::of_a_camera(4);
    let shown = sent(&film, SenderConfig::default(), &[(2, 150), (2, 2_000)]);
    assert!(shown[2 * SECOND - 1].width < WIDTH);
    assert_eq!(shown.last().unwrap().width, WIDTH);
}

#[test]
fn pictures_keep_their_size_where_that_is_wanted() {
    let film = Film::of_a_camera(4);
    let config = SenderConfig {
        shrink_pictures: false,
        ..SenderConfig::default()
    };
    let shown = sent(&film, config, &[(2, 150)]);
    assert!(shown.iter().all(|each| each.width == WIDTH));
}
