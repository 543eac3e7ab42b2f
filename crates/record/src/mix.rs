//! The sum of several lanes, on one time line.

use std::collections::VecDeque;

/// From here on loudness is pressed together: −2.5 dBFS.
const KNEE: f32 = 24_576.0;
const FULL: f32 = 32_767.0;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Mix {
    /// Place of the first sample that was not taken yet.
    from: u64,
    sums: VecDeque<i32>,
}

impl Mix {
    /// Where it has got to.
    pub(crate) fn from(&self) -> u64 {
        self.from
    }

    /// Adds samples at a place; what was taken before is past.
    pub(crate) fn add(&mut self, at: u64, samples: &[i16]) {
        let past = usize::try_from(self.from.saturating_sub(at)).unwrap_or(usize::MAX);
        let start = usize::try_from(at.saturating_sub(self.from)).unwrap_or(usize::MAX);
        let samples = samples.get(past..).unwrap_or_default();
        let end = start.saturating_add(samples.len());
        if self.sums.len() < end {
            self.sums.resize(end, 0);
        }
        for (sum, sample) in self.sums.range_mut(start..end).zip(samples) {
            *sum = sum.saturating_add(i32::from(*sample));
        }
    }

    /// Takes everything before a place.
    pub(crate) fn take(&mut self, until: u64) -> Vec<i16> {
        let count = usize::try_from(until.saturating_sub(self.from)).unwrap_or(usize::MAX);
        self.from = self.from.max(until);
        let known = count.min(self.sums.len());
        let mut taken: Vec<i16> = self.sums.drain(..known).map(limited).collect();
        taken.resize(count, 0);
        taken
    }
}

/// Nothing is changed but what is very loud, and nothing clips.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the result is within 16 bits"
)]
fn limited(sum: i32) -> i16 {
    let loudness = sum.unsigned_abs() as f32;
    if loudness <= KNEE {
        return sum as i16;
    }
    let room = FULL - KNEE;
    let pressed = KNEE + room * (1.0 - (-(loudness - KNEE) / room).exp());
    (pressed * sum.signum() as f32) as i16
}

#[cfg(test)]
mod tests;
