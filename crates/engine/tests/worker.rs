//! One worker under load and under attack.

mod common;

use common::{connected, counter, millis, seconds, words};
use jackfield_engine::{Command, EngineConfig, EventKind, RequestId, Route, VirtualEngine};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;

#[test]
fn audio_that_waited_too_long_is_shed_and_counted_not_heard_late() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.caller(0).say(&words(seconds(3)));
    world.run(millis(500)).unwrap();
    let before = world.caller(0).packets().len();
    world.stall(seconds(1)).unwrap();
    world.run(millis(100)).unwrap();
    let stale = counter(&mut world, "packets_dropped_total{reason=\"stale\"}");
    assert!(
        (30.0..=45.0).contains(&stale),
        "a second less 200 ms: {stale}"
    );
    let heard = world.caller(0).packets().len() - before;
    assert!(heard <= 20, "{heard} packets after the stall");
    world.run(seconds(2)).unwrap();
    assert!(
        world.caller(0).packets().len() > 100,
        "and the call goes on"
    );
}

#[test]
fn a_session_that_is_over_answers_that_it_is_unknown() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let session = world.session(0).unwrap();
    world.engine().command(Command::Close(session));
    world.engine().command(Command::Trickle {
        session,
        request: RequestId(9),
        fragment: "a=end-of-candidates\r\n".into(),
    });
    world.run(millis(10)).unwrap();
    let last = world.notices().last().unwrap();
    assert_eq!(
        (last.kind, last.code.as_str()),
        (EventKind::Rejected, "unknown_session")
    );
}

#[test]
fn a_configuration_that_cannot_be_is_refused() {
    let config = EngineConfig {
        sample_rate: 1,
        ..EngineConfig::default()
    };
    let epoch = std::time::Instant::now();
    let error =
        VirtualEngine::new(config, "192.0.2.1:5000".parse().unwrap(), epoch, || {}).unwrap_err();
    assert!(error.to_string().starts_with("sample_rate"), "{error}");
}
