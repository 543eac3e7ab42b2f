//! What is done to a call's voices and pictures on their way: switches, off at first.
//!
//! The effects and filters themselves are those of [`jackfield_media`]. What is here keeps a chain of
//! them for each direction of a call as it is wanted: made with the first frame that needs it, changed
//! without a click, given back when nothing is wanted any more.

mod looks;
mod reference;
mod speech;
mod voice;

use std::time::Duration;

use jackfield_media::MediaError;
use jackfield_media::effects::{Format, Gain};
use jackfield_media::opus::Channels;
use jackfield_media::video::{Blur, Brightness, Chain, Contrast, Grayscale, Mirror};

use crate::error::EffectsError;

pub(crate) use looks::Looks;
pub(crate) use reference::Reference;
pub(crate) use speech::Speech;
pub(crate) use voice::Voice;

/// The rate at which limits are asked for: they are the same at each.
const ANY_RATE: u32 = 48_000;

/// What is done to audio, in this order: echo, noise, loudness.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct AudioEffects {
    /// Take out of what we send what the friend said: what the program played, and a microphone heard
    /// again. Not for audio that is received.
    pub echo_cancellation: bool,
    /// Take out whatever is not speech.
    pub noise_suppression: bool,
    /// Bring speech to one loudness.
    pub automatic_gain: bool,
    /// Louder or quieter (dB): up to 60, minus infinity is silence, 0 leaves it as it is.
    pub gain_db: f32,
}

/// What is done to pictures that we send, in this order: mirror, brightness, contrast, blur, colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VideoEffects {
    /// Exchange left and right.
    pub mirror: bool,
    /// Lighter or darker, in steps of luma: -219, black, to 219, white; 0 leaves it as it is.
    pub brightness: i16,
    /// Light and dark further apart or closer together: 0, grey, to 10; 1 leaves it as it is.
    pub contrast: f32,
    /// The mean of so many pixels to each side: 0, as it is, to 100.
    pub blur: u32,
    /// Without colours.
    pub grayscale: bool,
}

/// How effects work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EffectsConfig {
    /// Of what the program was given to play, so much waits to be compared with what it says. Over it the
    /// oldest is dropped, and counted.
    pub echo_reference: Duration,
}

/// All that is wanted in a call.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Wanted {
    pub(crate) sent_audio: AudioEffects,
    pub(crate) received_audio: AudioEffects,
    pub(crate) sent_video: VideoEffects,
}

impl Default for VideoEffects {
    /// None.
    fn default() -> Self {
        Self {
            mirror: false,
            brightness: 0,
            contrast: 1.0,
            blur: 0,
            grayscale: false,
        }
    }
}

impl Default for EffectsConfig {
    fn default() -> Self {
        Self {
            echo_reference: Duration::from_millis(500),
        }
    }
}

impl AudioEffects {
    /// Whether what we send can be so changed; the field that cannot.
    pub fn validate_sent(&self) -> Result<(), EffectsError> {
        let format = Format::new(ANY_RATE, Channels::Mono);
        let gain = format.and_then(|format| Gain::new(format, self.gain_db));
        gain.map(drop).map_err(|_| EffectsError::Gain)
    }

    /// Whether what is received can be so changed; the field that cannot.
    pub fn validate_received(&self) -> Result<(), EffectsError> {
        if self.echo_cancellation {
            return Err(EffectsError::EchoCancellation);
        }
        self.validate_sent()
    }

    /// Whether audio stays as it is.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl VideoEffects {
    /// Whether pictures can be so changed; the field that cannot.
    pub fn validate(&self) -> Result<(), EffectsError> {
        Brightness::new(self.brightness).map_err(|_| EffectsError::Brightness)?;
        Contrast::new(self.contrast).map_err(|_| EffectsError::Contrast)?;
        Blur::new(self.blur).map_err(|_| EffectsError::Blur)?;
        Ok(())
    }

    /// Put what is wanted behind the filters of a chain.
    pub fn add_to(&self, filters: &mut Chain) -> Result<(), MediaError> {
        let none = Self::default();
        if self.mirror {
            filters.push(Box::new(Mirror));
        }
        if self.brightness != none.brightness {
            filters.push(Box::new(Brightness::new(self.brightness)?));
        }
        if self.contrast.to_bits() != none.contrast.to_bits() {
            filters.push(Box::new(Contrast::new(self.contrast)?));
        }
        if self.blur != none.blur {
            filters.push(Box::new(Blur::new(self.blur)?));
        }
        if self.grayscale {
            filters.push(Box::new(Grayscale));
        }
        Ok(())
    }
}

/// Channels and rate as effects want them; `None` for what no effect, and no codec, takes.
fn format_of(channels: u8, rate: u32) -> Option<Format> {
    let channels = match channels {
        1 => Channels::Mono,
        2 => Channels::Stereo,
        _ => return None,
    };
    Format::new(rate, channels).ok()
}

#[cfg(test)]
mod tests;
