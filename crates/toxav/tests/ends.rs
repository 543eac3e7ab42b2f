//! How calls end: by one, by both at once, by neither; and what is possible after it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use std::time::Duration;

use jackfield_testkit::network::Conditions;
use jackfield_toxav::config::Config;
use jackfield_toxav::error::{CallError, SendFrameError};
use jackfield_toxav::event::{CallState, Control, Event};
use party::{Party, Script};

fn state(friend: u32, state: CallState) -> Event {
    Event::CallState { friend, state }
}

fn ends(news: &[Event]) -> Vec<Event> {
    news.iter()
        .copied()
        .filter(|event| event.is_end())
        .collect()
}

fn cancel(party: &Party, by: u32, friend: u32) {
    party
        .engine(by)
        .control(party.now, friend, Control::Cancel)
        .unwrap();
}

/// After whatever happened, a call between the two is heard.
fn next_call_works(party: &mut Party) {
    party.pass(200, &[]);
    party.news(0);
    party.news(1);
    party.heard.clear();
    party.join(0, 1, 0);
    party.pass(500, &[Script::audio(0, 1), Script::audio(1, 0)]);
    assert!(party.heard[&(0, 1)].len() > 19_000);
    assert!(party.heard[&(1, 0)].len() > 19_000);
    assert_eq!(ends(&party.news(0)), []);
    assert_eq!(ends(&party.news(1)), []);
}

#[test]
fn who_hangs_up_is_not_told_and_the_other_one_is() {
    let mut party = Party::talking(Conditions::clean(), 0);
    cancel(&party, 0, 1);
    party.pass(100, &[]);
    assert_eq!(ends(&party.news(0)), []);
    assert_eq!(ends(&party.news(1)), [state(0, CallState::FINISHED)]);
    let sent = party
        .engine(1)
        .send_audio(party.now, 0, &[0; 960], 960, 1, 48_000);
    assert_eq!(sent, Err(SendFrameError::FriendNotInCall));
    next_call_works(&mut party);
}

#[test]
fn a_call_can_be_refused_and_taken_back() {
    let mut party = Party::new(2, Conditions::clean());
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.pass(50, &[]);
    cancel(&party, 1, 0);
    party.pass(50, &[]);
    assert_eq!(party.news(0), [state(1, CallState::FINISHED)]);
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.pass(50, &[]);
    cancel(&party, 0, 1);
    party.pass(50, &[]);
    assert_eq!(ends(&party.news(1)), [state(0, CallState::FINISHED)]);
    next_call_works(&mut party);
}

#[test]
fn both_may_hang_up_at_once() {
    let mut party = Party::talking(Conditions::clean(), 0);
    cancel(&party, 0, 1);
    cancel(&party, 1, 0);
    party.pass(200, &[]);
    assert_eq!(ends(&party.news(0)), []);
    assert_eq!(ends(&party.news(1)), []);
    next_call_works(&mut party);
}

#[test]
fn who_calls_again_while_the_others_end_is_on_its_way_is_heard() {
    let mut party = Party::talking(Conditions::clean(), 0);
    party.news(1);
    cancel(&party, 0, 1);
    cancel(&party, 1, 0);
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.pass(200, &[]);
    assert_eq!(ends(&party.news(0)), []);
    let rings = party.news(1);
    assert!(
        matches!(rings.last(), Some(Event::Call { friend: 0, .. })),
        "{rings:?}"
    );
    party.engine(1).answer(party.now, 0, 48, 0).unwrap();
    party.pass(500, &[Script::audio(1, 0)]);
    assert!(party.heard[&(0, 1)].len() > 19_000);
}

#[test]
fn a_refusal_right_after_our_end_is_believed() {
    let mut party = Party::talking(Conditions::clean(), 0);
    cancel(&party, 0, 1);
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    // The friend refuses whatever rings.
    for _ in 0..40 {
        party.pass(10, &[]);
        let rings = party.news(1);
        if rings
            .iter()
            .any(|event| matches!(event, Event::Call { .. }))
        {
            cancel(&party, 1, 0);
        }
    }
    assert_eq!(ends(&party.news(0)), [state(1, CallState::FINISHED)]);
    next_call_works(&mut party);
}

