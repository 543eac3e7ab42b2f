//! When the next frame is played.

use std::time::Duration;

use crate::time::Timestamp;

/// What one frame lasts.
pub(crate) const FRAME: Duration = Duration::from_millis(20);
/// How far a frame may be played from its beat, either way, in nanoseconds. Within this the delay
/// changes without touching the audio; what plays it out absorbs it. More than half a frame, so that
/// after a change by a whole frame there is room to the other side.
const MAX_STRAY: i64 = 15_000_000;
/// Frames are brought forward by this much each, in nanoseconds, so that whoever plays them gets
/// rid of what piles up. They are put off at once: a late packet is worse.
const FORWARD_STEP: i64 = 1_000_000;

/// What the audio needs when moving the frames does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// A frame more than was received: the delay grows.
    Insertion,
    /// A frame less than was received: the delay shrinks.
    Removal,
}

/// A beat of 20 ms on our own clock, and how far frames stray from it.
///
/// Whoever listens plays 20 ms of audio in 20 ms, so that the number of frames is bound to the time
/// that passes; only their phase is free, a little.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlayoutSchedule {
    beat: Timestamp,
    stray: i64,
    /// The least stray of the present frame.
    floor: i64,
}

impl PlayoutSchedule {
    /// The first frame is played at this time.
    pub(crate) const fn starting_at(beat: Timestamp) -> Self {
        Self {
            beat,
            stray: 0,
            floor: 0,
        }
    }

    /// When to play the next frame.
    pub(crate) fn due(&self) -> Timestamp {
        let stray = Duration::from_nanos(self.stray.unsigned_abs());
        if self.stray < 0 {
            self.beat.saturating_sub(stray)
        } else {
            self.beat + stray
        }
    }

    /// Move the next frame towards the time it should be played at.
    pub(crate) fn steer(&mut self, wanted: Timestamp) -> Need {
        let ahead = i64::try_from(wanted.since(self.beat).as_nanos()).unwrap_or(i64::MAX);
        let behind = i64::try_from(self.beat.since(wanted).as_nanos()).unwrap_or(i64::MAX);
        let wanted = ahead - behind;
        self.stray = wanted.clamp(-MAX_STRAY, MAX_STRAY).max(self.floor);
        if wanted > MAX_STRAY {
            Need::Insertion
        } else if wanted < -MAX_STRAY {
            Need::Removal
        } else {
            Need::Nothing
        }
    }

    /// A frame was played: on to the next.
    pub(crate) fn advance(&mut self) {
        self.beat += FRAME;
        self.floor = self.stray - FORWARD_STEP;
    }
}

#[cfg(test)]
mod tests;
