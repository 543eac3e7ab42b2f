use super::super::tests::{ALL, End, FRIEND, push};
use super::*;
use crate::state::State;

fn control(end: &mut End, control: Control) -> Result<(), ControlError> {
    end.calls.control(end.now, FRIEND, control)
}

#[test]
fn each_control_tells_the_friend_what_is_taken() {
    let mut end = End::in_state(State::Active);
    let steps = [
        (Control::MuteAudio, 0x2C),
        (Control::HideVideo, 0x0C),
        (Control::ShowVideo, 0x2C),
        (Control::Pause, 0),
        (Control::Resume, 0x2C),
        (Control::UnmuteAudio, ALL),
    ];
    for (step, caps) in steps {
        assert_eq!(control(&mut end, step), Ok(()), "{step:?}");
        assert_eq!(end.sent(), [push(caps)], "{step:?}");
    }
    assert_eq!(end.events(), [], "own changes are no news");
}

#[test]
fn what_is_so_already_cannot_be_made_so() {
    let refused = |before: &[Control], step| {
        let mut end = End::in_state(State::Active);
        for earlier in before {
            control(&mut end, *earlier).unwrap();
        }
        end.sent();
        let told = control(&mut end, step);
        assert!(end.sent().is_empty());
        told == Err(ControlError::InvalidTransition)
    };
    assert!(refused(&[], Control::Resume));
    assert!(refused(&[Control::Pause], Control::Pause));
    assert!(refused(&[Control::MuteAudio], Control::MuteAudio));
    assert!(refused(&[Control::HideVideo], Control::HideVideo));
    assert!(refused(&[Control::Pause], Control::MuteAudio));
    assert!(refused(
        &[Control::Pause, Control::UnmuteAudio],
        Control::Resume
    ));
}

#[test]
fn only_an_answered_call_can_be_changed() {
    for state in [
        State::Idle,
        State::Ended,
        State::Requesting,
        State::Requested,
    ] {
        let mut end = End::in_state(state);
        for number in [0, 1, 3, 4, 5, 6] {
            let told = control(&mut end, Control::try_from(number).unwrap());
            assert_eq!(told, Err(ControlError::FriendNotInCall), "{state:?}");
        }
        let rate = end.calls.set_video_bit_rate(end.now, FRIEND, 100);
        assert_eq!(rate, Err(BitRateError::FriendNotInCall));
    }
}

#[test]
fn any_call_can_be_cancelled_without_news() {
    for state in [State::Requesting, State::Requested, State::Active] {
        let mut end = End::in_state(state);
        assert_eq!(control(&mut end, Control::Cancel), Ok(()));
        let outputs = end.outputs();
        assert!(matches!(outputs[0], Output::Send { .. }));
        assert_eq!(outputs.len(), if state == State::Active { 2 } else { 1 });
        assert_eq!(end.events(), []);
        assert_eq!(
            control(&mut end, Control::Cancel),
            Err(ControlError::FriendNotInCall)
        );
    }
}

#[test]
fn media_follow_own_changes() {
    let mut end = End::in_state(State::Active);
    control(&mut end, Control::MuteAudio).unwrap();
    assert!(!end.calls.terms(FRIEND).unwrap().takes_audio);
    end.hear(&push(0x38));
    end.hear(&push(ALL));
    let terms = end.calls.terms(FRIEND).unwrap();
    assert!(
        !terms.takes_audio,
        "muted is muted, whatever the friend changes"
    );
    assert!(terms.sends_audio && terms.takes_video);
}

#[test]
fn bit_rates_switch_media_off_and_on() {
    let mut end = End::in_state(State::Active);
    let now = end.now;
    let mut after = |kbps| {
        end.calls.set_audio_bit_rate(now, FRIEND, kbps).unwrap();
        (end.sent(), end.calls.terms(FRIEND).unwrap())
    };
    let (sent, terms) = after(64);
    assert!(sent.is_empty() && terms.sends_audio && terms.audio_kbps == 64);
    let (sent, terms) = after(0);
    assert_eq!(sent, [push(0x38)]);
    assert!(!terms.sends_audio);
    assert!(after(0).0.is_empty());
    let (sent, terms) = after(24);
    assert_eq!(sent, [push(ALL)]);
    assert!(terms.sends_audio && terms.audio_kbps == 24);
}
