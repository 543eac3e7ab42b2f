//! Calls: begun, answered, controlled, their bit rates; and the callbacks about them.

use std::ffi::c_void;

use jackfield_toxav::error::{AnswerError, BitRateError, CallError, ControlError};
use jackfield_toxav::event::Control;
use jackfield_toxav::network::Network;

use crate::border::{ToxAV, answer};
use crate::callbacks::{CallFn, Callback, NumberFn};
use crate::instance::{Instance, now};
use crate::registry::with;

// A handle that leads nowhere has no friends; so nothing here needs another error than the header has.

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
    let result = with(av, Err(CallError::FriendNotFound), |instance| {
        let _locked = instance.tox().lock();
        instance.engine().call(now(), friend, audio, video)
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
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
    let result = with(av, Err(AnswerError::FriendNotFound), |instance| {
        let _locked = instance.tox().lock();
        instance.engine().answer(now(), friend, audio, video)
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
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
    let result = with(av, Err(ControlError::FriendNotFound), |instance| {
        let _locked = instance.tox().lock();
        match Control::try_from(control) {
            Ok(control) => instance.engine().control(now(), friend, control),
            Err(_) => Err(no_control(instance, friend)),
        }
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
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
    let result = with(av, Err(BitRateError::FriendNotFound), |instance| {
        let _locked = instance.tox().lock();
        instance.engine().set_audio_bit_rate(now(), friend, kbps)
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
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
    let result = with(av, Err(BitRateError::FriendNotFound), |instance| {
        let _locked = instance.tox().lock();
        instance.engine().set_video_bit_rate(now(), friend, kbps)
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
}

/// # Safety
/// `function` is null or of its type, and may be called with `data` where calls are iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_call(
    av: *mut ToxAV,
    function: Option<CallFn>,
    data: *mut c_void,
) {
    with(av, (), |instance| {
        instance.register(|all| all.call = Callback::new(function, data));
    });
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_call_state(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    with(av, (), |instance| {
        instance.register(|all| all.call_state = Callback::new(function, data));
    });
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_audio_bit_rate(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    with(av, (), |instance| {
        instance.register(|all| all.audio_bit_rate = Callback::new(function, data));
    });
}

/// # Safety
/// As for `toxav_callback_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_video_bit_rate(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    with(av, (), |instance| {
        instance.register(|all| all.video_bit_rate = Callback::new(function, data));
    });
}
