//! What only `jackfield_tox.h` has, of calls.

use std::mem::MaybeUninit;
use std::ptr;

use arbitrary::{Result, Unstructured};
use jackfield_toxav_c::border::ToxAV;
use jackfield_toxav_c::effects::{
    jackfield_tox_set_received_audio_effects, jackfield_tox_set_sent_audio_effects,
    jackfield_tox_set_sent_video_effects,
};
use jackfield_toxav_c::extras::{
    jackfield_tox_get_call_metrics, jackfield_tox_set_ring_timeout,
    jackfield_tox_video_request_key_frame, jackfield_tox_video_send_encoded,
    jackfield_tox_video_wants_key_frame,
};

use super::functions::{Run, friend, number};

/// As the header has it.
#[repr(C)]
#[allow(dead_code, reason = "read as C does, by its address")]
pub(super) struct AudioEffects {
    gain_db: f32,
    automatic_gain: bool,
    noise_suppression: bool,
    echo_cancellation: bool,
}

/// As the header has it.
#[repr(C)]
#[allow(dead_code, reason = "read as C does, by its address")]
pub(super) struct VideoEffects {
    contrast: f32,
    brightness: i16,
    blur: u16,
    grayscale: bool,
    mirror: bool,
}

impl AudioEffects {
    fn any(script: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self {
            gain_db: number_of(script, 20.0)?,
            automatic_gain: script.arbitrary()?,
            noise_suppression: script.arbitrary()?,
            echo_cancellation: script.arbitrary()?,
        })
    }
}

impl VideoEffects {
    pub(super) fn any(script: &mut Unstructured<'_>) -> Result<Self> {
        let is_wild = script.arbitrary::<u8>()? == 0xff;
        Ok(Self {
            contrast: number_of(script, 5.0)?,
            brightness: if is_wild {
                script.arbitrary()?
            } else {
                script.arbitrary::<i8>()?.into()
            },
            blur: if is_wild {
                script.arbitrary()?
            } else {
                u16::from(script.arbitrary::<u8>()? % 8)
            },
            grayscale: script.arbitrary()?,
            mirror: script.arbitrary()?,
        })
    }
}

/// Something up to so much, or any number, those that are none included.
fn number_of(script: &mut Unstructured<'_>, usual: f32) -> Result<f32> {
    Ok(match script.arbitrary::<u8>()? {
        0xff => script.arbitrary()?,
        any => f32::from(any) / 254.0 * usual,
    })
}

/// Where C would find it, or nowhere.
pub(super) fn place_of<T>(script: &mut Unstructured<'_>, it: &T) -> Result<*const T> {
    let is_null = script.arbitrary::<u8>()? == 0xff;
    Ok(if is_null { ptr::null() } else { it })
}

impl Run<'_> {
    pub(super) fn extras(&mut self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let lives = self.program.tox_of(av).is_some();
        match script.arbitrary::<u8>()? % 8 {
            0 => self.metrics(av, friend, is_told),
            1 => jackfield_tox_set_ring_timeout(av, number(script)?),
            2 => self.send_encoded(script, (av, friend), is_told)?,
            3 => assert!(lives || !jackfield_tox_video_wants_key_frame(av, friend)),
            4 => jackfield_tox_video_request_key_frame(av, friend),
            5 => self.audio_effects(script, (av, friend), is_told)?,
            6 => self.video_effects(script, (av, friend), is_told)?,
            _ => self.process(script, is_told)?,
        }
        Ok(())
    }

    fn metrics(&self, av: *const ToxAV, friend: u32, is_told: bool) {
        let mut metrics = MaybeUninit::uninit();
        let place = if is_told {
            metrics.as_mut_ptr()
        } else {
            ptr::null_mut()
        };
        // SAFETY: null or ours.
        let found = unsafe { jackfield_tox_get_call_metrics(av, friend, place) };
        assert!(self.program.tox_of(av).is_some() || !found);
    }

    fn send_encoded(
        &self,
        script: &mut Unstructured<'_>,
        (av, friend): (*mut ToxAV, u32),
        is_told: bool,
    ) -> Result<()> {
        let len = usize::from(script.arbitrary::<u16>()?);
        let frame = script.bytes(len.min(script.len()))?;
        self.ask(av, is_told, (7, 2), |error| {
            // SAFETY: as long as said; null or ours.
            unsafe {
                jackfield_tox_video_send_encoded(av, friend, frame.as_ptr(), frame.len(), error)
            }
        });
        Ok(())
    }

    fn audio_effects(
        &self,
        script: &mut Unstructured<'_>,
        (av, friend): (*mut ToxAV, u32),
        is_told: bool,
    ) -> Result<()> {
        let set = if script.arbitrary()? {
            jackfield_tox_set_sent_audio_effects
        } else {
            jackfield_tox_set_received_audio_effects
        };
        let effects = AudioEffects::any(script)?;
        let effects = place_of(script, &effects)?.cast();
        // SAFETY: null or of the header's type; null or ours.
        self.ask(av, is_told, (8, 2), |error| unsafe {
            set(av, friend, effects, error)
        });
        Ok(())
    }

    fn video_effects(
        &self,
        script: &mut Unstructured<'_>,
        (av, friend): (*mut ToxAV, u32),
        is_told: bool,
    ) -> Result<()> {
        let effects = VideoEffects::any(script)?;
        let effects = place_of(script, &effects)?.cast();
        // SAFETY: null or of the header's type; null or ours.
        self.ask(av, is_told, (8, 2), |error| unsafe {
            jackfield_tox_set_sent_video_effects(av, friend, effects, error)
        });
        Ok(())
    }
}
