use super::*;

#[test]
fn states_have_the_numbers_of_the_header() {
    let states = [
        CallState::NONE,
        CallState::ERROR,
        CallState::FINISHED,
        CallState::SENDING_A,
        CallState::SENDING_V,
        CallState::ACCEPTING_A,
        CallState::ACCEPTING_V,
    ];
    assert_eq!(states.map(CallState::bits), [0, 1, 2, 4, 8, 16, 32]);
}

#[test]
fn controls_have_the_numbers_of_the_header() {
    for number in 0..=6 {
        assert_eq!(
            Control::try_from(number).map(|control| control as i32),
            Ok(number)
        );
    }
    assert_eq!(Control::try_from(7), Err(7));
    assert_eq!(Control::try_from(-1), Err(-1));
    assert_eq!(Control::Resume as i32, 0);
    assert_eq!(Control::ShowVideo as i32, 6);
}

#[test]
fn what_a_friend_can_is_what_a_program_is_told() {
    let all = CallState::from(Capabilities::from_bits(0x3C));
    assert_eq!(all.bits(), 0x3C);
    assert!(all.contains(CallState::SENDING_A | CallState::ACCEPTING_V));
    assert!(!all.is_end());
}

#[test]
fn a_call_is_over_when_it_finished_or_failed() {
    let told = |state| Event::CallState { friend: 1, state }.is_end();
    assert!(told(CallState::ERROR) && told(CallState::FINISHED));
    assert!(!told(CallState::NONE) && !told(CallState::SENDING_A));
    let call = Event::Call {
        friend: 1,
        audio: true,
        video: true,
    };
    assert!(!call.is_end());
}

#[test]
fn either_callback_receives_frames() {
    let none = Registered::default();
    assert!(!none.receives_frames());
    let audio = Registered {
        audio_frame: true,
        ..none
    };
    let video = Registered {
        video_frame: true,
        ..none
    };
    assert!(audio.receives_frames() && video.receives_frames());
    assert!(Registered::ALL.receives_frames() && Registered::ALL.call);
}
