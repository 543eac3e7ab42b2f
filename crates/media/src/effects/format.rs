//! Rate and channels of a stream.

use crate::error::MediaError;
use crate::opus::Channels;

/// Rates that are taken.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
/// What libraries take at once.
const BLOCKS_PER_SECOND: u32 = 100;

/// Rate and channels of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    rate: u32,
    channels: Channels,
}

impl Format {
    /// Samples per second, 8,000 to 192,000, and how many channels are interleaved.
    pub fn new(rate: u32, channels: Channels) -> Result<Self, MediaError> {
        if !RATES.contains(&rate) {
            return Err(MediaError::LocalMisuse("sample rate out of range"));
        }
        Ok(Self { rate, channels })
    }

    /// Samples per second and channel.
    pub const fn rate(self) -> u32 {
        self.rate
    }

    /// How many channels are interleaved.
    pub const fn channels(self) -> Channels {
        self.channels
    }

    /// The same channels at another rate.
    pub(super) const fn at(self, rate: u32) -> Self {
        Self { rate, ..self }
    }

    /// Samples of all channels in 10 ms, rounded down.
    pub(super) const fn block_len(self) -> usize {
        (self.rate / BLOCKS_PER_SECOND) as usize * self.channels.count()
    }
}

#[cfg(test)]
mod tests;
