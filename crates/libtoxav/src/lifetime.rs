//! Instances: made, iterated, killed.

use std::sync::Arc;
use std::time::Duration;

use crate::border::{ToxAV, answer, guarded};
use crate::hooks::HOOKS;
use crate::instance::{Instance, milliseconds, now};
use crate::registry::{self, with};
use crate::tox::{Core, Tox};

/// `Toxav_Err_New`.
#[repr(i32)]
enum NewError {
    Null = 1,
    Malloc = 2,
    Multiple = 3,
}

/// What the intervals are while there is nothing to do, in milliseconds.
const IDLE_MS: u32 = 200;

fn create(tox: *mut Tox) -> Result<*mut ToxAV, NewError> {
    if tox.is_null() {
        return Err(NewError::Null);
    }
    let av = registry::new_handle();
    let instance = Arc::new(Instance::new(Core::new(tox, av, HOOKS), av));
    let _locked = instance.tox().lock();
    if instance.tox().is_hooked() || !registry::insert(av, Arc::clone(&instance)) {
        return Err(NewError::Multiple);
    }
    instance.tox().hook();
    Ok(av)
}

/// A `ToxAV` for a Tox that has none.
///
/// # Safety
/// As toxav.h has it: `tox` is null or lives until the instance is killed; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toxav_new(tox: *mut Tox, error: *mut i32) -> *mut ToxAV {
    let created = guarded(Err(NewError::Malloc), || create(tox));
    let av = *created.as_ref().unwrap_or(&std::ptr::null_mut());
    // SAFETY: by contract.
    unsafe { answer(error, created.map(drop).map_err(|reason| reason as i32)) };
    av
}

/// End all calls and the instance; what is no instance is left alone.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_kill(av: *mut ToxAV) {
    guarded((), || {
        if let Some(instance) = registry::remove(av) {
            let _locked = instance.tox().lock();
            instance.engine().kill(now());
            instance.tox().unhook();
        }
    });
}

/// The Tox of an instance; null for what is none.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_get_tox(av: *const ToxAV) -> *mut Tox {
    with(av, std::ptr::null_mut(), |instance| {
        instance.tox().pointer()
    })
}

fn audio_interval(instance: &Instance) -> u32 {
    interval(instance.engine().next_audio(now()))
}

fn video_interval(instance: &Instance) -> u32 {
    interval(instance.engine().next_video(now()))
}

fn interval(next: Option<Duration>) -> u32 {
    next.map_or(IDLE_MS, |duration| milliseconds(duration).min(IDLE_MS))
}

/// When to iterate next, in milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_iteration_interval(av: *const ToxAV) -> u32 {
    with(av, IDLE_MS, |instance| {
        audio_interval(instance).min(video_interval(instance))
    })
}

/// When to iterate audio next, in milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_audio_iteration_interval(av: *const ToxAV) -> u32 {
    with(av, IDLE_MS, |instance| audio_interval(instance))
}

/// When to iterate video next, in milliseconds.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_video_iteration_interval(av: *const ToxAV) -> u32 {
    with(av, IDLE_MS, |instance| video_interval(instance))
}

/// Hand over audio and pictures.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_iterate(av: *mut ToxAV) {
    with(av, (), |instance| {
        instance.keep_ringing_short();
        instance.deliver_audio();
        instance.deliver_video();
    });
}

/// Hand over audio.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_audio_iterate(av: *mut ToxAV) {
    with(av, (), |instance| {
        instance.keep_ringing_short();
        instance.deliver_audio();
    });
}

/// Hand over pictures.
#[unsafe(no_mangle)]
pub extern "C" fn toxav_video_iterate(av: *mut ToxAV) {
    with(av, (), |instance| instance.deliver_video());
}
