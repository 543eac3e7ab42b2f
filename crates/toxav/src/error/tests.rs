use super::*;

#[test]
fn errors_have_the_numbers_of_the_header() {
    assert_eq!(CallError::Malloc as i32, 1);
    assert_eq!(CallError::InvalidBitRate as i32, 6);
    assert_eq!(AnswerError::Sync as i32, 1);
    assert_eq!(AnswerError::InvalidBitRate as i32, 5);
    assert_eq!(ControlError::Sync as i32, 1);
    assert_eq!(ControlError::InvalidTransition as i32, 4);
    assert_eq!(BitRateError::Sync as i32, 1);
    assert_eq!(BitRateError::FriendNotInCall as i32, 4);
    assert_eq!(SendFrameError::Null as i32, 1);
    assert_eq!(SendFrameError::RtpFailed as i32, 7);
    assert_eq!(EffectsError::Null as i32, 1);
    assert_eq!(EffectsError::Gain as i32, 4);
    assert_eq!(EffectsError::Blur as i32, 8);
    assert_eq!(SendError::FriendNotFound as i32, 2);
    assert_eq!(SendError::QueueFull as i32, 7);
}

#[test]
fn a_wrong_bit_rate_is_told_with_its_limits() {
    let told = CallError::InvalidBitRate.to_string();
    assert_eq!(
        told,
        "audio takes 0 or 6 to 510 kbit/s, video up to 1000000 kbit/s"
    );
    assert_eq!(told, AnswerError::InvalidBitRate.to_string());
    assert_eq!(told, BitRateError::InvalidBitRate.to_string());
}
