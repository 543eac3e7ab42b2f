//! The data channel of a session: one, by its label.
//!
//! All that a peer sends comes through one association, whose memory is bounded by its receive
//! window. What is bounded here is how often it wakes us, and for what.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use str0m::channel::{ChannelData, ChannelId};

use super::Session;
use crate::config::DataConfig;
use crate::types::Event;

/// Of the only channel that is used, whoever opens it.
pub(super) const LABEL: &str = "events";
/// What a datagram costs besides its bytes: the least that can be in one makes as much work as some
/// hundred bytes.
const DATAGRAM_COST: u32 = 100;
/// So much more may come at once: what a network has held back.
const BURST: Duration = Duration::from_secs(2);

/// Why a message does not go to the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageRefused {
    /// There is no channel, or it is not open (any more).
    NoChannel,
    /// The peer takes none as large, or too much waits.
    NoRoom,
}

/// See the module.
#[derive(Debug)]
pub(super) struct DataChannel {
    max_message: usize,
    byte_cost: Duration,
    /// When all that was taken would have come at the rate that is let through.
    busy_until: Timestamp,
    /// Offered by us, and not open yet.
    expected: Option<ChannelId>,
    open: Option<ChannelId>,
}

impl DataChannel {
    pub(super) fn new(config: &DataConfig) -> Self {
        Self {
            max_message: usize::try_from(config.max_message).unwrap_or(usize::MAX),
            byte_cost: Duration::from_secs(1) / config.input_rate.max(1),
            busy_until: Timestamp::ZERO,
            expected: None,
            open: None,
        }
    }

    pub(super) fn expect(&mut self, channel: Option<ChannelId>) {
        self.expected = channel;
    }

    /// Whether a datagram may come now; those that carry no data always may.
    pub(super) fn takes(&mut self, now: Timestamp, datagram: &[u8]) -> bool {
        // DTLS records, by the first byte (RFC 7983 §7).
        if !matches!(datagram.first(), Some(20..=63)) {
            return true;
        }
        let bytes = u32::try_from(datagram.len()).unwrap_or(u32::MAX);
        let cost = self
            .byte_cost
            .saturating_mul(bytes.saturating_add(DATAGRAM_COST));
        let busy_until = self.busy_until.max(now).saturating_add(cost);
        let takes = busy_until.since(now) <= BURST;
        if takes {
            self.busy_until = busy_until;
        }
        takes
    }
}

impl Session {
    /// Whether there is a channel to send messages on.
    pub fn has_channel(&self) -> bool {
        self.data.open.is_some()
    }

    /// Queues a message for the peer, whole.
    pub fn send_message(&mut self, now: Timestamp, data: &[u8]) -> Result<(), MessageRefused> {
        self.advance(now);
        let open = self.data.open.ok_or(MessageRefused::NoChannel)?;
        let mut channel = self.rtc.channel(open).ok_or(MessageRefused::NoChannel)?;
        match channel.write(true, data) {
            Ok(true) => Ok(()),
            // Also what is larger than the peer takes.
            Ok(false) | Err(_) => Err(MessageRefused::NoRoom),
        }
    }

    /// Bytes of messages that the peer has not confirmed.
    pub fn unconfirmed(&mut self) -> usize {
        let open = self.data.open;
        let channel = open.and_then(|open| self.rtc.channel(open));
        channel.map_or(0, |mut channel| channel.buffered_amount())
    }

    pub(super) fn channel_opened(&mut self, channel: ChannelId, label: &str) -> Event {
        let is_taken = match self.data.expected {
            Some(expected) => expected == channel,
            None => label == LABEL,
        };
        if is_taken && self.data.open.is_none() {
            self.data.open = Some(channel);
            return Event::ChannelOpened;
        }
        self.rtc.direct_api().close_data_channel(channel);
        Event::ChannelRefused
    }

    pub(super) fn channel_closed(&mut self, channel: ChannelId) -> Option<Event> {
        if self.data.open != Some(channel) {
            return None;
        }
        self.data.open = None;
        self.data.expected = None;
        Some(Event::ChannelClosed)
    }

    pub(super) fn message(&self, message: ChannelData) -> Option<Event> {
        if self.data.open != Some(message.id) || message.data.len() > self.data.max_message {
            return None;
        }
        Some(Event::Message(message.data))
    }
}

#[cfg(test)]
mod tests;
