use std::sync::atomic::Ordering::Relaxed;

use jackfield_media::video::I420;

use super::super::tests::{FRAME, FRIEND, NOW, Notebook, STRANGER, engine, in_call};
use super::*;

#[test]
fn frames_are_refused_in_the_references_order() {
    let silent = engine();
    let send = |engine: &ToxAv<Notebook>, friend, pcm: &[i16], channels, rate| {
        let samples = pcm.len() / usize::from(channels).max(1);
        engine.send_audio(NOW, friend, pcm, samples, channels, rate)
    };
    let none = send(&silent, STRANGER, &[], 1, 48_000);
    assert_eq!(none, Err(SendFrameError::FriendNotFound));
    let none = send(&silent, FRIEND, &[], 1, 48_000);
    assert_eq!(none, Err(SendFrameError::FriendNotInCall));
    let engine = in_call();
    assert_eq!(
        send(&engine, FRIEND, &[], 1, 48_000),
        Err(SendFrameError::Null)
    );
    let pcm = [0; FRAME * 3];
    for (len, channels, rate) in [
        (FRAME * 3, 3, 48_000),
        (FRAME, 0, 48_000),
        (FRAME, 1, 44_100),
        (FRAME - 1, 1, 48_000),
        (1, 1, 48_000),
    ] {
        let told = send(&engine, FRIEND, &pcm[..len], channels, rate);
        assert_eq!(
            told,
            Err(SendFrameError::Invalid),
            "{len} {channels} {rate}"
        );
    }
    let told = engine.send_audio(NOW, FRIEND, &pcm[..FRAME], 480, 1, 48_000);
    assert_eq!(told, Err(SendFrameError::Invalid), "fewer than it says");
    assert_eq!(send(&engine, FRIEND, &pcm[..FRAME], 1, 48_000), Ok(()));
    engine.set_audio_bit_rate(NOW, FRIEND, 0).unwrap();
    let off = send(&engine, FRIEND, &[], 1, 48_000);
    assert_eq!(off, Err(SendFrameError::PayloadTypeDisabled));
}

#[test]
fn pictures_are_refused_in_the_references_order() {
    let picture = I420::new(64, 48).unwrap();
    let send = |engine: &ToxAv<Notebook>| engine.send_video(NOW, FRIEND, picture.as_ref());
    assert_eq!(send(&engine()), Err(SendFrameError::FriendNotInCall));
    let engine = in_call();
    assert_eq!(send(&engine), Ok(()));
    let mut flat = picture.as_ref();
    flat.v = &[];
    let told = engine.send_video(NOW, FRIEND, flat);
    assert_eq!(told, Err(SendFrameError::Null));
    assert_eq!(
        engine.forward_video(NOW, FRIEND, &[]),
        Err(SendFrameError::Null)
    );
    engine.handle_lossless(NOW, FRIEND, &[1, 1, 1, 3, 1, 0x1C, 0]);
    assert_eq!(send(&engine), Err(SendFrameError::PayloadTypeDisabled));
}

#[test]
fn packets_that_tox_does_not_take_are_lost_like_others() {
    let engine = in_call();
    engine.network.is_full.store(true, Relaxed);
    let told = engine.send_audio(NOW, FRIEND, &[0; FRAME], FRAME, 1, 48_000);
    assert_eq!(told, Ok(()));
    assert_eq!(engine.counters().packets_unsent, 1);
}