#[test]
fn who_call_each_other_at_once_both_fail_and_may_call_again() {
    let mut party = Party::new(2, Conditions::clean());
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.engine(1).call(party.now, 0, 48, 0).unwrap();
    party.pass(200, &[]);
    assert_eq!(party.news(0), [state(1, CallState::ERROR)]);
    assert_eq!(party.news(1), [state(0, CallState::ERROR)]);
    next_call_works(&mut party);
}

#[test]
fn a_friend_that_goes_ends_the_call_with_an_error_and_no_other() {
    let mut party = Party::new(3, Conditions::clean());
    party.join(0, 1, 0);
    party.join(2, 1, 0);
    party.wire.part(0);
    party.engine(1).handle_connection(party.now, 0, false);
    party.heard.clear();
    party.pass(500, &[Script::audio(1, 2), Script::audio(2, 1)]);
    assert_eq!(ends(&party.news(1)), [state(0, CallState::ERROR)]);
    assert!(party.heard[&(1, 2)].len() > 19_000);
    let again = party.engine(1).call(party.now, 0, 48, 0);
    assert_eq!(again, Err(CallError::FriendNotConnected));
}

#[test]
fn an_invitation_that_comes_twice_ends_the_call_on_both_sides() {
    let mut party = Party::new(2, Conditions::clean());
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.pass(50, &[]);
    party
        .engine(1)
        .handle_lossless(party.now, 0, &[1, 1, 0, 3, 1, 0x3C, 0]);
    let answered = party.engine(1).answer(party.now, 0, 48, 0);
    assert!(answered.is_err());
    party.pass(100, &[]);
    assert_eq!(ends(&party.news(0)), [state(1, CallState::ERROR)]);
    assert_eq!(ends(&party.news(1)), [state(0, CallState::ERROR)]);
    next_call_works(&mut party);
}

#[test]
fn a_storm_of_stray_messages_ends_no_invitation_and_gets_no_answer() {
    let mut party = Party::talking(Conditions::clean(), 0);
    cancel(&party, 0, 1);
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    for _ in 0..500 {
        party
            .engine(0)
            .handle_lossless(party.now, 1, &[1, 1, 2, 2, 1, 4, 0]);
    }
    party.pass(100, &[]);
    assert_eq!(ends(&party.news(0)), []);
    party.engine(1).answer(party.now, 0, 48, 0).unwrap();
    party.pass(500, &[Script::audio(1, 0)]);
    assert!(party.heard[&(0, 1)].len() > 19_000);
    assert!(party.engine(0).counters().messages_ignored >= 500);
}

#[test]
fn a_call_that_nobody_answers_stops_ringing_on_both_sides() {
    let config = Config {
        ring_timeout_s: Some(2),
        ..Config::default()
    };
    let mut party = Party::with(2, Conditions::clean(), &config);
    party.engine(0).call(party.now, 1, 48, 0).unwrap();
    party.pass(1_900, &[]);
    assert_eq!(party.news(0), []);
    party.pass(300, &[]);
    assert_eq!(party.news(0), [state(1, CallState::FINISHED)]);
    assert_eq!(ends(&party.news(1)), [state(0, CallState::FINISHED)]);
    next_call_works(&mut party);
}

#[test]
fn the_end_of_an_engine_is_told_to_all_friends() {
    let mut party = Party::new(3, Conditions::clean());
    party.join(0, 2, 0);
    party.join(1, 2, 0);
    party.engine(2).kill(party.now);
    party.pass(100, &[]);
    assert_eq!(ends(&party.news(0)), [state(2, CallState::FINISHED)]);
    assert_eq!(ends(&party.news(1)), [state(2, CallState::FINISHED)]);
}

#[test]
fn without_a_call_an_iteration_may_take_its_time() {
    let party = Party::talking(Conditions::clean(), 500);
    let engine = party.engine(0);
    assert_eq!(
        engine.next_audio(party.now),
        Some(Duration::from_millis(15))
    );
    assert_eq!(
        engine.next_video(party.now),
        Some(Duration::from_millis(55))
    );
    for _ in 0..3 {
        engine.note_audio_iteration(Duration::from_millis(2));
    }
    assert_eq!(
        engine.next_audio(party.now),
        Some(Duration::from_millis(13))
    );
    cancel(&party, 0, 1);
    assert_eq!(engine.next_audio(party.now), None);
}
