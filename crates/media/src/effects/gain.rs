//! Louder or quieter, by decibels.

use super::{Effect, Format};
use crate::error::MediaError;

/// The most that is taken for a loudness (dB): a whisper becomes a shout, noise a storm.
const MOST_DB: f32 = 60.0;
/// A change takes this long: no click, and nobody notices that it is not at once.
const RAMPS_PER_SECOND: u32 = 100;

/// Makes a stream louder or quieter by a number of decibels. What leaves -1.0 to 1.0 is clipped only
/// where it becomes 16 bits again.
#[derive(Debug)]
pub struct Gain {
    format: Format,
    decibels: f32,
    factor: f32,
    /// What the factor is on its way to, and in how many steps.
    wanted: f32,
    steps_left: u32,
}

impl Gain {
    /// From `f32::NEG_INFINITY` (silence) to 60 dB.
    pub fn new(format: Format, decibels: f32) -> Result<Self, MediaError> {
        let factor = factor(decibels)?;
        Ok(Self {
            format,
            decibels,
            factor,
            wanted: factor,
            steps_left: 0,
        })
    }

    /// What it was told last (dB).
    pub const fn decibels(&self) -> f32 {
        self.decibels
    }

    /// Go to another gain within 10 ms, on a straight line.
    pub fn set_decibels(&mut self, decibels: f32) -> Result<(), MediaError> {
        self.wanted = factor(decibels)?;
        self.decibels = decibels;
        self.steps_left = self.format.rate() / RAMPS_PER_SECOND;
        Ok(())
    }

    fn step(&mut self) {
        if self.steps_left == 0 {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most 1,920")]
        let part = (self.wanted - self.factor) / self.steps_left as f32;
        self.steps_left -= 1;
        self.factor = if self.steps_left == 0 {
            self.wanted
        } else {
            self.factor + part
        };
    }
}

impl Effect for Gain {
    fn process(&mut self, samples: &mut [f32]) {
        for frame in samples.chunks_mut(self.format.channels().count()) {
            self.step();
            for sample in frame {
                *sample *= self.factor;
            }
        }
    }

    fn reset(&mut self) {
        (self.factor, self.steps_left) = (self.wanted, 0);
    }
}

fn factor(decibels: f32) -> Result<f32, MediaError> {
    // No number is not in any range.
    if !(f32::NEG_INFINITY..=MOST_DB).contains(&decibels) {
        return Err(MediaError::LocalMisuse("decibels above 60, or no number"));
    }
    Ok(10_f32.powf(decibels / 20.0))
}

#[cfg(test)]
mod tests;
