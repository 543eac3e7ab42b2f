//! What the engine needs of Tox.

use std::time::Duration;

use crate::error::SendError;

/// The Tox packet id of signalling, which is lossless.
pub const SIGNALLING_ID: u8 = 69;
/// The Tox packet id of audio.
pub const AUDIO_ID: u8 = 192;
/// The Tox packet id of video.
pub const VIDEO_ID: u8 = 193;
/// The Tox packet id of bandwidth reports.
pub const BANDWIDTH_ID: u8 = 196;

/// Friends and their packets. None of these functions is called with a lock held that a packet, a
/// connection's change or an API call of another medium needs, so each may wait for Tox.
pub trait Network: Send + Sync {
    /// Send a packet that arrives, in order; its first byte is the Tox packet id.
    fn send_lossless(&self, friend: u32, packet: &[u8]) -> Result<(), SendError>;

    /// Send a packet that may be lost; its first byte is the Tox packet id.
    fn send_lossy(&self, friend: u32, packet: &[u8]) -> Result<(), SendError>;

    /// Whether there is such a friend.
    fn knows(&self, friend: u32) -> bool;

    /// Whether the friend is connected.
    fn is_online(&self, friend: u32) -> bool;

    /// Processor time of the calling thread, for metrics.
    fn cpu_time(&self) -> Duration {
        Duration::ZERO
    }

    /// From now on media packets of this friend (192, 193, 196) are wanted, or are not.
    fn receive_media(&self, friend: u32, receives: bool);
}

#[cfg(test)]
mod tests;
