//! The beat of a call: 20 ms, while there is something to hear.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::Metrics;
use crate::config::FRAME;
use crate::membership::Tick;
use crate::metrics::Counter;

use super::phase::{Phase, Rhythm, moved};

/// Begun this long after its time, a tick is late.
const LATE: Duration = Duration::from_millis(5);
/// Ticks missed by more than this are not caught up with: listeners have filled the gap by then.
const MAX_CATCH_UP: Duration = Duration::from_millis(60);
/// From what wakes a call until its first tick: the next frames come as regularly as this allows.
const LEAD: Duration = Duration::from_millis(4);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct CallClock {
    first: Option<Timestamp>,
    next: Option<Timestamp>,
    number: u64,
    phase: Phase,
}

impl CallClock {
    /// When the next tick is due; `None` while the call sleeps.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// Something is there to be heard.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        if self.next.is_none() {
            self.next = Some(now + LEAD);
            // Nobody takes the tick after a pause for the one that follows the last.
            self.number += 1;
        }
    }

    /// Nothing is there to be heard.
    pub(crate) fn sleep(&mut self) {
        self.next = None;
        self.phase.stay();
    }

    /// Begins the tick that is due.
    pub(crate) fn tick(&mut self, now: Timestamp, metrics: &Metrics) -> Tick {
        let due = self.next.unwrap_or(now);
        let late = now.since(due);
        let missed = if late > MAX_CATCH_UP {
            u32::try_from(late.as_nanos() / FRAME.as_nanos()).unwrap_or(u32::MAX)
        } else {
            0
        };
        metrics.add(Counter::MixTicks, u64::from(missed) + 1);
        metrics.add(
            Counter::MixTicksLate,
            u64::from(missed) + u64::from(late > LATE),
        );
        let at = due + FRAME * missed;
        self.number += u64::from(missed) + 1;
        let first = *self.first.get_or_insert(at);
        // The audio moves with its ticks: each goes on where the one before ended.
        let by = self.phase.step();
        self.first = Some(moved(first, by));
        self.next = Some(moved(at + FRAME, by));
        Tick {
            number: self.number,
            media_time: at.since(first),
        }
    }

    /// Looks, now and then, whether another time within the 20 ms would be better for those whose
    /// rhythms these are.
    pub(super) fn align(&mut self, tick: Tick, rhythms: impl Iterator<Item = Rhythm>) {
        if let Some(due) = self.next
            && self.phase.is_due(tick.number)
        {
            self.phase.look(due, tick.number, rhythms);
        }
    }
}

impl Tick {
    /// As RTP time of a stream that began with the call.
    #[expect(clippy::cast_possible_truncation, reason = "RTP time wraps")]
    pub(crate) fn rtp_time(self) -> u32 {
        (self.media_time.as_nanos() * 6 / 125_000) as u32
    }

    /// As the host is told.
    pub(crate) fn media_nanos(self) -> u64 {
        u64::try_from(self.media_time.as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests;
