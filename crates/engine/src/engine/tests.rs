use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::command::Hears;

const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
    a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
    a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=setup:actpass\r\na=mid:0\r\n\
    a=sendrecv\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n";

fn start(change: impl FnOnce(&mut EngineConfig)) -> (Engine, Receiver<()>) {
    let mut config = EngineConfig {
        workers: 2,
        ..EngineConfig::default()
    };
    change(&mut config);
    let (bell, rings) = channel();
    let engine = Engine::start(config, move || {
        let _ = bell.send(());
    })
    .unwrap();
    (engine, rings)
}

/// Waits for the bell until a notice of a session comes.
fn notice_of(engine: &Engine, rings: &Receiver<()>, session: SessionId) -> Notice {
    loop {
        let (notices, _) = engine.drain(100);
        if let Some(notice) = notices.into_iter().find(|notice| notice.session == session) {
            return notice;
        }
        rings.recv_timeout(Duration::from_secs(10)).unwrap();
    }
}

#[test]
fn an_offer_is_answered_with_every_candidate() {
    let (engine, rings) = start(|_| {});
    let session = engine.open(OFFER, Route::Forward).unwrap();
    let opened = notice_of(&engine, &rings, session);
    assert_eq!(opened.kind, EventKind::Opened, "{}", opened.text);
    let port = engine.candidates().next().unwrap().address.port();
    for transport in ["UDP", "TCP"] {
        let told = opened.text.lines().any(|line| {
            line.starts_with("a=candidate:")
                && line.to_uppercase().contains(transport)
                && line.contains(&port.to_string())
        });
        assert!(told, "{transport} in {}", opened.text);
    }
}

#[test]
fn members_move_between_calls_of_one_worker_only() {
    let (engine, _rings) = start(|_| {});
    let call = engine.create_call().unwrap();
    let member = engine.open_seat(call, Hears::Mix).unwrap();
    let elsewhere = engine.create_call().unwrap();
    assert_ne!(call.worker(), elsewhere.worker());
    assert!(!engine.move_session(member, elsewhere));
    let beside = engine.create_call_beside(call).unwrap();
    assert!(engine.move_session(member, beside));
}

#[test]
fn sessions_are_spread_over_the_workers() {
    let (engine, _rings) = start(|_| {});
    let workers: Vec<usize> = (0..4)
        .map(|_| engine.open(OFFER, Route::Forward).unwrap().worker())
        .collect();
    assert_eq!(workers, [0, 1, 0, 1]);
}

#[test]
fn over_the_limit_offers_are_refused_and_counted() {
    let (engine, rings) = start(|config| config.sessions_per_worker = 1);
    let sessions: Vec<SessionId> = (0..3)
        .map(|_| engine.open(OFFER, Route::Forward).unwrap())
        .collect();
    let refused = notice_of(&engine, &rings, sessions[2]);
    assert_eq!(
        (refused.kind, refused.code.as_str()),
        (EventKind::Refused, "at_capacity")
    );
    let metrics = engine.metrics();
    let counted = metrics
        .iter()
        .find(|(name, _)| name == "sessions_refused_total{reason=\"at_capacity\"}")
        .unwrap();
    assert!((counted.1 - 1.0).abs() < 1e-9);
}

#[test]
fn a_draining_engine_takes_nobody_new() {
    let (engine, rings) = start(|_| {});
    engine.set_accepting(false);
    let session = engine.open(OFFER, Route::Forward).unwrap();
    assert_eq!(notice_of(&engine, &rings, session).code, "at_capacity");
}

#[test]
fn requests_for_nobody_are_answered() {
    let (engine, rings) = start(|_| {});
    let nobody = SessionId::new(99, 200);
    engine
        .trickle(nobody, "a=end-of-candidates\r\n".into())
        .unwrap();
    assert_eq!(notice_of(&engine, &rings, nobody).code, "unknown_session");
    assert_eq!(
        engine.send_audio(48_000, &[(nobody, 0..4)], &[0; 4]),
        [false]
    );
    assert_eq!(engine.queued(nobody), Duration::ZERO);
    assert!(engine.session_stats(nobody).is_none());
    engine.close(nobody);
}

#[test]
fn shutting_down_ends_every_session_once() {
    let (engine, rings) = start(|_| {});
    let session = engine.open(OFFER, Route::Forward).unwrap();
    notice_of(&engine, &rings, session);
    engine.shut_down();
    engine.shut_down();
    let (notices, _) = engine.drain(100);
    let closed = notices
        .iter()
        .find(|notice| notice.kind == EventKind::Closed)
        .unwrap();
    assert_eq!(closed.code, "shutdown");
    assert_eq!(engine.session_count(), 0);
    let error = engine.open(OFFER, Route::Forward).unwrap_err();
    assert!(matches!(error, EngineError::ShutDown));
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    let (engine, _rings) = start(|config| config.workers = 1);
    let port = engine.candidates().next().unwrap().address.port();
    let config = EngineConfig {
        workers: 1,
        media_port: port,
        ..EngineConfig::default()
    };
    let error = Engine::start(config, || {}).unwrap_err().to_string();
    assert!(error.contains(&port.to_string()), "{error}");
}
