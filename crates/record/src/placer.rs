//! One packet after the other without overlap, and silence where nothing is.
//!
//! Packets that follow each other are not torn apart because a clock drifts by some milliseconds. When
//! they are a frame's half off where they belong, the next quiet packet is the place to correct that, and
//! a little later any packet is: silence before it, or it is left out.

use crate::shelf::Held;
use crate::time_line::{FRAME, GRAIN};

/// From here on a quiet moment is used to correct the place: 10 ms.
const TOLERANCE: i64 = 480;
/// From here on any moment is: 15 ms, so that it never becomes a frame.
const LIMIT: i64 = 720;
/// Two corrections are this far apart, 500 ms, so that a change of the network's delay is not heard as
/// one long stutter.
const CORRECTION_INTERVAL: u64 = 25 * FRAME;
/// Being off by as much as this, 200 ms, is worse than that.
const HASTE: i64 = 10 * FRAME.cast_signed();
/// What is missing for longer than this is no loss but a pause: 120 ms.
const LONGEST_LOSS: u64 = 6 * FRAME;

/// A stretch of the time line; each begins where the one before ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// What was said, from this place on.
    Packet(u64, Held),
    /// Nothing, for so many samples: a multiple of 2.5 ms.
    Gap {
        /// From where.
        at: u64,
        /// How long.
        samples: u64,
        /// Something was said there that did not come.
        is_loss: bool,
    },
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Placer {
    /// Where the time line has got to.
    written: u64,
    /// What follows the last packet without a gap.
    next_ticks: Option<u64>,
    /// Until where the last correction is enough.
    next_correction: u64,
}

impl Placer {
    /// Begins at a place.
    pub(crate) fn new(written: u64) -> Self {
        Self {
            written,
            next_ticks: None,
            next_correction: 0,
        }
    }

    /// Where the time line has got to.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// What comes next begins a stream of its own.
    pub(crate) fn restart(&mut self) {
        self.next_ticks = None;
    }

    /// Places a packet that belongs at `place`; false when it is left out, as the time line is past
    /// it.
    pub(crate) fn put(
        &mut self,
        place: i64,
        held: Held,
        is_quiet: bool,
        out: &mut Vec<Piece>,
    ) -> bool {
        let samples = u64::from(held.samples);
        let follows = self.next_ticks == Some(held.ticks);
        let error = place.saturating_sub(self.written.cast_signed());
        let missing = self.missing(error, &held, follows, is_quiet);
        let gap_ticks = self.next_ticks.map(|next| held.ticks.saturating_sub(next));
        if follows || missing.is_some() {
            self.next_ticks = Some(held.ticks.saturating_add(samples));
        }
        if follows && missing != Some(0) {
            self.next_correction = self.written + CORRECTION_INTERVAL;
        }
        let Some(missing) = missing else {
            return false;
        };
        let is_loss = gap_ticks.is_some_and(|ticks| ticks > 0 && ticks <= LONGEST_LOSS);
        self.gap(missing, is_loss, out);
        out.push(Piece::Packet(self.written, held));
        self.written = self.written.saturating_add(samples);
        true
    }

    /// Silence up to a place, as far as whole frames go.
    pub(crate) fn fill(&mut self, until: i64, out: &mut Vec<Piece>) {
        let missing = until.saturating_sub(self.written.cast_signed());
        let frames = missing - missing.rem_euclid(FRAME.cast_signed());
        self.gap(frames, false, out);
    }

    /// Silence up to a place at least.
    pub(crate) fn fill_beyond(&mut self, until: i64, out: &mut Vec<Piece>) {
        let missing = until.saturating_sub(self.written.cast_signed()).max(0);
        let grains = missing.cast_unsigned().div_ceil(GRAIN);
        self.gap((grains * GRAIN).cast_signed(), false, out);
    }

    /// How much silence goes before a packet that is so far off; `None` when it is left out.
    fn missing(&self, error: i64, held: &Held, follows: bool, is_quiet: bool) -> Option<i64> {
        let limit = if is_quiet { TOLERANCE } else { LIMIT };
        // Half of a long packet at most is missing where one is left out.
        let late_limit = limit.max(i64::from(held.samples) / 2);
        if !follows {
            return (error > -late_limit).then_some(error.max(0));
        }
        if self.written < self.next_correction && error.abs() < HASTE {
            return Some(0);
        }
        if error <= -late_limit {
            None
        } else if error >= limit {
            Some(error.min(HASTE))
        } else {
            Some(0)
        }
    }

    fn gap(&mut self, missing: i64, is_loss: bool, out: &mut Vec<Piece>) {
        let samples = u64::try_from(missing).unwrap_or(0);
        let samples = samples - samples % GRAIN;
        if samples > 0 {
            out.push(Piece::Gap {
                at: self.written,
                samples,
                is_loss,
            });
            self.written = self.written.saturating_add(samples);
        }
    }
}

#[cfg(test)]
mod tests;
