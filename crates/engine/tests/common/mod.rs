//! What the scenarios share.
#![allow(dead_code, reason = "each scenario uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

pub(crate) mod duo;
pub(crate) mod gathering;
pub(crate) mod socket_client;

use std::time::Duration;

use jackfield_engine::{EngineConfig, EventKind, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::speech;
use jackfield_testkit::world::World;

pub(crate) const RATE: u32 = 48_000;

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// A world with one connected caller.
pub(crate) fn connected(route: Route, caller: &CallerConfig, conditions: &Conditions) -> World {
    connected_with(EngineConfig::default(), route, caller, conditions)
}

pub(crate) fn connected_with(
    config: EngineConfig,
    route: Route,
    caller: &CallerConfig,
    conditions: &Conditions,
) -> World {
    let mut world = World::new(7, config).unwrap();
    world.call(route, caller, conditions).unwrap();
    world.run(seconds(2)).unwrap();
    assert!(
        world.caller(0).connected().is_some(),
        "the call did not connect"
    );
    world
}

/// Speech of some length that every scenario hears alike.
pub(crate) fn words(duration: Duration) -> Vec<i16> {
    speech(1, RATE, duration)
}

/// The value of a counter.
pub(crate) fn counter(world: &mut World, name: &str) -> f64 {
    let mut found = None;
    world.engine().metrics().visit(|known, value| {
        if known == name {
            found = Some(value);
        }
    });
    found.unwrap_or_else(|| panic!("no counter {name}"))
}

/// How alike an echo is to what was said, wherever in the first second it starts.
pub(crate) fn echo_of(said: &[i16], heard: &[i16]) -> f64 {
    jackfield_testkit::speech::align(said, heard, RATE as usize).correlation
}

/// The same of an engine without a world.
pub(crate) fn counter_of(metrics: &jackfield_engine::Metrics, name: &str) -> f64 {
    let mut found = None;
    metrics.visit(|known, value| {
        if known == name {
            found = Some(value);
        }
    });
    found.unwrap_or_else(|| panic!("no counter {name}"))
}

/// Why a caller's session is over, if it is.
pub(crate) fn closed_because(world: &World, index: usize) -> Option<String> {
    let session = world.session(index)?;
    let closed = world
        .notices()
        .iter()
        .find(|notice| notice.session == session && notice.kind == EventKind::Closed)?;
    Some(closed.code.clone())
}
