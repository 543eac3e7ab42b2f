//! A clock that stands still until it is told to go on.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// The time of a simulation. It never goes back.
#[derive(Debug, Clone, Copy, Default)]
pub struct VirtualClock {
    now: Timestamp,
}

impl VirtualClock {
    /// A clock at the epoch.
    pub fn new() -> Self {
        Self::default()
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Let some time pass; returns the new time.
    pub fn advance(&mut self, duration: Duration) -> Timestamp {
        self.now += duration;
        self.now
    }

    /// Go on to `time`, or stay if that has passed; returns the new time.
    pub fn advance_to(&mut self, time: Timestamp) -> Timestamp {
        self.now = self.now.max(time);
        self.now
    }

    /// Go on to the earliest of some deadlines, but not past `end`. Returns false, at `end`, once no
    /// deadline is left before it.
    pub fn advance_to_next<I>(&mut self, deadlines: I, end: Timestamp) -> bool
    where
        I: IntoIterator<Item = Option<Timestamp>>,
    {
        let next = deadlines.into_iter().flatten().min();
        let due = next.filter(|deadline| *deadline < end);
        self.advance_to(due.unwrap_or(end));
        due.is_some()
    }
}

#[cfg(test)]
mod tests;
