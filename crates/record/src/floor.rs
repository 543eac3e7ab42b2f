//! The least of some values over the last while: what the network adds to a delay goes away, what
//! clocks and routes change slowly stays.

use std::collections::VecDeque;
use std::time::Duration;

use jackfield_media::time::Timestamp;

/// How many stretches are remembered.
const STRETCHES: u64 = 6;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Floor {
    stretch: u64,
    /// Number and least value of each stretch, the oldest first.
    least: VecDeque<(u64, i64)>,
}

impl Floor {
    /// Looks back over `window`.
    pub(crate) fn new(window: Duration) -> Self {
        let nanos = u64::try_from(window.as_nanos()).unwrap_or(u64::MAX);
        Self {
            stretch: (nanos / STRETCHES).max(1),
            least: VecDeque::new(),
        }
    }

    pub(crate) fn note(&mut self, at: Timestamp, value: i64) {
        let number = at.as_nanos() / self.stretch;
        match self.least.back_mut() {
            // What arrived out of order counts for the stretch that is open.
            Some((newest, least)) if *newest >= number => *least = value.min(*least),
            _ => self.least.push_back((number, value)),
        }
        let newest = self.least.back().map_or(number, |(newest, _)| *newest);
        self.least
            .retain(|(stretch, _)| stretch + STRETCHES > newest);
    }

    /// `None` before the first value.
    pub(crate) fn value(&self) -> Option<i64> {
        self.least.iter().map(|(_, least)| *least).min()
    }
}

#[cfg(test)]
mod tests;
