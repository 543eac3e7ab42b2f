//! The real clock, as the machines want it.

use std::time::{Duration, Instant, SystemTime};

use jackfield_media::time::Timestamp;

/// Monotonic time since the engine started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    epoch: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self {
            epoch: Instant::now(),
        }
    }

    /// The instant of time zero.
    pub(crate) fn epoch(self) -> Instant {
        self.epoch
    }

    pub(crate) fn now(self) -> Timestamp {
        let since = self.epoch.elapsed().as_nanos();
        Timestamp::from_nanos(u64::try_from(since).unwrap_or(u64::MAX))
    }

    /// Monotonic and wall clock together: kernel stamps are of the latter.
    pub(super) fn reading(self) -> Reading {
        Reading {
            now: self.now(),
            wall: SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default(),
        }
    }
}

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) now: Timestamp,
    wall: Duration,
}

impl Reading {
    /// When a datagram with this kernel stamp arrived; now when it has none or the wall clock was
    /// set meanwhile.
    pub(super) fn arrival(&self, stamp: Option<Duration>) -> Timestamp {
        let age = stamp.and_then(|stamp| self.wall.checked_sub(stamp));
        self.now.saturating_sub(age.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
