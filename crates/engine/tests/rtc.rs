//! What only WebRTC has: DTLS, ICE, addresses that change.

mod common;

use common::{RATE, closed_because, connected, connected_with, counter, millis, seconds, words};
use jackfield_engine::{Command, EngineConfig, EventKind, RequestId, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_webrtc::DtlsVersion;

#[test]
fn each_dtls_version_is_served() {
    for dtls in [DtlsVersion::V12, DtlsVersion::V13] {
        let caller = CallerConfig {
            dtls,
            ..CallerConfig::default()
        };
        let world = connected(Route::Forward, &caller, &Conditions::clean());
        assert!(world.saw(0, EventKind::Connected), "{dtls:?}");
    }
}

#[test]
fn a_caller_that_moves_is_found_again_by_its_checks() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.caller(0).move_to("192.0.2.99:4444".parse().unwrap());
    world.run(seconds(5)).unwrap();
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    assert_eq!(closed_because(&world, 0), None);
    assert!((counter(&mut world, "packets_received_total") - 50.0).abs() < 0.5);
}

#[test]
fn an_answer_to_a_request_names_it() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let session = world.session(0).unwrap();
    world.engine().command(Command::Trickle {
        session,
        request: RequestId(41),
        fragment: "a=candidate:1 1 udp 2113937151 192.0.2.7 6000 typ host\r\n".into(),
    });
    world.engine().command(Command::Restart {
        session,
        request: RequestId(42),
        fragment: "a=mid:0\r\n".into(),
    });
    world.run(millis(1)).unwrap();
    let answers: Vec<_> = world
        .notices()
        .iter()
        .filter(|notice| notice.request != RequestId::NONE)
        .map(|notice| (notice.request.0, notice.kind))
        .collect();
    assert_eq!(
        answers,
        [(41, EventKind::Trickled), (42, EventKind::Rejected)]
    );
    assert_eq!(closed_because(&world, 0), None);
}

#[test]
fn after_an_ice_restart_the_new_credentials_find_the_session() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let session = world.session(0).unwrap();
    world.engine().command(Command::Restart {
        session,
        request: RequestId(1),
        fragment: "a=ice-ufrag:NEWU\r\na=ice-pwd:0123456789abcdefghijkl\r\n".into(),
    });
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    let restarted = world
        .notices()
        .iter()
        .find(|notice| notice.kind == EventKind::Restarted)
        .unwrap()
        .clone();
    assert!(
        restarted
            .text
            .contains(&format!("a=ice-ufrag:{}", restarted.code))
    );
    let opened = world.notices()[0].clone();
    assert_ne!(opened.code, restarted.code);
    assert_eq!(
        world.caller(0).packets().len(),
        50,
        "audio goes on during the restart"
    );
}

#[test]
fn a_caller_that_vanishes_while_an_agent_speaks_is_gone_as_well() {
    let config = EngineConfig {
        playout_limit: seconds(60),
        ..EngineConfig::default()
    };
    let mut world = connected_with(
        config,
        Route::Agent,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let session = world.session(0).unwrap();
    assert!(
        world
            .engine()
            .send_audio(session, RATE, &words(seconds(60)))
    );
    world.set_cut(0, true);
    world.run(seconds(30)).unwrap();
    assert_eq!(
        closed_because(&world, 0).as_deref(),
        Some("consent_expired")
    );
}

#[test]
fn a_caller_that_was_lost_and_comes_back_speaking_is_heard_again() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    world.caller(0).say(&words(seconds(40)));
    world.set_cut(0, true);
    world.run(seconds(20)).unwrap();
    assert!(world.saw(0, EventKind::Disconnected));
    world.set_cut(0, false);
    world.run(seconds(10)).unwrap();
    assert_eq!(closed_because(&world, 0), None);
    assert!(world.frames().sessions.len() > 50);
}

#[test]
fn a_wire_that_is_cut_for_ten_seconds_ends_no_call() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.set_cut(0, true);
    world.run(seconds(10)).unwrap();
    world.set_cut(0, false);
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(3)).unwrap();
    assert_eq!(closed_because(&world, 0), None);
    assert!(world.caller(0).packets().len() >= 45);
}
