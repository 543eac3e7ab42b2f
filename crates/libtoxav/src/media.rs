//! Frames sent, and the callbacks that receive them.

use std::ffi::c_void;

use crate::border::{ToxAV, slice};
use crate::callbacks::{AudioFn, Callback, VideoFn};
use crate::functions::{ask, register};
use crate::instance::{Instance, now};
use crate::planes::Planes;

/// The longest frame per channel: 60 ms at 48 kHz, twice.
const MAX_SAMPLES: usize = 5760;
const MAX_CHANNELS: u8 = 2;

/// The samples of a frame, no more of them than any frame can have: what claims to be longer is
/// never looked at, and refused by its length.
///
/// # Safety
/// `pcm` is null or points to `samples * channels` samples.
unsafe fn samples_of<'a>(pcm: *const i16, samples: usize, channels: u8) -> &'a [i16] {
    let plausible = samples <= MAX_SAMPLES && (1..=MAX_CHANNELS).contains(&channels);
    if pcm.is_null() || (plausible && samples > 0) {
        // SAFETY: null, or by contract this long.
        unsafe { slice(pcm, samples.saturating_mul(usize::from(channels))) }
    } else {
        &[0]
    }
}

/// # Safety
/// `pcm` is null or points to `samples * channels` samples; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_audio_send_frame(
    av: *mut ToxAV,
    friend: u32,
    pcm: *const i16,
    samples: usize,
    channels: u8,
    rate: u32,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| {
        // SAFETY: by contract.
        let frame = unsafe { samples_of(pcm, samples, channels) };
        instance
            .engine()
            .send_audio(now(), friend, frame, samples, channels, rate)
    };
    // SAFETY: by contract.
    unsafe { ask(av, error, body) }
}

/// # Safety
/// Each plane is null or as large as toxav.h says; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_video_send_frame(
    av: *mut ToxAV,
    friend: u32,
    width: u16,
    height: u16,
    y: *const u8,
    u: *const u8,
    v: *const u8,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| {
        // SAFETY: by contract.
        let planes = unsafe { Planes::new(width, height, y, u, v) };
        instance
            .engine()
            .send_video(now(), friend, planes.picture())
    };
    // SAFETY: by contract.
    unsafe { ask(av, error, body) }
}

/// # Safety
/// `function` is null or of its type, and may be called with `data` where audio is iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_audio_receive_frame(
    av: *mut ToxAV,
    function: Option<AudioFn>,
    data: *mut c_void,
) {
    register(av, |all| all.audio_frame = Callback::new(function, data));
}

/// # Safety
/// `function` is null or of its type, and may be called with `data` where video is iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_callback_video_receive_frame(
    av: *mut ToxAV,
    function: Option<VideoFn>,
    data: *mut c_void,
) {
    register(av, |all| all.video_frame = Callback::new(function, data));
}
