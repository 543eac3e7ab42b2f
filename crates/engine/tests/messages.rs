//! The data channel of a session, and peers that misuse it.

mod common;

use common::duo::Duo;
use common::{connected_with, counter, counter_of, millis, seconds};
use jackfield_engine::{EngineConfig, EventKind, MessageConfig, Route, SessionId};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::world::World;

fn config(messages: MessageConfig) -> EngineConfig {
    EngineConfig {
        messages,
        ..EngineConfig::default()
    }
}

#[allow(
    clippy::unwrap_used,
    reason = "a scenario that cannot be set up has failed"
)]
fn world(messages: MessageConfig) -> (World, SessionId) {
    let caller = CallerConfig {
        channel: true,
        ..CallerConfig::default()
    };
    let mut world = connected_with(
        config(messages),
        Route::Forward,
        &caller,
        &Conditions::clean(),
    );
    world.run(seconds(2)).unwrap();
    assert!(world.saw(0, EventKind::Channel));
    let session = world.session(0).unwrap();
    (world, session)
}

fn messages(world: &World) -> Vec<&[u8]> {
    let notices = world.notices().iter();
    notices
        .filter(|notice| notice.kind == EventKind::Message)
        .map(|notice| notice.data.as_slice())
        .collect()
}

#[test]
fn messages_survive_a_bad_network_in_order() {
    let (mut world, session) = world(MessageConfig::default());
    world.set_conditions(0, &Conditions::random_loss(0.2));
    for number in 0..50_u8 {
        let now = world.now();
        assert!(world.caller(0).send_message(now, &[number]));
        let host = world.engine().host();
        assert!(host.send_message(session, vec![number]).unwrap());
        world.run(millis(100)).unwrap();
    }
    world.run(seconds(30)).unwrap();
    let sent: Vec<Vec<u8>> = (0..50).map(|number| vec![number]).collect();
    assert_eq!(world.caller(0).messages(), sent);
    assert_eq!(messages(&world), sent);
    assert!((counter(&mut world, "messages_received_total") - 50.0).abs() < 0.5);
    assert!((counter(&mut world, "messages_sent_total") - 50.0).abs() < 0.5);
}

#[test]
fn a_peer_that_confirms_nothing_fills_its_queue_and_no_more() {
    let (mut world, session) = world(MessageConfig::default());
    world.set_cut(0, true);
    let host = world.engine().host();
    let taken = (0..1_000)
        .take_while(|_| host.send_message(session, vec![0; 4_096]).unwrap())
        .count();
    assert_eq!(taken, 64, "256 KiB");
    world.run(millis(500)).unwrap();
    assert!(!host.send_message(session, vec![0; 4_096]).unwrap());
    world.set_cut(0, false);
    world.run(seconds(20)).unwrap();
    assert!(host.send_message(session, vec![0; 4_096]).unwrap());
    let refused = host.metrics();
    let refused = refused
        .iter()
        .find(|(name, _)| name == "messages_refused_total");
    assert_eq!(refused.map(|(_, count)| *count), Some(2.0));
}

#[test]
fn a_message_over_the_limit_is_an_error_that_names_it() {
    let (mut world, session) = world(MessageConfig::default());
    let host = world.engine().host();
    let error = host.send_message(session, vec![0; 65_537]).unwrap_err();
    assert!(error.to_string().contains("message_max_bytes"), "{error}");
}

#[test]
fn messages_faster_than_any_person_are_dropped_and_counted() {
    let (mut world, _) = world(MessageConfig::default());
    for number in 0..1_000_u32 {
        let now = world.now();
        assert!(world.caller(0).send_message(now, &number.to_le_bytes()));
        if number % 100 == 0 {
            world.run(millis(10)).unwrap();
        }
    }
    world.run(seconds(5)).unwrap();
    let received = counter(&mut world, "messages_received_total");
    let dropped = counter(&mut world, "messages_dropped_total{reason=\"flood\"}");
    assert!(
        (received + dropped - 1_000.0).abs() < 0.5,
        "{received} + {dropped}"
    );
    assert!(
        received < 800.0 && dropped > 200.0,
        "{received} + {dropped}"
    );
}

#[test]
fn a_host_that_does_not_fetch_is_left_so_much_and_no_more() {
    let limits = MessageConfig {
        queue: 65_536,
        ..MessageConfig::default()
    };
    let mut duo = Duo::new(EngineConfig::default(), config(limits));
    let (ours, _) = duo.dial(Route::Agent, Route::Forward);
    duo.run(seconds(3));
    let host = duo.client.engine.host();
    for _ in 0..20 {
        assert!(host.send_message(ours, vec![0; 8_192]).unwrap());
    }
    duo.run(seconds(10));
    let metrics = duo.server.engine.metrics();
    assert_eq!(duo.server.messages().len(), 8);
    let name = "messages_dropped_total{reason=\"host_queue_full\"}";
    assert!((counter_of(&metrics, name) - 12.0).abs() < 0.5);
}

#[test]
fn bytes_faster_than_is_taken_are_held_back_and_counted() {
    let limits = MessageConfig {
        input_rate: 20_000,
        queue: 1_000_000,
        ..MessageConfig::default()
    };
    let (mut world, _) = world(limits);
    for _ in 0..4 {
        let now = world.now();
        assert!(world.caller(0).send_message(now, &vec![0; 60_000]));
        world.run(seconds(20)).unwrap();
    }
    world.run(seconds(60)).unwrap();
    assert_eq!(messages(&world).len(), 4);
    assert!(counter(&mut world, "packets_dropped_total{reason=\"data_flood\"}") > 0.0);
}
