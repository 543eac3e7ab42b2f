//! Pictures in calls: who sees whom, in streams that go on.

mod common;

use common::gathering::{Gathering, voice};
use common::{RATE, millis, seconds};
use jackfield_engine::EventKind;
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_webrtc::{Codec, RtpPacket};

/// Callers with cameras.
struct Studio {
    gathering: Gathering,
    /// Of each: the number of the next picture, and how many key frames it was asked for before.
    cameras: Vec<(u64, usize)>,
}

impl Studio {
    fn new(callers: usize) -> Self {
        let mut studio = Self {
            gathering: Gathering::new(),
            cameras: Vec::new(),
        };
        for _ in 0..callers {
            studio.join();
        }
        studio
    }

    fn join(&mut self) {
        let config = CallerConfig {
            video: true,
            ..CallerConfig::default()
        };
        self.gathering.caller_with(&config, &Conditions::clean());
        self.cameras.push((1, 0));
    }

    /// Every camera sends a picture of one packet each 20 ms: a key frame first, and when asked.
    fn film(&mut self, pictures: usize) {
        for _ in 0..pictures {
            for (index, (number, asked)) in self.cameras.iter_mut().enumerate() {
                let now = self.gathering.world.now();
                let caller = self.gathering.world.caller(index);
                let wanted = caller.key_frames_wanted();
                let is_key = *number == 1 || wanted > *asked;
                *asked = wanted;
                let time = u32::try_from(*number * 1_800).unwrap_or(0);
                caller.show(now, *number, time, &picture(index, *number, is_key));
                *number += 1;
            }
            self.gathering.run(millis(20));
        }
    }

    fn says(&mut self, index: usize, length: u64) {
        let words = voice(index as u64, RATE, seconds(length));
        self.gathering.world.caller(index).say(&words);
    }

    /// What a caller was shown, in order.
    fn seen(&mut self, index: usize) -> Vec<RtpPacket> {
        let packets = self.gathering.world.caller(index).packets().iter();
        packets
            .map(|(_, packet)| packet.clone())
            .filter(|packet| packet.codec == Some(Codec::Vp8))
            .collect()
    }
}

/// With picture id, TL0PICIDX and TID; who made it is written behind the frame's header.
fn picture(of: usize, number: u64, is_key: bool) -> Vec<u8> {
    let [low, high, ..] = (number + of as u64 * 1_000).to_le_bytes();
    let frame = u8::from(!is_key);
    let maker = of.to_le_bytes()[0];
    let mut payload = vec![0x90, 0xe0, 0x80 | (high & 0x7f), low, low, 0, frame, maker];
    payload.resize(700, 0);
    payload
}

fn maker(packet: &RtpPacket) -> Option<usize> {
    packet.payload.get(7).map(|maker| usize::from(*maker))
}

#[test]
fn two_see_each_other() {
    let mut studio = Studio::new(2);
    studio.film(100);
    for (viewer, other) in [(0, 1), (1, 0)] {
        let seen = studio.seen(viewer);
        assert!(seen.len() > 60, "{}", seen.len());
        assert!(seen.iter().all(|packet| maker(packet) == Some(other)));
    }
}

#[test]
fn who_speaks_is_seen_from_a_key_frame_on_in_a_stream_that_goes_on() {
    let mut studio = Studio::new(3);
    studio.film(50);
    for speaker in [0, 1, 0] {
        studio.says(speaker, 3);
        studio.film(200);
        let seen = studio.seen(2);
        let last = seen.last().and_then(maker);
        assert_eq!(last, Some(speaker), "the third sees who speaks");
    }
    let seen = studio.seen(2);
    let mut before: Option<&RtpPacket> = None;
    let mut changes = 0;
    for packet in &seen {
        let (Some(last), Some(picture)) = (before.replace(packet), packet.picture) else {
            continue;
        };
        assert_eq!(packet.sequence, last.sequence + 1, "no gap and none twice");
        let id = last.picture.and_then(|picture| picture.numbers.id);
        assert_eq!(
            picture.numbers.id,
            id.map(|id| id + 1),
            "pictures are counted on"
        );
        if maker(packet) != maker(last) {
            changes += 1;
            assert!(picture.starts_key_frame, "another begins with a key frame");
        }
    }
    assert!(changes >= 2, "{changes} changes");
}

#[test]
fn who_is_held_or_not_heard_is_not_seen() {
    let mut studio = Studio::new(2);
    let (watched, viewer) = (studio.gathering.id(0), studio.gathering.id(1));
    studio.gathering.set_gain(viewer, watched, 0.0);
    studio.film(50);
    assert!(studio.seen(1).is_empty());
    assert!(!studio.seen(0).is_empty());
    studio.gathering.set_gain(viewer, watched, 1.0);
    studio.film(50);
    let seen = studio.seen(1).len();
    assert!(seen > 10, "{seen}");
    let host = studio.gathering.world.engine().host();
    host.set_held(watched, true);
    studio.film(20);
    let before = studio.seen(1).len();
    studio.film(50);
    assert_eq!(studio.seen(1).len(), before);
}

#[test]
fn who_is_moved_sees_those_of_the_other_call_in_a_stream_that_goes_on() {
    let mut studio = Studio::new(2);
    let host = studio.gathering.world.engine().host();
    let elsewhere = host.create_call_beside(studio.gathering.call);
    studio.gathering.call = elsewhere.expect("there is room");
    studio.join();
    studio.film(100);
    let before = studio.seen(0).len();
    assert!(host.move_session(studio.gathering.id(0), studio.gathering.call));
    studio.film(100);
    let seen = studio.seen(0);
    assert!(seen.len() > before + 50, "{}", seen.len() - before);
    assert_eq!(seen.last().and_then(maker), Some(2));
    assert_eq!(studio.seen(2).last().and_then(maker), Some(0));
    for pair in seen.windows(2) {
        let [last, packet] = pair else { continue };
        assert_eq!(packet.sequence, last.sequence + 1, "no gap and none twice");
        if maker(packet) != maker(last) {
            let begins = packet
                .picture
                .is_some_and(|picture| picture.starts_key_frame);
            assert!(begins, "another begins with a key frame");
        }
    }
}

#[test]
fn everybody_is_told_whose_camera_is_on_and_each_whom_they_see() {
    let mut studio = Studio::new(2);
    let (shown, viewer) = (studio.gathering.id(0), studio.gathering.id(1));
    let cameras = |studio: &Studio| -> Vec<String> {
        let told = studio.gathering.notices_of(shown, EventKind::Track);
        let video = told.iter().filter(|notice| notice.text == "video");
        video.map(|notice| notice.code.clone()).collect()
    };
    assert!(cameras(&studio).is_empty(), "a section is no camera yet");
    studio.film(50);
    assert_eq!(cameras(&studio), ["VP8"]);
    let seen = |studio: &Studio| -> Vec<f64> {
        let told = studio.gathering.notices_of(viewer, EventKind::Screen);
        told.iter().map(|notice| notice.value).collect()
    };
    #[allow(clippy::cast_precision_loss, reason = "serials stay far below 2^45")]
    let number = shown.as_u64() as f64;
    assert_eq!(seen(&studio), [number]);
    // Their voices go on.
    studio.says(1, 4);
    studio.gathering.run(millis(4_000));
    assert_eq!(cameras(&studio), ["VP8", ""]);
    assert_eq!(seen(&studio), [number, 0.0]);
    studio.film(50);
    assert_eq!(cameras(&studio), ["VP8", "", "VP8"]);
    assert_eq!(seen(&studio), [number, 0.0, number]);
}
