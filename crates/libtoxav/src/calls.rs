//! Calls: begun, answered, controlled, their bit rates; and the callbacks about them.

use std::ffi::c_void;

use jackfield_toxav::error::ControlError;
use jackfield_toxav::event::Control;
use jackfield_toxav::network::Network;

use crate::border::ToxAV;
use crate::callbacks::{CallFn, Callback, NumberFn};
use crate::functions::{ask_locked, register};
use crate::instance::{Instance, now};

/// Call a friend, with bit rates in kbit/s.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_call(
    av: *mut ToxAV,
    friend: u32,
    audio: u32,
    video: u32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| instance.engine().call(now(), friend, audio, video);
    // SAFETY: by contract.
    unsafe { ask_locked(av, error, body) }
}

/// Answer a friend, with bit rates in kbit/s.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_answer(
    av: *mut ToxAV,
    friend: u32,
    audio: u32,
    video: u32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| instance.engine().answer(now(), friend, audio, video);
    // SAFETY: by contract.
    unsafe { ask_locked(av, error, body) }
}

/// Pause, resume, mute, hide, hang up.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_call_control(
    av: *mut ToxAV,
    friend: u32,
    control: i32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| match Control::try_from(control) {
        Ok(control) => instance.engine().control(now(), friend, control),
        Err(_) => Err(no_control(instance, friend)),
    };
    // SAFETY: by contract.
    unsafe { ask_locked(av, error, body) }
}

/// Why what is no control does nothing: as for the others, the friend is looked at first.
fn no_control(instance: &Instance, friend: u32) -> ControlError {
    if !instance.tox().knows(friend) {
        ControlError::FriendNotFound
    } else if instance.engine().metrics(friend).is_none() {
        ControlError::FriendNotInCall
    } else {
        ControlError::InvalidTransition
    }
}

/// Change the bit rate of audio, in kbit/s.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_audio_set_bit_rate(
    av: *mut ToxAV,
    friend: u32,
    kbps: u32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| instance.engine().set_audio_bit_rate(now(), friend, kbps);
    // SAFETY: by contract.
    unsafe { ask_locked(av, error, body) }
}

/// Change the bit rate of video, in kbit/s.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_video_set_bit_rate(
    av: *mut ToxAV,
    friend: u32,
    kbps: u32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| instance.engine().set_video_bit_rate(now(), friend, kbps);
    // SAFETY: by contract.
    unsafe { ask_locked(av, error, body) }
}

/// # Safety
/// `function` is null or of its type, and may be called with `data` where calls are iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_call(
    av: *mut ToxAV,
    function: Option<CallFn>,
    data: *mut c_void,
) {
    register(av, |all| all.call = Callback::new(function, data));
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_call_state(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    register(av, |all| all.call_state = Callback::new(function, data));
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_audio_bit_rate(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    register(av, |all| all.audio_bit_rate = Callback::new(function, data));
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_video_bit_rate(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    register(av, |all| all.video_bit_rate = Callback::new(function, data));
}
