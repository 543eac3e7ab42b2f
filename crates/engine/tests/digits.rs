//! Keys that peers press, and that are pressed for them.

mod common;

use std::time::Duration;

use common::duo::{Duo, Side};
use common::{RATE, counter_of, millis, seconds, words};
use jackfield_engine::{EngineConfig, EventKind, Route, SessionId};

fn connected() -> (Duo, SessionId, SessionId) {
    let mut duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let (ours, theirs) = duo.dial(Route::Agent, Route::Agent);
    duo.run(seconds(2));
    (duo, ours, theirs)
}

fn press(duo: &Duo, session: SessionId, digits: &str) {
    let host = duo.client.engine.host();
    let sent = host.send_dtmf(session, digits, millis(100), millis(70));
    assert!(sent.is_ok(), "{sent:?}");
}

fn pressed(side: &mut Side) -> Vec<(String, Duration)> {
    side.collect();
    let presses = side.notices.iter();
    presses
        .filter(|notice| notice.kind == EventKind::Dtmf)
        .map(|notice| {
            (
                notice.text.clone(),
                Duration::from_secs_f64(notice.value / 1e3),
            )
        })
        .collect()
}

#[test]
fn each_press_is_told_once_with_its_duration() {
    let (mut duo, ours, _) = connected();
    press(&duo, ours, "0147#");
    duo.run(seconds(2));
    let told = pressed(&mut duo.server);
    let digits: String = told.iter().map(|(digit, _)| digit.as_str()).collect();
    assert_eq!(digits, "0147#");
    assert!(
        told.iter().all(|(_, time)| *time == millis(100)),
        "{told:?}"
    );
    assert!(pressed(&mut duo.client).is_empty());
}

#[test]
fn audio_around_digits_is_heard_and_nothing_counts_as_lost() {
    let (mut duo, ours, _) = connected();
    let words = words(seconds(3));
    assert!(duo.client.engine.send_audio(ours, RATE, &words));
    duo.run(seconds(1));
    press(&duo, ours, "5");
    for _ in 0..30 {
        duo.run(millis(100));
        duo.server.collect();
    }
    assert_eq!(pressed(&mut duo.server).len(), 1);
    let lost = counter_of(&duo.server.engine.metrics(), "packets_lost_total");
    assert!(lost.abs() < 0.5, "{lost} lost");
    let after = RATE as usize * 2;
    let heard = common::echo_of(&words[after..], &duo.server.frames.samples[after / 2..]);
    assert!(heard > 0.7, "{heard}");
}

#[test]
fn keys_of_no_telephone_and_endless_tones_are_errors() {
    let (duo, ours, _) = connected();
    let host = duo.client.engine.host();
    for (digits, time, field) in [
        ("12x", millis(100), "digits"),
        ("", millis(100), "digits"),
        ("1", millis(1), "duration_ms"),
        ("1", seconds(60), "duration_ms"),
    ] {
        let error = host.send_dtmf(ours, digits, time, millis(70)).unwrap_err();
        assert!(error.to_string().starts_with(field), "{error}");
    }
    assert!(host.send_dtmf(ours, "1", millis(100), seconds(60)).is_err());
}

#[test]
fn what_cannot_be_sent_is_counted() {
    let mut duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let (ours, _) = duo.dial(Route::Listen, Route::Agent);
    duo.run(seconds(2));
    press(&duo, ours, "123");
    duo.run(millis(10));
    let name = "dtmf_dropped_total{reason=\"not_negotiated\"}";
    assert!((counter_of(&duo.client.engine.metrics(), name) - 3.0).abs() < 0.5);
}

#[test]
fn what_is_pressed_before_the_peer_is_there_is_told_when_it_is() {
    let mut duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let ours = duo.dial_only(Route::Agent);
    press(&duo, ours, "12");
    duo.run(seconds(1));
    duo.be_answered(ours, Route::Agent);
    press(&duo, ours, "3");
    duo.run(seconds(3));
    let told = pressed(&mut duo.server);
    let digits: String = told.iter().map(|(digit, _)| digit.as_str()).collect();
    assert_eq!(digits, "123");
}

#[test]
fn no_more_wait_for_a_peer_than_may() {
    let mut duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let ours = duo.dial_only(Route::Agent);
    for _ in 0..4 {
        press(&duo, ours, "12345678901234567890");
    }
    duo.be_answered(ours, Route::Agent);
    duo.run(seconds(15));
    assert_eq!(pressed(&mut duo.server).len(), 60);
    let name = "dtmf_dropped_total{reason=\"queue_full\"}";
    assert!((counter_of(&duo.client.engine.metrics(), name) - 20.0).abs() < 0.5);
}
