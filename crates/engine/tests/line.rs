//! How sessions begin, move, fall silent and end.

mod common;

use common::{closed_because, connected, connected_with, counter, millis, seconds, words};
use jackfield_engine::{Command, EngineConfig, EventKind, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::world::World;

#[test]
fn a_call_opens_connects_and_says_so_in_order() {
    let world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let kinds: Vec<_> = world.notices().iter().map(|notice| notice.kind).collect();
    assert_eq!(
        kinds,
        [EventKind::Opened, EventKind::Track, EventKind::Connected]
    );
}

#[test]
fn a_call_connects_through_ten_percent_loss() {
    let mut world = World::new(11, EngineConfig::default()).unwrap();
    for _ in 0..10 {
        world
            .call(
                Route::Forward,
                &CallerConfig::default(),
                &Conditions::random_loss(0.1),
            )
            .unwrap();
    }
    world.run(seconds(10)).unwrap();
    for index in 0..10 {
        assert!(world.saw(index, EventKind::Connected), "caller {index}");
    }
}

#[test]
fn an_offer_that_is_none_is_refused_and_costs_nothing() {
    let mut world = World::new(1, EngineConfig::default()).unwrap();
    world.engine().open("v=0\r\n", Route::Forward).unwrap();
    let (notices, _) = world.engine().drain();
    assert_eq!(notices[0].kind, EventKind::Refused);
    assert_eq!(notices[0].code, "sdp_malformed");
    assert_eq!(world.engine().session_count(), 0);
}

#[test]
fn a_caller_that_never_comes_is_given_up() {
    let mut world = World::new(1, EngineConfig::default()).unwrap();
    world
        .call(Route::Agent, &CallerConfig::default(), &Conditions::clean())
        .unwrap();
    world.set_cut(0, true);
    world.run(seconds(14)).unwrap();
    assert_eq!(closed_because(&world, 0), None);
    world.run(seconds(2)).unwrap();
    assert_eq!(closed_because(&world, 0).as_deref(), Some("setup_timeout"));
    assert_eq!(world.engine().session_count(), 0);
}

#[test]
fn a_caller_that_vanishes_is_gone_within_thirty_seconds() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.set_cut(0, true);
    world.run(seconds(30)).unwrap();
    assert!(world.saw(0, EventKind::Disconnected));
    assert_eq!(
        closed_because(&world, 0).as_deref(),
        Some("consent_expired")
    );
    assert_eq!(world.engine().session_count(), 0);
}

#[test]
fn a_caller_that_hangs_up_is_gone_at_once() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.caller(0).hang_up();
    world.run(millis(500)).unwrap();
    assert_eq!(closed_because(&world, 0).as_deref(), Some("peer"));
}

#[test]
fn a_session_that_the_host_closes_says_good_bye() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    world.engine().command(Command::Close(session));
    world.run(millis(500)).unwrap();
    assert!(world.caller(0).is_closed());
    assert_eq!(closed_because(&world, 0).as_deref(), Some("local"));
}

#[test]
fn strangers_and_garbage_are_counted_and_hurt_nobody() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let now = world.now();
    let (server, known) = (
        "203.0.113.1:5000".parse().unwrap(),
        world.caller(0).address(),
    );
    for length in 0..100 {
        let garbage = vec![0xff; length];
        let engine = world.engine();
        engine.deliver_at(now, "192.0.2.1:9".parse().unwrap(), server, garbage.clone());
        engine.deliver_at(now, known, server, garbage);
    }
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    assert_eq!(world.caller(0).packets().len(), 50);
    let strangers = counter(&mut world, "packets_dropped_total{reason=\"unknown_peer\"}");
    let garbage = counter(&mut world, "packets_dropped_total{reason=\"malformed\"}");
    assert!((strangers - 100.0).abs() < 0.5 && (garbage - 100.0).abs() < 0.5);
}

#[test]
fn a_thousand_calls_in_turn_leave_nothing_behind() {
    let config = EngineConfig {
        sessions_per_worker: 4,
        ..EngineConfig::default()
    };
    let mut world = connected_with(
        config,
        Route::Agent,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let offer = world.caller(0).offer().to_owned();
    for _ in 0..1000 {
        let session = world.engine().open(&offer, Route::Agent).unwrap();
        world.engine().command(Command::Close(session));
        world.engine().drain();
    }
    assert_eq!(world.engine().session_count(), 1);
}
