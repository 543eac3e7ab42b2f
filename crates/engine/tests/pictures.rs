//! Pictures of WebSocket clients in calls: whole frames on their side, packets on the others'.

mod common;

use common::gathering::Gathering;
use common::socket_client::{Client, Wire};
use common::{millis, seconds};
use jackfield_engine::{EventKind, Route, SessionId};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_webrtc::{Codec, vp8};

/// At 90 kHz, 25 a second.
const PICTURE: u32 = 3_600;

fn camera() -> CallerConfig {
    CallerConfig {
        video: true,
        ..CallerConfig::default()
    }
}

/// A browser with a camera, and a client with one.
struct Studio {
    gathering: Gathering,
    browser: usize,
    client: SessionId,
    number: u32,
}

impl Studio {
    fn new() -> Self {
        let mut gathering = Gathering::new();
        let browser = gathering.caller_with(&camera(), &Conditions::clean());
        let client = gathering.camera();
        Self {
            gathering,
            browser,
            client,
            number: 0,
        }
    }

    /// The client shows its next picture.
    fn shows(&mut self, length: usize, is_key: bool) -> Vec<u8> {
        self.number += 1;
        let frame = frame(self.number, length, is_key);
        let time = self.number * PICTURE;
        self.gathering.client_shows(self.client, time, &frame);
        self.gathering.run(millis(40));
        frame
    }

    /// The browser shows its next picture, in one packet.
    fn browser_shows(&mut self, is_key: bool) -> Vec<u8> {
        self.number += 1;
        let frame = frame(self.number, 900, is_key);
        let id = self.number.to_be_bytes();
        let payload = [&[0x90, 0x80, 0x80 | id[2], id[3]], &frame[..]].concat();
        let now = self.gathering.world.now();
        let caller = self.gathering.world.caller(self.browser);
        caller.show(now, self.number.into(), self.number * PICTURE, &payload);
        self.gathering.run(millis(40));
        frame
    }

    /// What the browser was shown, as frames.
    fn seen_by_browser(&mut self, browser: usize) -> Vec<Vec<u8>> {
        let mut frames: Vec<Vec<u8>> = Vec::new();
        for (_, packet) in self.gathering.world.caller(browser).packets() {
            if packet.codec != Some(Codec::Vp8) {
                continue;
            }
            let Some(part) = vp8::part(&packet.payload) else {
                continue;
            };
            match frames.last_mut() {
                Some(frame) if !part.begins => frame.extend(part.data),
                _ => frames.push(part.data.to_vec()),
            }
        }
        frames
    }

