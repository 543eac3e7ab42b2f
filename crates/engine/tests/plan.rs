//! When packets are passed on as they came, when they are mixed, and the change between.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::gathering::{Gathering, part_of, voice};
use common::{RATE, millis, seconds};
use jackfield_engine::Hears;
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::silences;
use jackfield_webrtc::Direction;

/// What became of decoding and encoding since.
fn work(call: &mut Gathering) -> (f64, f64) {
    let decoded = call.counter("samples_received_total");
    (decoded, call.counter("mix_encodes_total"))
}

/// Numbers, times and sender of what a caller was sent, gone through for breaks.
fn assert_continuous(call: &mut Gathering, caller: usize) {
    let packets = call.world.caller(caller).packets();
    let ssrc = packets[0].1.ssrc;
    for pair in packets.windows(2) {
        let ((before_at, before), (at, packet)) = (&pair[0], &pair[1]);
        assert_eq!(packet.ssrc, ssrc);
        assert_eq!(packet.sequence, before.sequence + 1);
        let step = packet.rtp_time.wrapping_sub(before.rtp_time);
        let wall = at.since(*before_at).as_millis();
        assert!(step >= 480, "{step} ticks after {wall} ms");
        assert!(
            u128::from(step) / 48 <= wall + 45,
            "{step} ticks after {wall} ms"
        );
    }
}

#[test]
fn two_browsers_get_each_other_s_packets_and_nothing_is_decoded() {
    let mut call = Gathering::new();
    let callers = [call.caller(), call.caller()];
    let voices = [1, 2].map(|seed| voice(seed, RATE, seconds(4)));
    let before = work(&mut call);
    for (caller, said) in callers.iter().zip(&voices) {
        call.world.caller(*caller).say(said);
    }
    call.run(seconds(5));
    assert_eq!(work(&mut call), before);
    assert!(call.counter("packets_forwarded_total") >= 399.0);
    for (index, caller) in callers.into_iter().enumerate() {
        assert!(part_of(&voices[1 - index], call.world.caller(caller).heard()) > 0.8);
        assert_continuous(&mut call, caller);
    }
}

#[test]
fn many_who_only_listen_get_the_packets_of_the_one_who_speaks() {
    let mut call = Gathering::new();
    let speaker = call.caller();
    let listening = CallerConfig {
        direction: Direction::RecvOnly,
        ..CallerConfig::default()
    };
    let listeners: Vec<usize> = (0..5)
        .map(|_| call.caller_with(&listening, &Conditions::clean()))
        .collect();
    let before = work(&mut call);
    let said = voice(1, RATE, seconds(2));
    call.world.caller(speaker).say(&said);
    call.run(seconds(3));
    assert_eq!(work(&mut call), before);
    for listener in listeners {
        assert!(part_of(&said, call.world.caller(listener).heard()) > 0.8);
    }
}

#[test]
fn the_stream_goes_on_when_an_agent_begins_to_speak_and_when_it_has_spoken() {
    let mut call = Gathering::new();
    let callers = [call.caller(), call.caller()];
    let agent = call.seat(Hears::Nothing);
    let said = voice(1, RATE, seconds(25));
    call.world.caller(callers[0]).say(&said);
    call.run(seconds(4));
    let before = work(&mut call);
    let word = voice(2, RATE, seconds(3));
    call.seat_says(agent, &word);
    call.run(seconds(6));
    assert!(work(&mut call).1 > before.1 + 200.0, "it is mixed now");
    call.run(seconds(10));
    let after = work(&mut call);
    call.run(seconds(4));
    assert_eq!(work(&mut call), after, "and forwarded again");
    assert_continuous(&mut call, callers[1]);
    let heard = call.world.caller(callers[1]).heard().to_vec();
    assert!(part_of(&said[..RATE as usize * 3], &heard) > 0.8);
    let rate = RATE as usize;
    assert!(part_of(&word, &heard[rate * 3..rate * 9]) > 0.4);
    let end = &heard[heard.len() - rate * 5..];
    assert!(part_of(&said[rate * 21..rate * 23], end) > 0.8);
    assert!(longest_pause(&heard) < longest_pause(&said) + millis(65));
}

