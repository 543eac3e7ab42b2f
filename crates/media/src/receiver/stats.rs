//! What a receiver counts.

use std::time::Duration;

use super::{Frame, FrameKind};
use crate::jitter::JitterBuffer;
use crate::time::Timestamp;

/// What a receiver did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiverStats {
    /// Packets received, late ones included, duplicates not.
    pub packets: u64,
    /// Packets that were here before.
    pub duplicates: u64,
    /// Packets that came too late to be played.
    pub late: u64,
    /// Packets that did not come. Falls when one comes after all.
    pub lost: u64,
    /// Payloads that break their format, or that the decoder refused.
    pub malformed: u64,
    /// How often the peer's stream began anew.
    pub restarts: u64,
    /// Audio played from its own packets.
    pub received: Duration,
    /// Audio recovered from RED.
    pub redundant: Duration,
    /// Audio recovered from in-band FEC.
    pub fec: Duration,
    /// Audio made up for what was lost.
    pub concealed: Duration,
    /// Silence played where the peer sent nothing.
    pub silence: Duration,
    /// Audio played twice to make the delay longer.
    pub inserted: Duration,
    /// Audio left out to make the delay shorter.
    pub removed: Duration,
    /// How much later the last frame was played than it could have been.
    pub buffer_delay: Duration,
    /// What the delay is steered to.
    pub target_delay: Duration,
    /// Mean of the delay over all frames but silence.
    pub mean_buffer_delay: Duration,
    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub jitter: Duration,
}

/// The counters that the jitter buffer does not keep.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meter {
    pub(super) malformed: u64,
    pub(super) undecodable: u64,
    pub(super) inserted: Duration,
    pub(super) removed: Duration,
    pub(super) target: Duration,
    received: Duration,
    redundant: Duration,
    fec: Duration,
    concealed: Duration,
    silence: Duration,
    delay: Duration,
    delay_sum: Duration,
    frames: u32,
}

impl ReceiverStats {
    /// Audio that was lost and came back from redundancy.
    pub fn recovered(&self) -> Duration {
        self.redundant + self.fec
    }
}

impl Meter {
    /// Some audio was queued.
    pub(super) fn count(&mut self, kind: FrameKind, audio: Duration) {
        let counter = match kind {
            FrameKind::Received => &mut self.received,
            FrameKind::Redundant => &mut self.redundant,
            FrameKind::Fec => &mut self.fec,
            FrameKind::Concealed => &mut self.concealed,
            FrameKind::Silence => &mut self.silence,
        };
        *counter += audio;
    }

    /// A frame was played that could have come at `earliest`.
    pub(super) fn played(&mut self, frame: &Frame, now: Timestamp, earliest: Timestamp) {
        self.delay = now.since(earliest);
        if frame.kind != FrameKind::Silence && self.frames < u32::MAX {
            self.delay_sum += self.delay;
            self.frames += 1;
        }
    }

    pub(super) fn stats(&self, buffer: &JitterBuffer) -> ReceiverStats {
        let arrived = buffer.stats();
        ReceiverStats {
            packets: arrived.packets,
            duplicates: arrived.duplicates,
            late: arrived.late,
            lost: arrived.lost,
            malformed: self.malformed + self.undecodable,
            restarts: arrived.restarts,
            received: self.received,
            redundant: self.redundant,
            fec: self.fec,
            concealed: self.concealed,
            silence: self.silence,
            inserted: self.inserted,
            removed: self.removed,
            buffer_delay: self.delay,
            target_delay: self.target,
            mean_buffer_delay: self.delay_sum / self.frames.max(1),
            jitter: buffer.jitter(),
        }
    }
}

#[cfg(test)]
mod tests;
