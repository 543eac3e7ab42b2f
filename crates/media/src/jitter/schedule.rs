//! When the next frame is played.

use std::time::Duration;

use crate::time::Timestamp;

/// What one frame lasts where nobody asks for shorter ones.
pub(crate) const FRAME: Duration = Duration::from_millis(20);
/// How far a frame may be played from its beat, either way, in nanoseconds. Within this the delay
/// changes without touching the audio; what plays it out absorbs it. It is what one packet of
/// look-ahead takes on a network without jitter.
const MAX_STRAY: i64 = 17_000_000;
/// From here on, in nanoseconds, a change by a whole frame in a pause brings frames back to their
/// beat. More than half a frame, so that they do not stray as far to the other side.
const LAZY_STRAY: i64 = 16_500_000;
/// Frames are brought forward by this much each, in nanoseconds, so that whoever plays them gets
/// rid of what piles up. They are put off at once: a late packet is worse.
const FORWARD_STEP: i64 = 1_000_000;

/// What the audio needs, as moving the frames does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// A frame more than was received: the delay grows.
    Insertion(Urgency),
    /// A frame less than was received: the delay shrinks.
    Removal(Urgency),
}

/// Where a change is welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// In a pause only.
    Lazy,
    /// In speech too, if no pause comes soon: frames stray as far as they may.
    Urgent,
}

impl Need {
    /// Whether to go on as before is no option.
    pub(crate) const fn is_urgent(self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Insertion(urgency) | Self::Removal(urgency) => !matches!(urgency, Urgency::Lazy),
        }
    }
}

/// A beat of one frame on our own clock, and how far frames stray from it.
///
/// Whoever listens plays 20 ms of audio in 20 ms, so that the number of frames is bound to the time
/// that passes; only their phase is free, a little.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlayoutSchedule {
    frame: Duration,
    beat: Timestamp,
    stray: i64,
    /// The least stray of the present frame.
    floor: i64,
}

impl PlayoutSchedule {
    /// Frames of this length, the first of which is played at this time.
    pub(crate) const fn starting_at(beat: Timestamp, frame: Duration) -> Self {
        Self {
            frame,
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

    /// Frames that were due long ago will not be played: the next is the first again.
    pub(crate) fn catch_up(&mut self, now: Timestamp) {
        if self.due() + self.frame < now {
            *self = Self::starting_at(now, self.frame);
        }
    }

    /// Move the next frame towards the time it should be played at.
    pub(crate) fn steer(&mut self, wanted: Timestamp) -> Need {
        let ahead = i64::try_from(wanted.since(self.beat).as_nanos()).unwrap_or(i64::MAX);
        let behind = i64::try_from(self.beat.since(wanted).as_nanos()).unwrap_or(i64::MAX);
        let wanted = ahead - behind;
        self.stray = wanted.clamp(-MAX_STRAY, MAX_STRAY).max(self.floor);
        let urgency = if wanted.abs() > MAX_STRAY {
            Urgency::Urgent
        } else {
            Urgency::Lazy
        };
        if wanted > LAZY_STRAY {
            Need::Insertion(urgency)
        } else if wanted < -LAZY_STRAY {
            Need::Removal(urgency)
        } else {
            Need::Nothing
        }
    }

    /// A frame was played: on to the next.
    pub(crate) fn advance(&mut self) {
        self.beat += self.frame;
        self.floor = self.stray - FORWARD_STEP;
    }
}

#[cfg(test)]
mod tests;
