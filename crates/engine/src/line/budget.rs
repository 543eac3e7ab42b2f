//! How much of a WebSocket client's a session takes, so that one client cannot keep everybody
//! else's audio waiting.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// What one message takes of the time: 1000 a second are let through, where 2.5 ms of audio each
/// would make 400.
const MESSAGE: Duration = Duration::from_millis(1);
/// What one byte takes: a megabyte a second, five times the highest rate in stereo.
const BYTE: Duration = Duration::from_micros(1);
/// So much more may come at once: what a network has held back for some seconds.
const BURST: Duration = Duration::from_secs(2);

/// What was taken lately.
#[derive(Debug, Default)]
pub(super) struct Budget {
    messages: Bucket,
    bytes: Bucket,
}

/// When all that was taken would have come at the rate that is let through.
#[derive(Debug, Default)]
struct Bucket {
    busy_until: Timestamp,
}

impl Budget {
    /// Whether another message may come now.
    pub(super) fn take_message(&mut self, now: Timestamp) -> bool {
        self.messages.take(now, MESSAGE)
    }

    /// Whether so many bytes may come now.
    pub(super) fn take_bytes(&mut self, now: Timestamp, count: usize) -> bool {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.bytes.take(now, BYTE.saturating_mul(count))
    }
}

impl Bucket {
    fn take(&mut self, now: Timestamp, cost: Duration) -> bool {
        self.busy_until = self.busy_until.max(now).saturating_add(cost);
        self.busy_until.since(now) <= BURST
    }
}

#[cfg(test)]
mod tests;
