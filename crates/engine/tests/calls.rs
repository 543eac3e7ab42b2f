//! How calls begin and end, what they refuse, and what they cost.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use std::time::Duration;

use common::gathering::{Gathering, voice};
use common::{RATE, millis, seconds};
use jackfield_engine::{
    CallId, EngineConfig, EngineError, EventKind, Hears, MessageConfig, Route, SessionId,
};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;

const NOBODY: SessionId = SessionId::from_u64(77 << 8);
const NO_CALL: CallId = CallId::from_u64(99 << 8);

fn refusal(call: &Gathering, session: SessionId) -> String {
    let refused = call.notices_of(session, EventKind::Refused);
    refused[0].code.clone()
}

#[test]
fn the_end_of_a_call_is_that_of_everybody_in_it() {
    let mut call = Gathering::new();
    let caller = call.caller();
    let (client, seat) = (call.client(16_000), call.seat(Hears::Each));
    let host = call.world.engine().host();
    host.end_call(call.call);
    call.run(seconds(1));
    for session in [call.id(caller), client, seat] {
        assert_eq!(call.closed_because(session), Some("call_ended"));
    }
    assert!(call.world.caller(caller).is_closed());
    assert!(call.is_ended(client));
    assert_eq!(call.world.engine().session_count(), 0);
    host.end_call(call.call);
    assert!(host.call_levels(call.call).is_empty());
}

#[test]
fn nobody_gets_into_a_call_that_is_none_or_is_over() {
    let mut call = Gathering::new();
    let host = call.world.engine().host();
    let never = host.open_seat(NO_CALL, Hears::Mix).unwrap();
    // It ends while somebody is on the way into it.
    host.end_call(call.call);
    let late = host.open_seat(call.call, Hears::Mix).unwrap();
    call.run(millis(100));
    let later = host.open_seat(call.call, Hears::Mix).unwrap();
    call.run(millis(100));
    for session in [never, late, later] {
        assert_eq!(refusal(&call, session), "call_unknown");
        assert_eq!(host.session_stats(session), None);
    }
    assert_eq!(call.world.engine().session_count(), 0);
}

#[test]
fn a_browser_whose_call_is_none_is_refused() {
    let mut call = Gathering::new();
    let route = Route::Call(NO_CALL);
    let network = Conditions::clean();
    let refused = call.world.call(route, &CallerConfig::default(), &network);
    assert!(format!("{}", refused.unwrap_err()).contains("call_unknown"));
    let refused = call.counter("sessions_refused_total{reason=\"call_unknown\"}");
    assert!(refused < 0.5, "counted by the front: {refused}");
}

#[test]
fn a_call_takes_as_many_members_as_it_may() {
    let mut call = Gathering::with(EngineConfig {
        members_per_call: 2,
        ..EngineConfig::default()
    });
    let first = call.seat(Hears::Mix);
    call.client(16_000);
    let third = call.seat(Hears::Mix);
    let socket = call.client(16_000);
    assert_eq!(refusal(&call, third), "call_full");
    assert_eq!(refusal(&call, socket), "call_full");
    assert!(call.is_ended(socket));
    call.hang_up(first);
    call.run(millis(20));
    let fourth = call.seat(Hears::Mix);
    assert_eq!(call.notices_of(fourth, EventKind::Connected).len(), 1);
    assert!(call.counter("sessions_refused_total{reason=\"call_full\"}") > 1.5);
}

#[test]
fn there_are_as_many_calls_as_there_may_be() {
    let mut call = Gathering::with(EngineConfig {
        calls_per_worker: 2,
        ..EngineConfig::default()
    });
    let host = call.world.engine().host();
    let second = host.create_call().unwrap();
    let refused = host.create_call().unwrap_err();
    assert!(matches!(refused, EngineError::Capacity(_)), "{refused}");
    host.end_call(second);
    call.run(millis(1));
    host.create_call().unwrap();
    host.set_accepting(false);
    assert!(host.create_call().is_err());
}

#[test]
fn settings_for_strangers_change_nothing() {
    let mut call = Gathering::new();
    let (speaker, listener) = (call.seat(Hears::Nothing), call.seat(Hears::Mix));
    let host = call.world.engine().host();
    let elsewhere = host.create_call().unwrap();
    host.set_gain(call.call, listener, NOBODY, 0.0).unwrap();
    host.set_gain(call.call, NOBODY, speaker, 0.0).unwrap();
    host.set_gain(elsewhere, listener, speaker, 0.0).unwrap();
    host.set_gain(NO_CALL, listener, speaker, 0.0).unwrap();
    host.set_muted(NOBODY, true);
    host.set_held(NOBODY, true);
    host.close(NOBODY);
    let wrong = host
        .set_gain(call.call, listener, speaker, 4.5)
        .unwrap_err();
    assert!(wrong.to_string().starts_with("gain:"), "{wrong}");
    call.seat_says(speaker, &vec![1_000; 48_000]);
    call.run(seconds(2));
    let heard = call.heard_by_seat(listener, listener);
    assert_eq!(
        heard.iter().filter(|sample| **sample == 1_000).count(),
        48_000
    );
}

