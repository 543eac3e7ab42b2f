//! What the controls of a call do to what is heard and seen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use jackfield_testkit::network::Conditions;
use jackfield_toxav::error::{ControlError, SendFrameError};
use jackfield_toxav::event::{CallState, Control, Event};
use party::{Party, Script};

const FRAME: usize = 960;

fn control(party: &mut Party, by: u32, friend: u32, control: Control) {
    party
        .engine(by)
        .control(party.now, friend, control)
        .unwrap();
    party.pass(50, &[]);
}

fn speak(party: &Party, from: u32, to: u32) -> Result<(), SendFrameError> {
    let engine = party.engine(from);
    engine.send_audio(party.now, to, &[0; FRAME], FRAME, 1, 48_000)
}

fn told(party: &mut Party, number: u32) -> Vec<u32> {
    let news = party.news(number).into_iter();
    news.filter_map(|event| match event {
        Event::CallState { state, .. } => Some(state.bits()),
        _ => None,
    })
    .collect()
}

#[test]
fn who_mutes_hears_nothing_and_the_friend_may_not_speak() {
    let mut party = Party::talking(Conditions::clean(), 0);
    told(&mut party, 1);
    control(&mut party, 0, 1, Control::MuteAudio);
    assert_eq!(told(&mut party, 1), [0x24]);
    assert_eq!(
        speak(&party, 1, 0),
        Err(SendFrameError::PayloadTypeDisabled)
    );
    assert_eq!(speak(&party, 0, 1), Ok(()), "it is not the microphone");
    control(&mut party, 0, 1, Control::UnmuteAudio);
    party.pass(300, &[Script::audio(1, 0)]);
    assert!(party.heard[&(0, 1)].len() > 10_000);
}

#[test]
fn mute_outlives_changes_of_the_friend() {
    let mut party = Party::talking(Conditions::clean(), 0);
    control(&mut party, 0, 1, Control::MuteAudio);
    let before = party.engine(0).counters().packets_unwanted;
    let friend = party.engine(1);
    friend.set_audio_bit_rate(party.now, 0, 0).unwrap();
    friend.set_audio_bit_rate(party.now, 0, 32).unwrap();
    party.pass(100, &[]);
    // One that does not heed it.
    let mut packet = vec![192];
    packet.resize(90, 0);
    packet[1..3].copy_from_slice(&[0x80, 0x40]);
    packet[79..81].copy_from_slice(&[0, 9]);
    party.engine(0).handle_lossy(party.now, 1, &packet);
    party.pass(100, &[]);
    assert!(!party.heard.contains_key(&(0, 1)));
    let unwanted = party.engine(0).counters().packets_unwanted - before;
    assert_eq!(unwanted, 1);
}

#[test]
fn a_pause_silences_both_ways_until_it_is_over() {
    let mut party = Party::talking(Conditions::clean(), 500);
    told(&mut party, 1);
    control(&mut party, 0, 1, Control::Pause);
    assert_eq!(told(&mut party, 1), [CallState::NONE.bits()]);
    for (from, to) in [(0, 1), (1, 0)] {
        assert_eq!(
            speak(&party, from, to),
            Err(SendFrameError::PayloadTypeDisabled)
        );
    }
    let again = party.engine(0).control(party.now, 1, Control::Pause);
    assert_eq!(again, Err(ControlError::InvalidTransition));
    control(&mut party, 0, 1, Control::Resume);
    assert_eq!(told(&mut party, 1), [0x3C]);
    party.pass(300, &[Script::audio(0, 1), Script::audio(1, 0)]);
    assert!(party.heard[&(0, 1)].len() > 10_000 && party.heard[&(1, 0)].len() > 10_000);
}

#[test]
fn hidden_video_comes_back_with_a_picture_at_once() {
    let mut party = Party::talking(Conditions::clean(), 500);
    let film = [Script {
        audio: false,
        ..Script::all(1, 0)
    }];
    party.pass(3_000, &film);
    control(&mut party, 0, 1, Control::HideVideo);
    let before = party.seen[&(0, 1)].len();
    let picture = party::pictures::picture(1);
    let hidden = party.engine(1).send_video(party.now, 0, picture.as_ref());
    assert_eq!(hidden, Err(SendFrameError::PayloadTypeDisabled));
    control(&mut party, 0, 1, Control::ShowVideo);
    party.pass(200, &film);
    assert!(party.seen[&(0, 1)].len() >= before + 4);
}

#[test]
fn a_medium_is_switched_off_and_on_by_its_rate() {
    let mut party = Party::talking(Conditions::clean(), 500);
    told(&mut party, 1);
    party.engine(0).set_audio_bit_rate(party.now, 1, 0).unwrap();
    party.engine(0).set_video_bit_rate(party.now, 1, 0).unwrap();
    assert_eq!(
        speak(&party, 0, 1),
        Err(SendFrameError::PayloadTypeDisabled)
    );
    party.pass(50, &[]);
    assert_eq!(told(&mut party, 1), [0x38, 0x30]);
    party.engine(0).set_audio_bit_rate(party.now, 1, 6).unwrap();
    party.pass(50, &[]);
    assert_eq!(told(&mut party, 1), [0x34]);
    party.pass(300, &[Script::audio(0, 1)]);
    assert!(party.heard[&(1, 0)].len() > 10_000);
}

#[test]
fn the_rate_that_was_asked_for_is_sent() {
    for kbps in [24, 64, 128] {
        let mut party = Party::new(2, Conditions::clean());
        party.engine(0).call(party.now, 1, kbps, 0).unwrap();
        party.pass(50, &[]);
        party.engine(1).answer(party.now, 0, kbps, 0).unwrap();
        party.pass(50, &[]);
        let before = party.wire.sent_by(0);
        party.pass(2_000, &[Script::audio(0, 1)]);
        // Headers, sampling rates and Tox ids of 50 packets a second are paid besides.
        let payload = party.wire.sent_by(0) - before - 100 * 85;
        let measured = payload * 8 / 2_000;
        let asked = usize::try_from(kbps).unwrap();
        assert!(
            measured.abs_diff(asked) * 100 <= asked * 15,
            "{measured} of {asked}"
        );
    }
}
