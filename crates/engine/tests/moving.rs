//! A member of one call becomes one of another, with its connection as it is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::gathering::{Gathering, is_silent, part_of, voice};
use common::{RATE, closed_because, seconds};
use jackfield_engine::{CallId, Hears};

/// Two calls with two callers each; the second one is what the gathering goes on with.
fn two_calls() -> (Gathering, [usize; 4], CallId) {
    let mut calls = Gathering::new();
    let first = [calls.caller(), calls.caller()];
    let elsewhere = calls.world.engine().host().create_call_beside(calls.call);
    calls.call = elsewhere.unwrap();
    let second = [calls.caller(), calls.caller()];
    let to = calls.call;
    (calls, [first[0], first[1], second[0], second[1]], to)
}

/// What each hears while all of them speak, in voices of their own that begin with this one.
fn talk(calls: &mut Gathering, callers: &[usize], first: u64) -> (Vec<Vec<i16>>, Vec<Vec<i16>>) {
    let mut said = Vec::new();
    let mut before = Vec::new();
    for (caller, number) in callers.iter().zip(first..) {
        let words = voice(number, RATE, seconds(3));
        before.push(calls.world.caller(*caller).heard().len());
        calls.world.caller(*caller).say(&words);
        said.push(words);
    }
    calls.run(seconds(4));
    let heard = callers.iter().zip(before).map(|(caller, before)| {
        let heard = calls.world.caller(*caller).heard();
        heard[before..].to_vec()
    });
    (said, heard.collect())
}

#[test]
fn who_is_moved_hears_the_other_call_and_is_heard_there_alone() {
    let (mut calls, callers, to) = two_calls();
    let (said, heard) = talk(&mut calls, &callers, 1);
    assert!(part_of(&said[0], &heard[1]) > 0.8, "the first two talk");
    assert!(part_of(&said[0], &heard[2]) < 0.2, "and nobody else hears");

    let moved = calls.id(callers[0]);
    assert!(calls.world.engine().host().move_session(moved, to));
    let (said, heard) = talk(&mut calls, &callers, 11);
    for other in [2, 3] {
        assert!(part_of(&said[0], &heard[other]) > 0.5, "{other} hears it");
        assert!(part_of(&said[other], &heard[0]) > 0.5, "it hears {other}");
    }
    assert!(part_of(&said[1], &heard[0]) < 0.2, "not who stayed behind");
    assert!(is_silent(&heard[1]), "who stayed behind is alone");
    assert_eq!(closed_because(&calls.world, callers[0]), None);
}

#[test]
fn what_the_moved_one_is_sent_is_one_stream_there_and_back() {
    let (mut calls, callers, to) = two_calls();
    let first = calls.world.engine().host().create_call_beside(to).unwrap();
    let moved = calls.id(callers[0]);
    for (turn, call) in (0..).zip([to, first, to]) {
        talk(&mut calls, &callers, 4 * turn);
        assert!(calls.world.engine().host().move_session(moved, call));
    }
    let (said, heard) = talk(&mut calls, &callers, 40);
    assert!(part_of(&said[2], &heard[0]) > 0.5);
    let packets = calls.world.caller(callers[0]).packets();
    for pair in packets.windows(2) {
        let (before, after) = (&pair[0].1, &pair[1].1);
        assert_eq!(after.sequence, before.sequence + 1, "none is missing");
        assert!(after.rtp_time.wrapping_sub(before.rtp_time) < 20 * RATE);
    }
}

#[test]
fn who_was_muted_or_held_is_so_in_the_other_call_too() {
    let (mut calls, callers, to) = two_calls();
    let (muted, held) = (calls.id(callers[0]), calls.id(callers[1]));
    let host = calls.world.engine().host();
    host.set_muted(muted, true);
    host.set_held(held, true);
    for session in [muted, held] {
        assert!(host.move_session(session, to));
    }
    let (said, heard) = talk(&mut calls, &callers, 1);
    // What the last one says is a little like what the held one does.
    assert!(part_of(&said[0], &heard[2]) < 0.3);
    assert!(part_of(&said[1], &heard[2]) < 0.3);
    assert!(part_of(&said[2], &heard[0]) > 0.5, "muted ones hear");
    assert!(is_silent(&heard[1]), "held ones do not");
    host.set_muted(muted, false);
    let (said, heard) = talk(&mut calls, &callers, 11);
    assert!(part_of(&said[0], &heard[2]) > 0.5);
}

#[test]
fn a_client_by_websocket_and_a_seat_can_be_moved_too() {
    let mut calls = Gathering::new();
    let (client, seat) = (calls.client(RATE), calls.seat(Hears::Mix));
    let host = calls.world.engine().host();
    calls.call = host.create_call_beside(calls.call).unwrap();
    let caller = calls.caller();
    for session in [client, seat] {
        assert!(host.move_session(session, calls.call));
    }
    let said = [1, 2, 3].map(|number| voice(number, RATE, seconds(3)));
    calls.world.caller(caller).say(&said[0]);
    calls.client_says(client, &said[1]);
    calls.seat_says(seat, &said[2]);
    calls.run(seconds(4));
    assert!(part_of(&said[0], calls.heard_by_client(client)) > 0.4);
    assert!(part_of(&said[0], &calls.heard_by_seat(seat, seat)) > 0.4);
    let heard = calls.world.caller(caller).heard().to_vec();
    assert!(part_of(&said[1], &heard) > 0.4 && part_of(&said[2], &heard) > 0.4);
}

#[test]
fn nobody_is_moved_into_a_call_that_is_over() {
    let (mut calls, callers, to) = two_calls();
    let host = calls.world.engine().host();
    let moved = calls.id(callers[0]);
    host.end_call(to);
    calls.run(seconds(1));
    assert!(!host.move_session(moved, to));
    let (said, heard) = talk(&mut calls, &callers[..2], 1);
    assert!(part_of(&said[0], &heard[1]) > 0.8, "all goes on as before");
}
