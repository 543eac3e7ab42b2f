//! Limits of data channels.

use jackfield_webrtc::DataConfig;

use super::check;
use crate::EngineError;

/// The least that an event needs.
const SMALLEST_MESSAGE: usize = 1_024;

/// What one data channel may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageConfig {
    /// Bytes of one message, either way.
    pub max_message: usize,
    /// Bytes to a peer that it has not confirmed, and bytes from it that the host has not fetched.
    pub queue: usize,
    /// Taken of a peer, in bytes per second; twice as much may come at once.
    pub input_rate: usize,
    /// Messages taken of a peer per second; twice as many may come at once.
    pub input_messages: u32,
}

impl Default for MessageConfig {
    fn default() -> Self {
        Self {
            max_message: 64 * 1024,
            queue: 256 * 1024,
            input_rate: 256 * 1024,
            input_messages: 100,
        }
    }
}

impl MessageConfig {
    pub(super) fn validate(&self) -> Result<(), EngineError> {
        let least = || format!("at least {SMALLEST_MESSAGE}");
        let is_message = self.max_message >= SMALLEST_MESSAGE;
        check("message_max_bytes", is_message, least)?;
        check(
            "message_queue_bytes",
            self.queue >= self.max_message,
            || "at least message_max_bytes".into(),
        )?;
        let is_rate = self.input_rate >= SMALLEST_MESSAGE;
        check("message_input_bytes_per_s", is_rate, least)?;
        check("messages_per_s", self.input_messages > 0, || {
            "at least 1".into()
        })
    }

    /// For a session; only one that we offer opens a channel.
    pub(crate) fn session(&self, offers_channel: bool) -> DataConfig {
        DataConfig {
            offers_channel,
            max_message: u32::try_from(self.max_message).unwrap_or(u32::MAX),
            send_buffer: self.queue,
            input_rate: u32::try_from(self.input_rate).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests;
