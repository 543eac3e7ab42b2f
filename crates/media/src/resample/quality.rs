//! How much trouble a conversion takes.

use rubato::{
    Async, Fft, FixedAsync, FixedSync, PolynomialDegree, ResamplerConstructionError,
    SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

use super::engine::Engine;
use super::{scale, step_frames, to_len};
use crate::error::MediaError;

/// More filters than this (40 kB) are interpolated instead of stored.
const MAX_EXACT_PHASES: u32 = 320;
/// [`Quality::Blocks`] takes the least of these that the rates allow.
const BLOCKS_PER_SECOND: u32 = 50;
/// Rates whose shortest block is longer than this (samples) are converted as by [`Quality::Standard`].
const LONGEST_BLOCK: u32 = 8_192;

/// How much trouble a conversion takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Quality {
    /// Straight lines between samples: for ears that expect a telephone. Going up leaves images of
    /// the voice above it (30 dB below), going down folds back what the lower rate cannot hold.
    Linear,
    /// Half the filter of [`Quality::Standard`]: half its delay, passes 70 % of the band.
    Fast,
    /// Passes 85 % of the lower rate's band and stops 90 dB beyond.
    #[default]
    Standard,
    /// Twice the filter: twice the delay, passes 92 % of the band.
    High,
    /// In blocks of 20 ms or a little more, by FFT: cheapest of those that keep the band, for files and
    /// whatever else nobody waits for.
    Blocks,
}

impl Quality {
    /// What converts; its steps are of as many samples as it takes.
    pub(super) fn engine(self, from: u32, to: u32, channels: usize) -> Result<Engine, MediaError> {
        let made = match self {
            Self::Linear => {
                let (ratio, fixed) = (ratio(from, to), FixedAsync::Input);
                let (degree, step) = (PolynomialDegree::Linear, step_frames(from));
                Async::new_poly(ratio, 1.0, degree, step, channels, fixed).map(Engine::at_once)
            }
            Self::Fast => sinc(32, from, to, channels),
            Self::Standard => sinc(64, from, to, channels),
            Self::High => sinc(128, from, to, channels),
            Self::Blocks if from / greatest_common_divisor(from, to) > LONGEST_BLOCK => {
                sinc(64, from, to, channels)
            }
            Self::Blocks => {
                let (block, fixed) = (to_len(from / BLOCKS_PER_SECOND), FixedSync::Both);
                Fft::new(to_len(from), to_len(to), block, channels, fixed).map(Engine::in_blocks)
            }
        };
        made.map_err(|_| MediaError::LocalMisuse("no resampler for these rates"))
    }
}

/// By a filter of so many samples of the lower rate; the delay is half of it.
fn sinc(
    taps: u32,
    from: u32,
    to: u32,
    channels: usize,
) -> Result<Engine, ResamplerConstructionError> {
    let (parameters, step) = (parameters(from, to, taps), step_frames(from));
    let fixed = FixedAsync::Input;
    Async::new_sinc(ratio(from, to), 1.0, &parameters, step, channels, fixed).map(Engine::at_once)
}

fn ratio(from: u32, to: u32) -> f64 {
    f64::from(to) / f64::from(from)
}

fn parameters(from: u32, to: u32, taps: u32) -> SincInterpolationParameters {
    // The filter runs on input samples: going down it is longer by the ratio.
    let taps = scale(to_len(taps), to.min(from), from);
    // Hann², the best of seven at this length: the steepest that still stops 90 dB.
    let parameters = SincInterpolationParameters::new(taps, WindowFunction::Hann2);
    let phases = to / greatest_common_divisor(from, to);
    if phases <= MAX_EXACT_PHASES {
        parameters
            .oversampling_factor(to_len(phases))
            .interpolation(SincInterpolationType::Nearest)
    } else {
        parameters
    }
}

const fn greatest_common_divisor(left: u32, right: u32) -> u32 {
    if right == 0 {
        left
    } else {
        greatest_common_divisor(right, left % right)
    }
}

#[cfg(test)]
mod tests;