#[test]
fn nobody_is_ever_heard_in_another_call() {
    let mut call = Gathering::new();
    let speaker = call.seat(Hears::Nothing);
    let host = call.world.engine().host();
    let elsewhere = host.create_call().unwrap();
    let stranger = host.open_seat(elsewhere, Hears::Mix).unwrap();
    call.seat_says(speaker, &voice(1, RATE, seconds(1)));
    call.run(seconds(2));
    assert!(call.heard_by_seat(stranger, stranger).is_empty());
}

#[test]
fn a_call_in_which_nobody_speaks_costs_nothing() {
    let mut call = Gathering::new();
    call.caller();
    call.client(16_000);
    let seat = call.seat(Hears::Each);
    let ticks = call.counter("mix_ticks_total");
    call.run(seconds(30));
    assert!(call.counter("mix_ticks_total") - ticks < 0.5);
    call.seat_says(seat, &voice(1, RATE, seconds(1)));
    call.run(seconds(30));
    let ticks = call.counter("mix_ticks_total") - ticks;
    assert!((50.0..150.0).contains(&ticks), "{ticks}");
}

#[test]
fn fifty_of_whom_five_speak_share_what_is_mixed_for_them() {
    let mut call = Gathering::new();
    let listeners: Vec<usize> = (0..10).map(|_| call.caller()).collect();
    let clients: Vec<SessionId> = (0..35).map(|_| call.client(16_000)).collect();
    let speakers: Vec<SessionId> = (0..5).map(|_| call.client(16_000)).collect();
    let before = call.counter("mix_encodes_total");
    for (seed, speaker) in speakers.iter().enumerate() {
        call.client_says(*speaker, &voice(seed as u64, 16_000, seconds(5)));
    }
    call.run(seconds(6));
    let encodes = call.counter("mix_encodes_total") - before;
    assert!(
        (250.0..300.0).contains(&encodes),
        "{encodes}: one per tick for all"
    );
    let sent: Vec<usize> = listeners
        .iter()
        .map(|index| call.world.caller(*index).packets().len())
        .collect();
    assert!(
        sent.iter().all(|count| *count == sent[0] && *count >= 250),
        "{sent:?}"
    );
    let heard = call.heard_by_client(clients[0]).to_vec();
    assert!(heard.len() >= 80_000);
    assert!(
        clients
            .iter()
            .all(|client| call.heard_by_client(*client) == heard)
    );
    assert_ne!(call.heard_by_client(speakers[0]), heard);
    assert!(call.counter("mix_ticks_late_total") < 0.5);
}

#[test]
fn what_a_stalled_worker_missed_is_counted_as_late() {
    let mut call = Gathering::new();
    let seat = call.seat(Hears::Nothing);
    call.seat_says(seat, &voice(1, RATE, seconds(3)));
    call.run(seconds(1));
    call.world.stall(millis(500)).unwrap();
    call.run(seconds(1));
    let late = call.counter("mix_ticks_late_total");
    assert!((20.0..30.0).contains(&late), "{late}");
}

#[test]
fn many_calls_in_turn_leave_nothing_behind() {
    let mut call = Gathering::new();
    let host = call.world.engine().host();
    for _ in 0..500 {
        let next = host.create_call().unwrap();
        host.open_seat(next, Hears::Each).unwrap();
        host.end_call(next);
        call.run(Duration::ZERO);
    }
    let figures = host.metrics();
    let calls = figures.iter().find(|(name, _)| name == "calls").unwrap().1;
    assert!((calls - 1.0).abs() < 0.5, "{calls}");
    assert_eq!(call.world.engine().session_count(), 0);
}

#[test]
fn a_websocket_in_a_call_carries_messages_both_ways() {
    let mut call = Gathering::new();
    let client = call.client(16_000);
    let opened = call.notices_of(client, EventKind::Channel);
    assert!(opened[0].value > 0.5);
    let host = call.world.engine().host();
    assert!(host.send_message(client, vec![0, 255]).unwrap());
    call.run(millis(20));
    assert!(call.was_told(client, r#"{"type":"event","event":"AP8="}"#));
    call.client_writes(client, r#"{"type":"event","event":"AQI="}"#);
    call.run(millis(20));
    assert_eq!(call.notices_of(client, EventKind::Message)[0].data, [1, 2]);
    assert!(call.counter("messages_sent_total") > 0.5);
    assert!(call.counter("messages_received_total") > 0.5);
}

#[test]
fn a_websocket_that_writes_without_end_is_not_heard_any_more() {
    let mut call = Gathering::with(EngineConfig {
        messages: MessageConfig {
            input_messages: 5,
            ..MessageConfig::default()
        },
        ..EngineConfig::default()
    });
    let client = call.client(16_000);
    for _ in 0..20 {
        call.client_writes(client, r#"{"type":"event","event":"AQI="}"#);
    }
    assert_eq!(call.notices_of(client, EventKind::Message).len(), 10);
    assert!(call.counter("messages_dropped_total{reason=\"flood\"}") > 9.5);
}
