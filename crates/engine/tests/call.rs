//! Who hears whom in a call.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::gathering::{Gathering, is_silent, part_of, voice};
use common::{RATE, millis, seconds};
use jackfield_engine::{EventKind, Hears};
use jackfield_media::opus::Channels;
use jackfield_media::resample::Resampler;
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::silences;

#[test]
fn each_of_three_hears_the_other_two_and_not_oneself() {
    let mut call = Gathering::new();
    let callers = [call.caller(), call.caller(), call.caller()];
    let voices = [1, 2, 3].map(|seed| voice(seed, RATE, seconds(4)));
    for (caller, said) in callers.iter().zip(&voices) {
        call.world.caller(*caller).say(said);
    }
    call.run(seconds(5));
    for (listener, _) in callers.iter().enumerate() {
        let heard = call.world.caller(callers[listener]).heard().to_vec();
        for (speaker, said) in voices.iter().enumerate() {
            let part = part_of(said, &heard);
            if speaker == listener {
                assert!(part < 0.2, "{listener} hears itself: {part:.2}");
            } else {
                assert!(part > 0.5, "{listener} hears {speaker}: {part:.2}");
            }
        }
    }
}

#[test]
fn browser_socket_and_agent_hear_each_other_at_their_own_rates() {
    let mut call = Gathering::new();
    let caller = call.caller();
    let client = call.client(16_000);
    let agent = call.seat(Hears::Mix);
    let voices = [
        voice(1, RATE, seconds(3)),
        voice(2, 16_000, seconds(3)),
        voice(3, RATE, seconds(3)),
    ];
    call.world.caller(caller).say(&voices[0]);
    call.client_says(client, &voices[1]);
    call.seat_says(agent, &voices[2]);
    call.run(seconds(4));
    let by_client = call.heard_by_client(client).to_vec();
    assert!(part_of(&resampled(&voices[0], 16_000), &by_client) > 0.4);
    assert!(part_of(&resampled(&voices[2], 16_000), &by_client) > 0.4);
    let by_agent = call.heard_by_seat(agent, agent);
    assert!(part_of(&voices[0], &by_agent) > 0.5);
    assert!(part_of(&voices[2], &by_agent) < 0.2);
    let by_caller = call.world.caller(caller).heard().to_vec();
    assert!(part_of(&voices[2], &by_caller) > 0.5);
    assert!(part_of(&voices[0], &by_caller) < 0.2);
}

fn resampled(samples: &[i16], to: u32) -> Vec<i16> {
    let mut out = Vec::new();
    let mut resampler = Resampler::new(RATE, to, Channels::Mono).unwrap();
    resampler.process(samples, &mut out).unwrap();
    out
}

#[test]
fn an_agent_that_hears_each_is_given_them_apart() {
    let mut call = Gathering::new();
    let (first, second) = (call.caller(), call.client(RATE));
    let agent = call.seat(Hears::Each);
    let voices = [1, 2].map(|seed| voice(seed, RATE, seconds(3)));
    call.world.caller(first).say(&voices[0]);
    call.client_says(second, &voices[1]);
    call.run(seconds(4));
    let first = call.heard_by_seat(agent, call.id(first));
    assert!(part_of(&voices[0], &first) > 0.9);
    assert!(part_of(&voices[1], &first) < 0.2);
    let second = call.heard_by_seat(agent, second);
    assert!(part_of(&voices[1], &second) > 0.95);
}

#[test]
fn the_matrix_holds_from_the_first_packet_on() {
    let mut call = Gathering::new();
    let customer = call.seat(Hears::Mix);
    let agent = call.seat(Hears::Mix);
    // Set in the same turn in which the supervisor joins: whispers to the agent alone.
    let host = call.world.engine().host();
    let supervisor = call.seat(Hears::Mix);
    host.set_gain(call.call, customer, supervisor, 0.0).unwrap();
    let voices = [1, 2, 3].map(|seed| voice(seed, RATE, seconds(3)));
    for (seat, said) in [customer, agent, supervisor].iter().zip(&voices) {
        call.seat_says(*seat, said);
    }
    call.run(seconds(4));
    let by_customer = call.heard_by_seat(customer, customer);
    assert!(part_of(&voices[1], &by_customer) > 0.95);
    let by_agent = call.heard_by_seat(agent, agent);
    assert!(part_of(&voices[0], &by_agent) > 0.5 && part_of(&voices[2], &by_agent) > 0.5);
    let by_supervisor = call.heard_by_seat(supervisor, supervisor);
    assert!(part_of(&voices[1], &by_supervisor) > 0.5);
}

#[test]
fn a_gain_makes_somebody_quieter_for_one_listener_only() {
    let mut call = Gathering::new();
    let [speaker, near, far] = [(); 3].map(|()| call.seat(Hears::Mix));
    call.set_gain(far, speaker, 0.25);
    let said = vec![8_000; 48_000];
    call.seat_says(speaker, &said);
    call.run(seconds(1));
    assert_eq!(call.heard_by_seat(near, near)[9_600], 8_000);
    assert_eq!(call.heard_by_seat(far, far)[9_600], 2_000);
}

#[test]
fn who_is_muted_is_heard_by_nobody_and_hears_everybody() {
    let mut call = Gathering::new();
    let (muted, other) = (call.caller(), call.caller());
    let muted_id = call.id(muted);
    call.world.engine().host().set_muted(muted_id, true);
    let voices = [1, 2].map(|seed| voice(seed, RATE, seconds(2)));
    call.world.caller(muted).say(&voices[0]);
    call.world.caller(other).say(&voices[1]);
    call.run(seconds(3));
    assert!(call.world.caller(other).heard().is_empty());
    assert!(part_of(&voices[1], call.world.caller(muted).heard()) > 0.8);
    call.world.engine().host().set_muted(muted_id, false);
    call.world.caller(muted).say(&voices[0]);
    call.run(seconds(3));
    assert!(part_of(&voices[0], call.world.caller(other).heard()) > 0.8);
}

