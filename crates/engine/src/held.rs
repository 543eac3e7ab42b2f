//! The host's audio that waits for play-out: counted by its line, told to the host as it goes.

use std::time::Duration;

use crate::SessionId;
use crate::directory::Shared;
use crate::host::Host;
use crate::hub::{EventKind, Notice};

/// What a line holds of the host's audio.
#[derive(Debug, Default)]
pub(crate) struct Held(Duration);

impl Held {
    /// Audio came from the host.
    pub(crate) fn add(&mut self, audio: Duration) {
        self.0 += audio;
    }

    /// Tells the host what of its audio is gone, now that only so much is `queued`.
    pub(crate) fn settle(&mut self, queued: Duration, id: SessionId, shared: &Shared, host: &Host) {
        let played = self.0.saturating_sub(queued);
        self.0 -= played;
        shared.release(played);
        // Also without anything played: the host may have been refused just before a clear.
        if shared.take_room(host.config.playout_limit) {
            host.hub.post(Notice::new(id, EventKind::Room));
        }
        if !played.is_zero() && self.0.is_zero() && shared.queued().is_zero() {
            host.hub.post(Notice::new(id, EventKind::Drained));
        }
    }
}

#[cfg(test)]
mod tests;