    fn key_frames_wanted_of_client(&self) -> bool {
        self.gathering
            .was_told(self.client, r#""type":"key_frame""#)
    }

    fn tracks(&self) -> Vec<&str> {
        let told = self.gathering.notices_of(self.client, EventKind::Track);
        let video = told.iter().filter(|notice| notice.text == "video");
        video.map(|notice| notice.code.as_str()).collect()
    }
}

fn frame(number: u32, length: usize, is_key: bool) -> Vec<u8> {
    let [.., high, low] = number.to_be_bytes();
    let rest = (3..length).map(|index| low ^ index.to_le_bytes()[0]);
    let head = [u8::from(!is_key), high, low];
    head.into_iter().chain(rest).collect()
}

#[test]
fn a_browser_is_shown_a_clients_frames_byte_for_byte() {
    let mut studio = Studio::new();
    let sent: Vec<Vec<u8>> = (0..50)
        .map(|index| studio.shows(5_000 - index * 90, index % 20 == 0))
        .collect();
    studio.gathering.run(millis(100));
    let seen = studio.seen_by_browser(studio.browser);
    assert!(seen.len() >= 30, "{}", seen.len());
    assert!(
        sent.ends_with(&seen),
        "nothing is missing, nothing is changed"
    );
    assert_eq!(seen[0][0], 0, "it begins with a key frame");
}

#[test]
fn a_client_is_shown_a_browsers_frames_byte_for_byte() {
    let mut studio = Studio::new();
    let sent: Vec<Vec<u8>> = (0..50)
        .map(|index| studio.browser_shows(index % 20 == 0))
        .collect();
    studio.gathering.run(millis(100));
    let seen = studio.gathering.seen_by_client(studio.client);
    let frames: Vec<Vec<u8>> = seen.iter().map(|(_, frame)| frame.clone()).collect();
    assert!(frames.len() >= 30, "{}", frames.len());
    assert!(sent.ends_with(&frames));
    let steps = seen
        .windows(2)
        .map(|pair| pair[1].0.wrapping_sub(pair[0].0));
    assert!(steps.into_iter().all(|step| step == PICTURE), "times go on");
}

#[test]
fn what_the_network_loses_is_left_out_up_to_a_key_frame_that_is_asked_for() {
    let mut studio = Studio::new();
    let lossy = Conditions::random_loss(0.2);
    studio
        .gathering
        .world
        .set_conditions(studio.browser, &lossy);
    let mut asked = 0;
    let sent: Vec<Vec<u8>> = (0..400)
        .map(|_| {
            let caller = studio.gathering.world.caller(studio.browser);
            let wanted = caller.key_frames_wanted();
            let is_key = wanted > asked || studio.number == 0;
            asked = wanted;
            studio.browser_shows(is_key)
        })
        .collect();
    let seen = studio.gathering.seen_by_client(studio.client);
    let mut places = Vec::new();
    for (_, frame) in seen {
        let place = sent.iter().position(|other| other == frame);
        places.push(place.expect("only what was sent"));
    }
    assert!(places.len() > 100, "{} and asked {asked}", places.len());
    assert!(places.is_sorted());
    for pair in places.windows(2) {
        let follows = pair[1] == pair[0] + 1;
        assert!(
            follows || sent[pair[1]][0] == 0,
            "what rests on a loss is left out"
        );
    }
    assert!(asked > 0);
}

#[test]
fn a_client_is_asked_for_a_key_frame_by_whoever_comes_later() {
    let mut studio = Studio::new();
    studio.shows(500, true);
    for _ in 0..20 {
        studio.shows(500, false);
    }
    let late = studio
        .gathering
        .caller_with(&camera(), &Conditions::clean());
    studio.shows(500, false);
    assert!(studio.key_frames_wanted_of_client());
    assert!(studio.seen_by_browser(late).is_empty());
    let key = studio.shows(500, true);
    assert_eq!(studio.seen_by_browser(late), [key]);
}

#[test]
fn pictures_that_find_no_room_are_counted_and_left_out_up_to_a_key_frame() {
    let mut studio = Studio::new();
    studio.shows(500, true);
    let burst: Vec<u8> = (0..400)
        .flat_map(|index| Wire::picture(index, &frame(index, 3, false)))
        .collect();
    let before = studio.seen_by_browser(studio.browser).len();
    studio
        .gathering
        .world
        .engine()
        .receive_stream(studio.client, &burst);
    studio.gathering.run(millis(100));
    let name = r#"websocket_pictures_dropped_total{reason="burst"}"#;
    let dropped = studio.gathering.counter(name);
    assert!(dropped > 50.0, "{dropped}");
    assert!(studio.key_frames_wanted_of_client());
    let after = studio.seen_by_browser(studio.browser).len();
    assert!(after < before + 400, "{after}");
    studio.shows(500, false);
    assert_eq!(studio.seen_by_browser(studio.browser).len(), after);
    studio.shows(500, true);
    studio.shows(500, false);
    assert_eq!(studio.seen_by_browser(studio.browser).len(), after + 2);
}

#[test]
fn a_client_says_what_it_shows_and_takes() {
    let mut studio = Studio::new();
    assert!(studio.tracks().is_empty());
    studio.shows(500, true);
    assert_eq!(studio.tracks(), ["VP8"]);
    let client = studio.client;
    let says = |studio: &mut Studio, text| studio.gathering.client_writes(client, text);
    says(&mut studio, r#"{"type":"video","sends":false}"#);
    studio.shows(500, true);
    assert_eq!(studio.tracks(), ["VP8", ""]);
    assert_eq!(studio.seen_by_browser(studio.browser).len(), 1);
    says(&mut studio, r#"{"type":"video","sends":true}"#);
    studio.shows(500, true);
    assert_eq!(studio.tracks(), ["VP8", "", "VP8"]);
    assert_eq!(studio.seen_by_browser(studio.browser).len(), 2);

    studio.browser_shows(true);
    let seen = |studio: &Studio| studio.gathering.seen_by_client(client).len();
    assert_eq!(seen(&studio), 1);
    says(&mut studio, r#"{"type":"video","takes_kbps":0}"#);
    studio.browser_shows(true);
    assert_eq!(seen(&studio), 1);
    says(&mut studio, r#"{"type":"video","takes_kbps":500}"#);
    studio.gathering.run(millis(100));
    assert!(
        studio
            .gathering
            .world
            .caller(studio.browser)
            .key_frames_wanted()
            > 0
    );
    studio.browser_shows(false);
    assert_eq!(seen(&studio), 1, "it rests on what was not sent");
    studio.browser_shows(true);
    assert_eq!(seen(&studio), 2);
}

#[test]
fn a_client_that_asks_all_the_time_asks_a_browser_twice_a_second() {
    let mut studio = Studio::new();
    studio.browser_shows(true);
    studio.gathering.run(seconds(1));
    let wanted = |studio: &mut Studio| {
        let caller = studio.gathering.world.caller(studio.browser);
        caller.key_frames_wanted()
    };
    let before = wanted(&mut studio);
    for _ in 0..100 {
        let client = studio.client;
        studio
            .gathering
            .client_writes(client, r#"{"type":"key_frame"}"#);
        studio.browser_shows(false);
    }
    let asked = wanted(&mut studio) - before;
    assert!((4..=9).contains(&asked), "{asked} times in 4 s");
}

#[test]
fn a_parrot_shows_a_client_what_it_is_shown() {
    let mut client = Client::connected(Route::Forward);
    client.text(r#"{"type":"start","rate":48000,"video":"vp8"}"#);
    client.run(millis(1));
    client.frame(0x82, &[1, 0, 0, 0, 7, 0, 0, 0, 0x10, 0xaa]);
    client.run(millis(1));
    let echo = [&[1, 0, 0, 0, 7, 0, 0, 0], &[0x10, 0xaa][..]].concat();
    let pairs = echo
        .chunks(2)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    assert_eq!(client.heard_audio(), pairs.collect::<Vec<i16>>());
    client.text(r#"{"type":"key_frame"}"#);
    assert!(client.was_told(r#""type":"key_frame""#));
}

#[test]
fn a_picture_over_the_limit_ends_the_session_and_the_limit_is_named() {
    let mut client = Client::connected(Route::Forward);
    client.text(r#"{"type":"start","rate":48000,"video":"vp8"}"#);
    let config = jackfield_engine::WebSocketConfig::default();
    let length = config.max_picture + 9;
    let head = [&[0x82, 0xff][..], &(length as u64).to_be_bytes(), &[0; 4]].concat();
    client.raw(&head);
    client.run(millis(1));
    assert_eq!(client.close_code(), Some(1009));
    assert!(client.was_told(&format!("is over the limit of {}", config.max_picture + 8)));
}
