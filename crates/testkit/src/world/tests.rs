use super::*;

fn world() -> World {
    World::new(1, EngineConfig::default()).unwrap()
}

#[test]
fn time_passes_without_anybody() {
    let mut world = world();
    world.run(Duration::from_secs(3_600)).unwrap();
    assert_eq!(world.now(), Timestamp::from_millis(3_600_000));
}

#[test]
fn a_call_connects_after_the_networks_delay() {
    let mut world = world();
    let conditions = Conditions::clean();
    let index = world
        .call(Route::Forward, &CallerConfig::default(), &conditions)
        .unwrap();
    world.run(Duration::from_secs(2)).unwrap();
    let connected = world.caller(index).connected().unwrap();
    assert!(
        connected.since(Timestamp::ZERO) >= conditions.delay * 4,
        "ICE and DTLS take trips"
    );
}

#[test]
fn nothing_gets_through_a_cut_wire() {
    let mut world = world();
    let index = world
        .call(
            Route::Forward,
            &CallerConfig::default(),
            &Conditions::clean(),
        )
        .unwrap();
    world.set_cut(index, true);
    world.run(Duration::from_secs(2)).unwrap();
    assert!(world.caller(index).connected().is_none());
}

#[test]
fn what_the_engine_refuses_is_an_error() {
    let mut world = world();
    let direction = jackfield_webrtc::Direction::Inactive;
    let inactive = CallerConfig {
        direction,
        ..CallerConfig::default()
    };
    // An inactive section is a legal offer; a configuration out of range is not.
    assert!(
        world
            .call(Route::Forward, &inactive, &Conditions::clean())
            .is_ok()
    );
    let config = EngineConfig {
        encoder_complexity: 99,
        ..EngineConfig::default()
    };
    assert!(matches!(World::new(1, config), Err(WorldError::Engine(_))));
}
