//! How much of a WebSocket client's a session takes, so that one client cannot keep everybody
//! else's audio waiting.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::WebSocketConfig;

/// What was taken lately.
#[derive(Debug)]
pub(super) struct Budget {
    /// What one message takes of the time.
    message: Duration,
    /// What one byte takes of it.
    byte: Duration,
    /// So much of it may be taken at once.
    burst: Duration,
    messages: Bucket,
    bytes: Bucket,
}

/// When all that was taken would have come at the rate that is let through.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    busy_until: Timestamp,
}

impl Budget {
    pub(super) fn new(config: &WebSocketConfig) -> Self {
        let second = Duration::from_secs(1);
        Self {
            message: second / config.messages_per_second,
            byte: second / config.bytes_per_second,
            burst: config.burst,
            messages: Bucket::default(),
            bytes: Bucket::default(),
        }
    }

    /// Whether another message may come now.
    pub(super) fn take_message(&mut self, now: Timestamp) -> bool {
        self.messages.take(now, self.message, self.burst)
    }

    /// Whether so many bytes may come now.
    pub(super) fn take_bytes(&mut self, now: Timestamp, count: usize) -> bool {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.bytes
            .take(now, self.byte.saturating_mul(count), self.burst)
    }
}

impl Bucket {
    pub(super) fn take(&mut self, now: Timestamp, cost: Duration, burst: Duration) -> bool {
        let busy_until = self.busy_until.max(now).saturating_add(cost);
        let is_taken = busy_until.since(now) <= burst;
        if is_taken {
            self.busy_until = busy_until;
        }
        is_taken
    }
}

#[cfg(test)]
mod tests;
