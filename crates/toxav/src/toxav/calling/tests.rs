use super::super::locked;
use super::super::tests::{FRIEND, NOW, OFFLINE, STRANGER, engine, in_call};
use super::*;
use crate::event::Registered;

#[test]
fn calls_are_refused_in_the_references_order() {
    let engine = in_call();
    let call = |friend, audio, video| engine.call(NOW, friend, audio, video);
    assert_eq!(call(STRANGER, 5, 0), Err(CallError::InvalidBitRate));
    assert_eq!(call(STRANGER, 0, 1_000_001), Err(CallError::InvalidBitRate));
    assert_eq!(call(STRANGER, 48, 0), Err(CallError::FriendNotFound));
    assert_eq!(call(OFFLINE, 48, 0), Err(CallError::FriendNotConnected));
    assert_eq!(call(FRIEND, 48, 0), Err(CallError::FriendAlreadyInCall));
}

#[test]
fn answers_are_refused_in_the_references_order() {
    let engine = engine();
    let answer = |friend, audio| engine.answer(NOW, friend, audio, 0);
    assert_eq!(answer(STRANGER, 5), Err(AnswerError::FriendNotFound));
    assert_eq!(answer(FRIEND, 5), Err(AnswerError::InvalidBitRate));
    assert_eq!(answer(FRIEND, 48), Err(AnswerError::FriendNotCalling));
    engine.set_registered(Registered {
        audio_frame: false,
        video_frame: false,
        ..Registered::ALL
    });
    engine.handle_lossless(NOW, FRIEND, &[1, 1, 0, 3, 1, 0x3C, 0]);
    assert_eq!(answer(FRIEND, 48), Err(AnswerError::CodecInitialization));
    engine.set_registered(Registered::ALL);
    assert_eq!(answer(FRIEND, 48), Ok(()));
    assert_eq!(answer(FRIEND, 48), Err(AnswerError::Sync));
}

#[test]
fn controls_and_rates_are_refused_in_the_references_order() {
    let engine = engine();
    let control = |friend, what| engine.control(NOW, friend, what);
    assert_eq!(
        control(STRANGER, Control::Pause),
        Err(ControlError::FriendNotFound)
    );
    assert_eq!(
        control(FRIEND, Control::Cancel),
        Err(ControlError::FriendNotInCall)
    );
    let audio = |friend, kbps| engine.set_audio_bit_rate(NOW, friend, kbps);
    assert_eq!(audio(STRANGER, 5), Err(BitRateError::FriendNotFound));
    assert_eq!(audio(FRIEND, 511), Err(BitRateError::InvalidBitRate));
    assert_eq!(audio(FRIEND, 510), Err(BitRateError::FriendNotInCall));
    let video = |kbps| engine.set_video_bit_rate(NOW, FRIEND, kbps);
    assert_eq!(video(u32::MAX), Err(BitRateError::InvalidBitRate));
    assert_eq!(video(1), Err(BitRateError::FriendNotInCall));
    let called = in_call();
    let resumed = called.control(NOW, FRIEND, Control::Resume);
    assert_eq!(resumed, Err(ControlError::InvalidTransition));
    assert_eq!(called.set_audio_bit_rate(NOW, FRIEND, 48), Ok(()));
}

#[test]
fn the_engines_end_hangs_up() {
    let engine = in_call();
    engine.kill(NOW);
    assert_eq!(
        locked(&engine.network.lossless).last().unwrap(),
        &[69, 1, 1, 2, 0]
    );
    assert_eq!(engine.metrics(FRIEND), None);
}
