//! How calls over WebSocket begin, fail and end.

mod common;

use common::socket_client::{Client, Heard};
use common::{counter_of, millis, seconds};
use jackfield_engine::{Command, Dismissal, EventKind, Route};

fn closed(client: &Client) -> Option<(&str, &str)> {
    let notice = client
        .notices
        .iter()
        .find(|notice| notice.kind == EventKind::Closed)?;
    Some((&notice.code, &notice.text))
}

#[test]
fn a_call_opens_with_its_stream_and_connects_with_its_start() {
    let mut client = Client::connected(Route::Agent);
    client.run(millis(40));
    client.text(r#"{"type":"start","rate":16000}"#);
    let kinds: Vec<_> = client.notices.iter().map(|notice| notice.kind).collect();
    let expected = [EventKind::Opened, EventKind::Track, EventKind::Connected];
    assert_eq!(kinds, expected);
    assert_eq!(client.notices[1].code, "pcm16");
    assert!((client.notices[2].value - 40.0).abs() < 1.0);
    assert!(client.was_told(r#""type":"started""#));
}

#[test]
fn what_is_wrong_is_told_before_the_end() {
    for (text, code, close) in [
        ("hello", "malformed", 4400),
        (r#"{"type":"start","rate":4000}"#, "unsupported", 4422),
    ] {
        let mut client = Client::connected(Route::Agent);
        client.text(text);
        assert!(client.was_told(&format!(r#""code":"{code}""#)));
        assert_eq!(client.close_code(), Some(close));
        assert_eq!(client.heard.last().unwrap().1, Heard::End);
        let (reason, detail) = closed(&client).unwrap();
        assert_eq!(reason, "error");
        assert!(detail.starts_with(code), "{detail}");
        assert_eq!(client.engine.session_count(), 0);
    }
}

#[test]
fn frames_that_are_not_masked_end_the_call() {
    let mut client = Client::started(Route::Agent, 16_000, 1);
    client.raw(&[0x82, 2, 0, 0]);
    assert_eq!(client.close_code(), Some(1002));
}

#[test]
fn a_client_that_never_starts_is_let_go() {
    let mut client = Client::connected(Route::Agent);
    client.run(seconds(16));
    assert_eq!(client.close_code(), Some(4408));
    assert_eq!(closed(&client).unwrap().0, "setup_timeout");
}

#[test]
fn a_client_that_vanished_is_noticed_by_its_silence() {
    let mut client = Client::started(Route::Agent, 16_000, 1);
    client.run(seconds(24));
    assert_eq!(closed(&client), None);
    client.run(seconds(2));
    let (reason, detail) = closed(&client).unwrap();
    assert_eq!(reason, "consent_expired");
    assert!(detail.starts_with("pong_timeout"), "{detail}");
}

#[test]
fn a_client_that_only_answers_pings_stays_and_its_round_trip_is_known() {
    let mut client = Client::started(Route::Listen, 16_000, 1);
    for ping in 1..5_u64 {
        client.run(seconds(15));
        client.frame(0x8a, &ping.to_be_bytes());
    }
    assert_eq!(closed(&client), None);
    let pings = client
        .heard
        .iter()
        .filter(|(_, heard)| *heard == Heard::Other(0x89));
    assert_eq!(pings.count(), 4);
}

#[test]
fn every_end_is_told_by_its_name() {
    let mut client = Client::started(Route::Agent, 16_000, 1);
    client.frame(0x88, b"\x03\xe8");
    assert_eq!(closed(&client).unwrap().0, "peer");

    let mut client = Client::started(Route::Agent, 16_000, 1);
    client.raw(&[]);
    assert_eq!(closed(&client).unwrap().0, "peer");
    assert_eq!(client.close_code(), None);

    let mut client = Client::started(Route::Agent, 16_000, 1);
    client.engine.command(Command::Close(client.session));
    client.run(millis(1));
    assert_eq!(closed(&client).unwrap().0, "local");
    assert_eq!(client.close_code(), Some(1000));
}

#[test]
fn who_may_not_stay_is_told_why() {
    for (reason, close) in [
        ("key_revoked", 4401),
        ("token_expired", 4401),
        ("inactive", 4408),
        ("max_duration", 4408),
    ] {
        let mut client = Client::started(Route::Agent, 16_000, 1);
        let why = Dismissal::named(reason).unwrap();
        client.engine.command(Command::Dismiss(client.session, why));
        client.run(millis(1));
        assert!(client.was_told(&format!(r#""code":"{reason}""#)));
        assert_eq!(client.close_code(), Some(close));
        let (ended, detail) = closed(&client).unwrap();
        assert_eq!(ended, "local");
        assert!(detail.starts_with(reason), "{detail}");
    }
    assert_eq!(Dismissal::named("removed"), None);
}

#[test]
fn sessions_are_counted_like_all_others() {
    let mut client = Client::started(Route::Forward, 16_000, 1);
    client.audio(&[1; 320]);
    client.frame(0x88, b"\x03\xe8");
    for name in [
        "sessions_opened_total",
        "sessions_connected_total",
        "sessions_closed_total{reason=\"peer\"}",
        "websocket_messages_received_total",
        "websocket_messages_sent_total",
    ] {
        let count = counter_of(&client.engine.metrics(), name);
        assert!((count - 1.0).abs() < 0.1, "{name} is {count}");
    }
}

#[test]
fn a_client_that_floods_tiny_messages_is_told_and_let_go() {
    let mut client = Client::started(Route::Forward, 16_000, 1);
    for _ in 0..3_000 {
        client.audio(&[1]);
    }
    assert_eq!(client.close_code(), Some(4429));
    assert!(client.was_told(r#""code":"rate_limited""#));
    assert_eq!(closed(&client).unwrap().0, "error");
}

#[test]
fn a_minute_of_short_messages_is_no_flood() {
    let mut client = Client::started(Route::Forward, 48_000, 1);
    for _ in 0..6_000 {
        client.audio(&[1; 128]);
        client.run(millis(3));
    }
    assert_eq!(client.close_code(), None);
}
