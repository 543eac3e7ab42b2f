use jackfield_engine::Route;

use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn simulation() -> Simulation {
    Simulation::new(1, EngineConfig::default(), || {}).unwrap()
}

/// Adds a caller whose offer the host has still to answer.
fn offered(simulation: &mut Simulation) -> usize {
    simulation
        .add_caller(&CallerConfig::default(), &Conditions::clean())
        .unwrap()
}

fn answer(simulation: &mut Simulation, index: usize) {
    let offer = simulation.caller(index).unwrap().offer().to_owned();
    let host = simulation.engine().host();
    host.open(&offer, Route::Agent).unwrap();
    simulation.run_until(at(0), Host::Attentive).unwrap();
    let (notices, _) = host.drain(1);
    let caller = simulation.caller(index).unwrap();
    caller.accept(&notices[0].text).unwrap();
}

#[test]
fn without_anybody_nothing_is_to_come() {
    let mut simulation = simulation();
    assert!(!simulation.has_next_event());
    simulation.run_until(at(5_000), Host::Attentive).unwrap();
    assert_eq!(simulation.now(), at(5_000));
    assert!(simulation.caller(0).is_none());
}

#[test]
fn who_has_no_answer_is_silent() {
    let mut simulation = simulation();
    offered(&mut simulation);
    simulation.run_until(at(5_000), Host::Attentive).unwrap();
    assert!(!simulation.has_next_event());
}

#[test]
fn time_stops_for_an_attentive_host_only() {
    let mut simulation = simulation();
    let index = offered(&mut simulation);
    answer(&mut simulation, index);
    simulation.run_until(at(5_000), Host::Attentive).unwrap();
    let called = simulation.now();
    assert!(called < at(5_000) && simulation.engine().has_rung());
    simulation.run_until(at(5_000), Host::Busy).unwrap();
    assert_eq!(simulation.now(), at(5_000));
}

#[test]
fn a_stalled_engine_answers_nobody_meanwhile() {
    let mut simulation = simulation();
    let index = offered(&mut simulation);
    answer(&mut simulation, index);
    simulation.stall(Duration::from_secs(1)).unwrap();
    assert!(simulation.caller(index).unwrap().connected().is_none());
    simulation.run_until(at(5_000), Host::Busy).unwrap();
    assert!(simulation.caller(index).unwrap().connected() > Some(at(1_000)));
}
