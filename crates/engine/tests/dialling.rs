//! Sessions that an engine offers: to another engine, on one clock.

mod common;

use common::duo::Duo;
use common::{RATE, echo_of, seconds, words};
use jackfield_engine::{EngineConfig, EventKind, RequestId, Route, SessionId};

fn duo() -> Duo {
    Duo::new(EngineConfig::default(), EngineConfig::default())
}

#[test]
fn audio_flows_both_ways_of_a_session_that_was_dialled() {
    let mut duo = duo();
    let (ours, theirs) = duo.dial(Route::Agent, Route::Agent);
    duo.run(seconds(2));
    assert!(duo.client.notice(EventKind::Connected).is_some());
    assert!(duo.server.notice(EventKind::Connected).is_some());
    let (hello, answer) = (words(seconds(2)), words(seconds(1)));
    assert!(duo.client.engine.send_audio(ours, RATE, &hello));
    assert!(duo.server.engine.send_audio(theirs, RATE, &answer));
    for _ in 0..40 {
        duo.run(common::millis(100));
        duo.client.collect();
        duo.server.collect();
    }
    let there = echo_of(&hello, &duo.server.frames.samples);
    let here = echo_of(&answer, &duo.client.frames.samples);
    assert!(there > 0.9 && here > 0.9, "{there} {here}");
}

#[test]
fn an_answer_is_taken_once_and_tells_the_tracks() {
    let mut duo = duo();
    let (ours, _) = duo.dial(Route::Agent, Route::Forward);
    let accepted = duo.client.notice(EventKind::Accepted).unwrap();
    assert_eq!(accepted.session, ours);
    assert_ne!(accepted.request, RequestId::NONE);
    let track = duo.client.notice(EventKind::Track).unwrap();
    assert_eq!(
        (track.text.as_str(), track.code.as_str()),
        ("audio", "opus")
    );
    let answer = duo.server.notice(EventKind::Opened).unwrap().text;
    let request = duo.answer(ours, &answer);
    let rejected = duo.client.notice(EventKind::Rejected).unwrap();
    assert_eq!(rejected.request, request);
    assert_eq!(rejected.code, "unsupported");
}

#[test]
fn an_answer_that_cannot_be_read_leaves_the_offer_open() {
    let mut duo = duo();
    let ours = duo
        .client
        .engine
        .host()
        .dial(Route::Agent, true, 0)
        .unwrap();
    duo.run(common::millis(1));
    let offer = duo.client.notice(EventKind::Opened).unwrap().text;
    for section in ["m=audio", "m=video", "m=application"] {
        assert!(offer.contains(section), "{offer}");
    }
    let request = duo.answer(ours, "nonsense");
    let rejected = duo.client.notice(EventKind::Rejected).unwrap();
    assert_eq!(
        (rejected.request, rejected.code.as_str()),
        (request, "malformed")
    );
    duo.server.engine.open(&offer, Route::Forward).unwrap();
    let answer = duo.server.notice(EventKind::Opened).unwrap().text;
    duo.answer(ours, &answer);
    duo.run(seconds(2));
    assert!(duo.client.notice(EventKind::Connected).is_some());
}

#[test]
fn nobody_is_asked_for_an_answer_to_an_unknown_session() {
    let mut duo = duo();
    let (_, _) = duo.dial(Route::Agent, Route::Forward);
    let answer = duo.server.notice(EventKind::Opened).unwrap().text;
    duo.answer(SessionId::from_u64(77 << 8), &answer);
    let rejected = duo.client.notice(EventKind::Rejected).unwrap();
    assert_eq!(rejected.code, "unknown_session");
}

#[test]
fn an_offer_that_nobody_answers_ends() {
    let mut duo = duo();
    duo.client
        .engine
        .host()
        .dial(Route::Agent, false, 0)
        .unwrap();
    duo.run(seconds(20));
    let closed = duo.client.notice(EventKind::Closed).unwrap();
    assert_eq!(closed.code, "setup_timeout");
    assert_eq!(duo.client.engine.session_count(), 0);
}

#[test]
fn messages_go_both_ways_of_a_session_that_was_dialled() {
    let mut duo = duo();
    let (ours, theirs) = duo.dial(Route::Agent, Route::Forward);
    let host = duo.client.engine.host();
    assert!(!host.send_message(ours, vec![1]).unwrap(), "not open yet");
    duo.run(seconds(2));
    assert!(duo.server.notice(EventKind::Channel).unwrap().value > 0.5);
    assert!(
        host.send_message(ours, b"from the client".to_vec())
            .unwrap()
    );
    let server = duo.server.engine.host();
    assert!(
        server
            .send_message(theirs, b"from the server".to_vec())
            .unwrap()
    );
    duo.run(seconds(1));
    assert_eq!(duo.server.messages(), [b"from the client"]);
    assert_eq!(duo.client.messages(), [b"from the server"]);
}
