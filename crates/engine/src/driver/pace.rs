//! How often a thread looks at its sockets.
//!
//! Forwarding gains nothing from batches: the sleep in between costs as much as the wake-ups that
//! it saves, and every echo waits for it. Decoding does.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// What comes within this time is one batch: for the kernel, for the machines and for the host,
/// whose every wake-up costs as much as a frame or two.
const INTERVAL: Duration = Duration::from_millis(1);

/// Lets a thread rest between two looks that found something to decode. What comes alone, after a
/// rest, waits for nothing.
#[derive(Debug, Default)]
pub(super) struct Pace {
    looked: Option<Timestamp>,
}

impl Pace {
    /// The thread looked at this time, and found something to decode or nothing of the kind.
    pub(super) fn look(&mut self, at: Timestamp, decoding: bool) {
        self.looked = decoding.then_some(at);
    }

    /// How long it is to rest before it looks again.
    pub(super) fn rest(&self, now: Timestamp) -> Duration {
        self.looked.map_or(Duration::ZERO, |looked| {
            INTERVAL.saturating_sub(now.since(looked))
        })
    }
}

#[cfg(test)]
mod tests;