#[test]
fn who_is_on_hold_neither_hears_nor_is_heard() {
    let mut call = Gathering::new();
    let [held, other, third] = [(); 3].map(|()| call.seat(Hears::Mix));
    call.world.engine().host().set_held(held, true);
    for (seat, seed) in [(held, 1), (other, 2)] {
        call.seat_says(seat, &voice(seed, RATE, seconds(1)));
    }
    call.run(seconds(2));
    assert!(call.heard_by_seat(held, held).is_empty());
    assert!(is_silent(&call.heard_by_seat(other, other)));
    assert!(
        part_of(
            &voice(2, RATE, seconds(1)),
            &call.heard_by_seat(third, third)
        ) > 0.95
    );
}

#[test]
fn five_percent_loss_of_one_leaves_no_hole_in_what_is_heard() {
    let mut call = Gathering::new();
    let lossy = call.caller_with(&CallerConfig::default(), &Conditions::random_loss(0.05));
    let listener = call.client(RATE);
    let said = voice(4, RATE, seconds(8));
    call.world.caller(lossy).say(&said);
    call.run(seconds(9));
    let heard = call.heard_by_client(listener).to_vec();
    assert!(part_of(&said, &heard) > 0.7, "{}", part_of(&said, &heard));
    // No pause is longer than the voice's own.
    let longest = |samples: &[i16]| {
        let pauses = silences(samples, RATE, 100.0, millis(20));
        pauses.iter().map(|pause| pause.duration).max().unwrap()
    };
    assert!(longest(&heard[4_800..heard.len() - 48_000]) < longest(&said) + millis(25));
}

#[test]
fn others_who_come_and_go_leave_no_gap() {
    let mut call = Gathering::new();
    let (speaker, listener) = (call.client(RATE), call.client(RATE));
    let said = vec![5_000; 48_000 * 6];
    call.client_says(speaker, &said);
    for _ in 0..5 {
        let guest = call.seat(Hears::Each);
        call.run(millis(500));
        call.hang_up(guest);
        call.run(millis(500));
    }
    call.run(seconds(2));
    let heard = call.heard_by_client(listener);
    assert!(heard.len() >= said.len(), "{}", heard.len());
    let first = heard.iter().position(|sample| *sample != 0).unwrap();
    assert!(
        heard[first..first + said.len() - 960]
            .iter()
            .all(|sample| *sample == 5_000)
    );
}

#[test]
fn an_agent_that_blocks_for_three_seconds_leaves_no_gap_for_others() {
    let mut call = Gathering::new();
    let (speaker, listener) = (call.client(RATE), call.client(RATE));
    call.seat(Hears::Each);
    call.client_says(speaker, &vec![5_000; 48_000]);
    call.run(seconds(1));
    // Nobody fetches anything now, and one more talks by itself.
    let caller = call.caller();
    call.world.caller(caller).say(&voice(3, RATE, seconds(3)));
    let before = call.world.caller(caller).packets().len();
    call.client_says(speaker, &vec![5_000; 48_000 * 3]);
    call.run(seconds(3));
    call.world.run_undrained(millis(1)).unwrap();
    assert!(call.heard_by_client(listener).len() >= 48_000 * 7 / 2);
    assert!(call.world.caller(caller).packets().len() - before >= 140);
}

#[test]
fn who_speaks_and_who_leads_is_told() {
    let mut call = Gathering::new();
    let [loud, quiet] = [(); 2].map(|()| call.seat(Hears::Nothing));
    call.seat_says(quiet, &voice(1, RATE, seconds(2)));
    call.run(seconds(3));
    call.seat_says(loud, &voice(2, RATE, seconds(2)));
    call.run(seconds(3));
    for seat in [loud, quiet] {
        let told: Vec<f64> = call
            .notices_of(seat, EventKind::Speaking)
            .iter()
            .map(|notice| notice.value)
            .collect();
        assert_eq!(told, [1.0, 0.0], "began once, ended once");
        let led = call.notices_of(seat, EventKind::ActiveSpeaker);
        assert_eq!(led.len(), 1);
        assert_eq!(CallNumber(led[0].value), CallNumber::of(&call));
    }
}

/// Of a notice, whose numbers are floats.
#[derive(Debug, PartialEq)]
struct CallNumber(f64);

impl CallNumber {
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    fn of(call: &Gathering) -> Self {
        Self(call.call.as_u64() as f64)
    }
}

#[test]
fn levels_are_those_of_the_last_moment() {
    let mut call = Gathering::new();
    let [speaker, silent] = [(); 2].map(|()| call.seat(Hears::Nothing));
    call.seat_says(speaker, &vec![16_384; 48_000]);
    call.run(seconds(1));
    let levels = |call: &mut Gathering| call.world.engine().host().call_levels(call.call);
    let now = levels(&mut call);
    assert_eq!(now.len(), 2);
    let of = |session| now.iter().find(|(id, _)| *id == session).unwrap().1;
    assert!((of(speaker) + 6.0).abs() < 0.5, "{now:?}");
    assert!(of(silent) < -120.0);
    call.run(seconds(2));
    assert!(levels(&mut call).iter().all(|(_, level)| *level < -120.0));
}
