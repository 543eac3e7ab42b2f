//! What is done to a voice on its way: louder, evened out, without noise, without echo.
//!
//! An [`Effect`] changes interleaved samples in place, frame by frame; a [`Chain`] holds some of them
//! and changes its mind while audio runs. Libraries want blocks of 10 ms at their own rates; callers
//! may have any frame length and rate: what is between is [`blocks`](self)' duty, and its delay is
//! reported by [`Effect::delay`].
//!
//! | effect | by | delay beside resampling |
//! | --- | --- | --- |
//! | [`Gain`] | itself | none |
//! | [`AutomaticGain`] | `sonora-agc2` (WebRTC's AGC2) | none |
//! | [`NoiseSuppression`] | `nnnoiseless` (`RNNoise`) | 10 ms |
//! | [`EchoCancellation`] | `sonora` (WebRTC's AEC3) | 5 ms above 16 kHz, 4 ms up to it |
//! | [`Custom`] | whoever calls | none |
//!
//! Nothing here allocates once it is made, but for what a longer frame than before needs; and the
//! echo canceller, whose library takes vectors for each block and gives them back.

mod agc;
mod blocks;
mod chain;
mod custom;
mod echo;
mod format;
mod gain;
mod noise;

use std::any::Any;

pub use agc::{AutomaticGain, AutomaticGainConfig};
pub use chain::{Chain, EffectId};
pub use custom::Custom;
pub use echo::{EchoCancellation, EchoReport};
pub use format::Format;
pub use gain::Gain;
pub use noise::NoiseSuppression;

/// Something that changes a stream of audio, made for one [`Format`].
pub trait Effect: Any + Send {
    /// Change the next samples of the stream, interleaved, -1.0 to 1.0, a frame of any length.
    fn process(&mut self, samples: &mut [f32]);

    /// Hear what the loudspeaker plays: what of it comes back by the microphone is echo. In the
    /// format of the stream.
    fn played(&mut self, samples: &[f32]) {
        let _ = samples;
    }

    /// Samples per channel by which what comes out lags behind what goes in, to within half a
    /// millisecond where it is resampled.
    fn delay(&self) -> usize {
        0
    }

    /// Forget what was heard; what comes next is the start of a stream.
    fn reset(&mut self) {}
}

#[cfg(test)]
mod tests;
