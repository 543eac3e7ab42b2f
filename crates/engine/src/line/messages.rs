//! What a line's data channel carries, both ways.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MessageRefused, Session};

use crate::SessionId;
use crate::directory::Shared;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::metrics::Counter;

use super::budget::Bucket;

/// So much more may come at once.
const BURST: Duration = Duration::from_secs(2);

/// What waits, and what came lately.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// Bytes of the host's that the peer has not confirmed.
    waiting: usize,
    /// All that were handed to the session.
    sent: u64,
    received: Bucket,
}

impl Messages {
    /// Sends a message of the host, for which it has taken room. Answers how many bytes will be confirmed
    /// when the peer has it; `None` when it cannot be sent.
    pub(super) fn send(
        &mut self,
        now: Timestamp,
        data: &[u8],
        session: &mut Session,
        shared: &Shared,
        host: &Host,
    ) -> Option<u64> {
        let counter = match session.send_message(now, data) {
            Ok(()) => {
                self.waiting += data.len();
                self.sent += data.len() as u64;
                Counter::MessagesSent
            }
            Err(MessageRefused::NoChannel) => Counter::MessagesUnsentClosed,
            Err(MessageRefused::NoRoom) => Counter::MessagesUnsentTooLarge,
        };
        let is_sent = counter == Counter::MessagesSent;
        if !is_sent {
            shared.release_message(data.len());
        }
        host.metrics.increment(counter);
        is_sent.then_some(self.sent)
    }

    /// Bytes that the peer has confirmed.
    pub(super) fn confirmed(&self) -> u64 {
        self.sent - self.waiting as u64
    }

    /// Hands a message of the peer to the host.
    pub(super) fn receive(&mut self, now: Timestamp, id: SessionId, data: Vec<u8>, host: &Host) {
        let limits = &host.config.messages;
        let cost = Duration::from_secs(1) / limits.input_messages.max(1);
        let counter = if !self.received.take(now, cost, BURST) {
            Counter::MessagesDroppedFlood
        } else if host.hub.post_message(id, data, limits.queue) {
            Counter::MessagesReceived
        } else {
            Counter::MessagesDroppedHost
        };
        host.metrics.increment(counter);
    }

    /// The channel opened or closed.
    pub(super) fn note_channel(is_open: bool, id: SessionId, shared: &Shared, host: &Host) {
        shared.set_channel(is_open);
        let notice = Notice::new(id, EventKind::Channel);
        host.hub.post(notice.value(f64::from(u8::from(is_open))));
    }

    /// Gives the host the room back that the peer has confirmed.
    pub(super) fn settle(&mut self, session: &mut Session, shared: &Shared) {
        if self.waiting > 0 {
            let left = session.unconfirmed().min(self.waiting);
            shared.release_message(self.waiting - left);
            self.waiting = left;
        }
    }
}
