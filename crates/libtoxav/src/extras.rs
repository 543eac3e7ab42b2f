//! `jackfield_tox.h`: what toxav.h has no functions for.

use std::ffi::c_void;
use std::time::Duration;

use jackfield_toxav::metrics::CallMetrics;

use crate::border::{ToxAV, slice};
use crate::callbacks::{Callback, EncodedFn, NumberFn};
use crate::functions::{ask, register};
use crate::instance::{Instance, now};
use crate::registry::with;

/// How well an answered call goes, as C has it.
#[repr(C)]
pub struct Metrics {
    audio_latency_us: u32,
    video_latency_us: u32,
    jitter_us: u32,
    packet_loss: f32,
    cpu_usage: f32,
    memory_usage: u64,
}

impl From<CallMetrics> for Metrics {
    fn from(metrics: CallMetrics) -> Self {
        Self {
            audio_latency_us: microseconds(metrics.audio_latency),
            video_latency_us: microseconds(metrics.video_latency),
            jitter_us: microseconds(metrics.jitter),
            packet_loss: metrics.packet_loss,
            cpu_usage: metrics.cpu_usage,
            memory_usage: metrics.memory_usage as u64,
        }
    }
}

fn microseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_micros()).unwrap_or(u32::MAX)
}

/// How well an answered call goes; false without one.
///
/// # Safety
/// `metrics` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_get_call_metrics(
    av: *const ToxAV,
    friend: u32,
    metrics: *mut Metrics,
) -> bool {
    with(av, false, |instance| {
        let Some(found) = instance.engine().metrics(friend) else {
            return false;
        };
        if !metrics.is_null() {
            // SAFETY: not null, so by contract the program's own.
            unsafe { metrics.write(found.into()) };
        }
        true
    })
}

/// Give up ringing after so many seconds; 0 is never.
#[unsafe(no_mangle)]
pub extern "C" fn jackfield_tox_set_ring_timeout(av: *mut ToxAV, seconds: u32) {
    with(av, (), |instance| {
        instance
            .engine()
            .set_ring_timeout_s((seconds != 0).then_some(seconds));
    });
}

/// Send a VP8 frame as it is.
///
/// # Safety
/// `frame` is null or points to `length` bytes; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_send_encoded(
    av: *mut ToxAV,
    friend: u32,
    frame: *const u8,
    length: usize,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance| {
        // SAFETY: by contract.
        let frame = unsafe { slice(frame, length) };
        instance.engine().forward_video(now(), friend, frame)
    };
    // SAFETY: by contract.
    unsafe { ask(av, error, body) }
}

/// Whether the friend waits for a key frame of what is sent encoded.
#[unsafe(no_mangle)]
pub extern "C" fn jackfield_tox_video_wants_key_frame(av: *mut ToxAV, friend: u32) -> bool {
    with(av, false, |instance| {
        instance.engine().wants_key_frame(now(), friend)
    })
}

/// Ask the friend for a key frame of what comes encoded.
#[unsafe(no_mangle)]
pub extern "C" fn jackfield_tox_video_request_key_frame(av: *mut ToxAV, friend: u32) {
    with(av, (), |instance| instance.engine().want_key_frame(friend));
}

/// Hand over VP8 as it came, instead of pictures.
///
/// # Safety
/// `function` is null or of its type, and may be called with `data` where video is iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_callback_video_receive_encoded(
    av: *mut ToxAV,
    function: Option<EncodedFn>,
    data: *mut c_void,
) {
    register(av, |all| all.encoded_frame = Callback::new(function, data));
}

/// Tell when a call becomes better or worse.
///
/// # Safety
/// `function` is null or of its type, and may be called with `data` where calls are iterated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_callback_call_quality(
    av: *mut ToxAV,
    function: Option<NumberFn>,
    data: *mut c_void,
) {
    register(av, |all| all.call_quality = Callback::new(function, data));
}
