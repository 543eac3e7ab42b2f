//! What becomes of audio that comes and goes as PCM.
#![allow(
    clippy::unwrap_used,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::socket_client::{Client, Heard};
use common::{counter_of, millis, seconds};
use jackfield_engine::{Command, Route};
use jackfield_media::opus::Channels;
use jackfield_media::resample::Resampler;
use jackfield_testkit::speech::{align, speech};

const RATE: u32 = 16_000;

fn resampled(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    let mut out = Vec::new();
    let mut resampler = Resampler::new(from, to, Channels::Mono).unwrap();
    resampler.process(samples, &mut out).unwrap();
    out
}

#[test]
fn the_native_parrot_sends_each_message_back_at_once_as_it_came() {
    let mut client = Client::started(Route::Forward, 44_100, 2);
    let odd: Vec<i16> = (0..246).collect();
    client.audio(&odd);
    assert_eq!(client.heard.last().unwrap().1, Heard::Audio(odd));
}

#[test]
fn the_transcoding_parrot_says_the_same_words() {
    let mut client = Client::started(Route::Transcode, RATE, 1);
    let said = speech(3, RATE, seconds(3));
    client.speak(RATE, &said);
    client.run(millis(100));
    let match_ = align(&said, &client.heard_audio(), RATE as usize);
    assert!(match_.correlation > 0.98, "{match_:?}");
}

#[test]
fn the_host_hears_what_is_said_at_its_own_rate() {
    let mut client = Client::started(Route::Agent, RATE, 1);
    let said = speech(4, RATE, seconds(3));
    client.speak(RATE, &said);
    assert_eq!(client.tapped.len() % 960, 0);
    let match_ = align(&resampled(&said, RATE, 48_000), &client.tapped, 4_800);
    assert!(match_.correlation > 0.9, "{match_:?}");
}

#[test]
fn stereo_is_mixed() {
    let mut client = Client::started(Route::Listen, 48_000, 2);
    let stereo: Vec<i16> = [1_000, 3_000].repeat(960);
    client.audio(&stereo);
    client.run(millis(1));
    assert_eq!(client.tapped, vec![2_000; 960]);
}

#[test]
fn a_burst_reaches_the_host_frame_by_frame() {
    let mut client = Client::started(Route::Agent, RATE, 1);
    client.audio(&vec![500; 320 * 5]);
    let mut frames = Vec::new();
    for _ in 0..5 {
        client.run(millis(20));
        frames.push(client.tapped.len() / 960);
    }
    assert_eq!(frames, [2, 3, 4, 5, 5]);
}

#[test]
fn a_backlog_is_skipped_and_counted() {
    let mut client = Client::started(Route::Agent, RATE, 1);
    client.audio(&vec![500; RATE as usize / 2]);
    client.run(millis(20));
    let dropped = counter_of(
        &client.engine.metrics(),
        "samples_dropped_total{reason=\"burst\"}",
    );
    // 400 ms, to within a frame.
    assert!(
        (18_000.0..=21_000.0).contains(&dropped),
        "{dropped} samples"
    );
}

#[test]
fn the_host_is_heard_every_20_ms_at_the_clients_rate() {
    let mut client = Client::started(Route::Agent, RATE, 1);
    let said = speech(5, 24_000, seconds(2));
    assert!(client.engine.send_audio(client.session, 24_000, &said));
    client.run(seconds(3));
    let times: Vec<_> = client
        .heard
        .iter()
        .filter(|(_, heard)| matches!(heard, Heard::Audio(_)))
        .map(|(at, _)| *at)
        .collect();
    assert_eq!(times.len(), 100);
    assert!(
        times
            .windows(2)
            .all(|pair| pair[1].since(pair[0]) == millis(20))
    );
    let match_ = align(
        &resampled(&said, 24_000, RATE),
        &client.heard_audio(),
        1_600,
    );
    assert!(match_.correlation > 0.9, "{match_:?}");
}

#[test]
fn barge_in_stops_within_a_frame_and_the_client_is_told() {
    let mut client = Client::started(Route::Agent, RATE, 1);
    assert!(
        client
            .engine
            .send_audio(client.session, RATE, &vec![9; 32_000])
    );
    client.run(millis(100));
    client.engine.command(Command::ClearAudio(client.session));
    let before = client.heard_audio().len();
    client.run(seconds(2));
    assert!(client.heard_audio().len() <= before + 320);
    assert!(client.was_told(r#"{"type":"clear"}"#));
    assert!(
        client
            .engine
            .send_audio(client.session, RATE, &vec![9; 160_000]),
        "room again"
    );
}
