//! `jackfield_tox.h`: what is done to a call's audio and pictures.

use jackfield_toxav::effects::{AudioEffects, VideoEffects};
use jackfield_toxav::error::EffectsError;

use crate::border::ToxAV;
use crate::functions::ask;
use crate::instance::Instance;

/// Effects of audio, as C has them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Audio {
    gain_db: f32,
    automatic_gain: bool,
    noise_suppression: bool,
    echo_cancellation: bool,
}

/// Effects of pictures, as C has them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Video {
    contrast: f32,
    brightness: i16,
    blur: u16,
    grayscale: bool,
    mirror: bool,
}

impl From<Audio> for AudioEffects {
    fn from(effects: Audio) -> Self {
        Self {
            echo_cancellation: effects.echo_cancellation,
            noise_suppression: effects.noise_suppression,
            automatic_gain: effects.automatic_gain,
            gain_db: effects.gain_db,
        }
    }
}

impl From<Video> for VideoEffects {
    fn from(effects: Video) -> Self {
        Self {
            mirror: effects.mirror,
            brightness: effects.brightness,
            contrast: effects.contrast,
            blur: effects.blur.into(),
            grayscale: effects.grayscale,
        }
    }
}

/// Change what a friend is sent of our voice.
///
/// # Safety
/// `effects` is null or readable; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_set_sent_audio_effects(
    av: *mut ToxAV,
    friend: u32,
    effects: *const Audio,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance, effects: Audio| {
        let engine = instance.engine();
        engine.set_sent_audio_effects(friend, effects.into())
    };
    // SAFETY: by contract.
    unsafe { set(av, effects, error, body) }
}

/// Change what comes of a friend's voice.
///
/// # Safety
/// `effects` is null or readable; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_set_received_audio_effects(
    av: *mut ToxAV,
    friend: u32,
    effects: *const Audio,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance, effects: Audio| {
        let engine = instance.engine();
        engine.set_received_audio_effects(friend, effects.into())
    };
    // SAFETY: by contract.
    unsafe { set(av, effects, error, body) }
}

/// Change the pictures that a friend is sent.
///
/// # Safety
/// `effects` is null or readable; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_set_sent_video_effects(
    av: *mut ToxAV,
    friend: u32,
    effects: *const Video,
    error: *mut i32,
) -> bool {
    let body = |instance: &Instance, effects: Video| {
        let engine = instance.engine();
        engine.set_sent_video_effects(friend, effects.into())
    };
    // SAFETY: by contract.
    unsafe { set(av, effects, error, body) }
}

/// # Safety
/// `effects` is null or readable; `error` is null or writable.
unsafe fn set<T: Copy>(
    av: *const ToxAV,
    effects: *const T,
    error: *mut i32,
    set: impl FnOnce(&Instance, T) -> Result<(), EffectsError>,
) -> bool {
    let body = |instance: &Instance| {
        if effects.is_null() {
            return Err(EffectsError::Null);
        }
        // SAFETY: not null, so by contract the program's own.
        set(instance, unsafe { effects.read() })
    };
    // SAFETY: by contract.
    unsafe { ask(av, error, body) }
}
