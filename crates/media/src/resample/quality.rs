//! How much trouble a conversion takes.

use rubato::{
    Async, FixedAsync, PolynomialDegree, SincInterpolationParameters, SincInterpolationType,
    WindowFunction,
};

use super::{scale, to_len};
use crate::error::MediaError;

/// More filters than this (40 kB) are interpolated instead of stored.
const MAX_EXACT_PHASES: u32 = 320;

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
}

impl Quality {
    /// Filter length in samples of the lower rate; the delay is half of it.
    const fn taps(self) -> Option<u32> {
        match self {
            Self::Linear => None,
            Self::Fast => Some(32),
            Self::Standard => Some(64),
            Self::High => Some(128),
        }
    }

    /// What converts steps of `step` samples per channel.
    pub(super) fn engine(
        self,
        from: u32,
        to: u32,
        channels: usize,
        step: usize,
    ) -> Result<Async<f32>, MediaError> {
        let (ratio, fixed) = (f64::from(to) / f64::from(from), FixedAsync::Input);
        let made = match self.taps() {
            None => Async::new_poly(ratio, 1.0, PolynomialDegree::Linear, step, channels, fixed),
            Some(taps) => {
                let parameters = parameters(from, to, taps);
                Async::new_sinc(ratio, 1.0, &parameters, step, channels, fixed)
            }
        };
        made.map_err(|_| MediaError::LocalMisuse("no resampler for these rates"))
    }
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