#[test]
fn a_third_who_joins_tears_no_hole_into_what_the_other_two_hear() {
    let mut call = Gathering::new();
    let callers = [call.caller(), call.caller()];
    let said = voice(1, RATE, seconds(12));
    call.world.caller(callers[0]).say(&said);
    call.run(seconds(3));
    let third = call.caller();
    let third = call.id(third);
    call.run(seconds(3));
    call.hang_up(third);
    call.run(seconds(4));
    assert_continuous(&mut call, callers[1]);
    let heard = call.world.caller(callers[1]).heard().to_vec();
    assert!(longest_pause(&heard) < longest_pause(&said) + millis(65));
}

#[test]
fn loss_on_the_way_in_is_loss_on_the_way_out() {
    let mut call = Gathering::new();
    let speaker = call.caller_with(&CallerConfig::default(), &Conditions::random_loss(0.1));
    let listener = call.caller();
    let said = voice(1, RATE, seconds(10));
    call.world.caller(speaker).say(&said);
    call.run(seconds(11));
    let numbers: Vec<u64> = call
        .world
        .caller(listener)
        .packets()
        .iter()
        .map(|(_, packet)| packet.sequence)
        .collect();
    let span = numbers.iter().max().unwrap() - numbers.iter().min().unwrap() + 1;
    let lost = span - numbers.len() as u64;
    assert!((20..90).contains(&lost), "{lost} of {span}");
    assert!(part_of(&said, call.world.caller(listener).heard()) > 0.7);
}

#[test]
fn redundancy_is_passed_on_where_it_is_understood_and_taken_off_elsewhere() {
    let mut call = Gathering::new();
    let with_red = CallerConfig {
        red: true,
        ..CallerConfig::default()
    };
    let listening = |red| CallerConfig {
        direction: Direction::RecvOnly,
        red,
        ..CallerConfig::default()
    };
    let speaker = call.caller_with(&with_red, &Conditions::clean());
    let [red, plain] =
        [true, false].map(|red| call.caller_with(&listening(red), &Conditions::clean()));
    let said = voice(1, RATE, seconds(3));
    call.world.caller(speaker).say(&said);
    call.run(seconds(4));
    let lengths = |call: &mut Gathering, caller: usize| -> usize {
        let packets = call.world.caller(caller).packets();
        packets.iter().map(|(_, packet)| packet.payload.len()).sum()
    };
    assert!(lengths(&mut call, red) > lengths(&mut call, plain) * 3 / 2);
    for listener in [red, plain] {
        assert!(part_of(&said, call.world.caller(listener).heard()) > 0.8);
    }
}

#[test]
fn mute_hold_and_gain_hold_for_forwarded_packets_too() {
    let mut call = Gathering::new();
    let callers = [call.caller(), call.caller()];
    let ids = callers.map(|caller| call.id(caller));
    let host = call.world.engine().host();
    let heard = |call: &mut Gathering| {
        let before = call.world.caller(callers[1]).packets().len();
        call.world
            .caller(callers[0])
            .say(&voice(1, RATE, seconds(1)));
        call.run(seconds(2));
        call.world.caller(callers[1]).packets().len() - before
    };
    assert!(heard(&mut call) >= 49);
    host.set_muted(ids[0], true);
    assert_eq!(heard(&mut call), 0);
    host.set_muted(ids[0], false);
    host.set_held(ids[1], true);
    assert_eq!(heard(&mut call), 0);
    host.set_held(ids[1], false);
    call.set_gain(ids[1], ids[0], 0.0);
    assert_eq!(heard(&mut call), 0);
    call.set_gain(ids[1], ids[0], 0.5);
    let before = work(&mut call);
    assert!(heard(&mut call) >= 49);
    assert!(work(&mut call).1 > before.1, "quieter, so mixed");
    assert_continuous(&mut call, callers[1]);
}

fn longest_pause(samples: &[i16]) -> std::time::Duration {
    let inner = &samples[RATE as usize / 10..samples.len() - RATE as usize];
    let pauses = silences(inner, RATE, 100.0, millis(20));
    let longest = pauses.iter().map(|pause| pause.duration).max();
    longest.unwrap_or_default()
}
