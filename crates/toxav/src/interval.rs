//! How long a program may wait before it iterates again.

use std::time::Duration;

/// So many iterations are a mean.
const MEASURED: u32 = 3;
/// Kept free besides (as in the reference).
const RESERVE: Duration = Duration::from_millis(5);

/// The time between two iterations of one medium: that of a frame, less what an iteration takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    frame_time: Duration,
    spent: Duration,
    count: u32,
    average: Duration,
}

impl Interval {
    /// Frames are this long until one has come.
    pub(crate) const fn new(frame_time: Duration) -> Self {
        Self {
            frame_time,
            spent: Duration::ZERO,
            count: 0,
            average: RESERVE,
        }
    }

    /// A frame was this long.
    pub(crate) fn note_frame(&mut self, time: Duration) {
        self.frame_time = time;
    }

    /// An iteration took so long.
    pub(crate) fn note_iteration(&mut self, took: Duration) {
        self.spent += took;
        self.count += 1;
        if self.count == MEASURED {
            self.average = self.spent / MEASURED + RESERVE;
            self.spent = Duration::ZERO;
            self.count = 0;
        }
    }

    /// What is left of a frame's time.
    pub(crate) fn remaining(&self) -> Duration {
        self.frame_time.saturating_sub(self.average)
    }
}

#[cfg(test)]
mod tests;
