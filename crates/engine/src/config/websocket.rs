//! Limits of calls over WebSocket.

use std::time::Duration;

use jackfield_websocket::Limits;

use super::check;
use crate::{EngineConfig, EngineError};

/// The least that holds 20 ms at the highest rate, stereo.
const SMALLEST_MESSAGE: usize = 4_096;
/// What Tox carries of one.
const LARGEST_PICTURE: usize = 4 * 1024 * 1024;
const SHORTEST: Duration = Duration::from_millis(100);
/// Of 20 ms each.
const FEWEST_MESSAGES: u32 = 50;
/// A message's share of a second is kept in nanoseconds, and so is a byte's.
const MOST_MESSAGES: u32 = 1_000_000;
/// Telephone audio: 8 kHz, mono.
const FEWEST_BYTES: u32 = 16_000;
const MOST_BYTES: u32 = 100_000_000;

/// What one WebSocket may take, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebSocketConfig {
    /// Bytes of one message.
    pub max_message: usize,
    /// Bytes of one picture, and of those that wait for a peer that reads too slowly.
    pub max_picture: usize,
    /// Between two pings.
    pub ping_interval: Duration,
    /// From a ping until something comes.
    pub pong_timeout: Duration,
    /// Without a message; zero for ever.
    pub idle_timeout: Duration,
    /// Audio of a peer that waits after a burst; of more the oldest goes.
    pub input_limit: Duration,
    /// Audio that waits for a peer that reads too slowly; of more the oldest goes.
    pub output_limit: Duration,
    /// Without a byte sent although some wait.
    pub stall_timeout: Duration,
    /// Audio messages of one peer that are taken; 400 a second would be 2.5 ms each.
    pub messages_per_second: u32,
    /// Bytes of one peer that are taken; the highest rate in stereo has 192,000 a second.
    pub bytes_per_second: u32,
    /// What may come at once beyond that, as time at those rates: what a network held back.
    pub burst: Duration,
}

impl Default for WebSocketConfig {
    fn default() -> Self {
        Self {
            max_message: 64 * 1024,
            max_picture: 256 * 1024,
            ping_interval: Duration::from_secs(15),
            pong_timeout: Duration::from_secs(10),
            idle_timeout: Duration::ZERO,
            input_limit: Duration::from_millis(400),
            output_limit: Duration::from_millis(400),
            stall_timeout: Duration::from_secs(10),
            messages_per_second: 1000,
            bytes_per_second: 1_000_000,
            burst: Duration::from_secs(2),
        }
    }
}

impl WebSocketConfig {
    pub(super) fn validate(&self) -> Result<(), EngineError> {
        check(
            "websocket_max_message_bytes",
            self.max_message >= SMALLEST_MESSAGE,
            || format!("at least {SMALLEST_MESSAGE}"),
        )?;
        check(
            "websocket_max_picture_bytes",
            (SMALLEST_MESSAGE..=LARGEST_PICTURE).contains(&self.max_picture),
            || format!("{SMALLEST_MESSAGE} to {LARGEST_PICTURE}"),
        )?;
        for (field, time) in [
            ("websocket_ping_ms", self.ping_interval),
            ("websocket_pong_ms", self.pong_timeout),
            ("websocket_input_ms", self.input_limit),
            ("websocket_output_ms", self.output_limit),
            ("websocket_stall_ms", self.stall_timeout),
            ("websocket_burst_ms", self.burst),
        ] {
            check(field, time >= SHORTEST, || "at least 100 ms".into())?;
        }
        let (messages, bytes) = (self.messages_per_second, self.bytes_per_second);
        check(
            "websocket_messages_per_s",
            (FEWEST_MESSAGES..=MOST_MESSAGES).contains(&messages),
            || format!("{FEWEST_MESSAGES} to {MOST_MESSAGES}"),
        )?;
        check(
            "websocket_bytes_per_s",
            (FEWEST_BYTES..=MOST_BYTES).contains(&bytes),
            || format!("{FEWEST_BYTES} to {MOST_BYTES}"),
        )?;
        let idle = self.idle_timeout;
        check(
            "websocket_idle_ms",
            idle.is_zero() || idle >= SHORTEST,
            || "0, or at least 100 ms".into(),
        )
    }
}

impl EngineConfig {
    pub(crate) fn websocket_limits(&self) -> Limits {
        let websocket = &self.websocket;
        Limits {
            max_message: websocket.max_message,
            max_picture: websocket.max_picture,
            start_timeout: self.setup_timeout,
            ping_interval: websocket.ping_interval,
            pong_timeout: websocket.pong_timeout,
            idle_timeout: Some(websocket.idle_timeout).filter(|time| !time.is_zero()),
        }
    }
}

#[cfg(test)]
mod tests;
