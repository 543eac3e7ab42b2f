//! How audio is received: what can be set, and what came of it.

use std::time::Duration;

/// How audio is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiverConfig {
    /// The delay never grows beyond this, however much jitter there is.
    pub max_delay: Duration,
    /// How late audio may be before it is made up, and what no delay is taken for: what a program's
    /// loudspeaker has in hand.
    pub grace: Duration,
    /// Make up what is lost by a neural network: 0.4 ms of CPU per lost 20 ms.
    pub deep_concealment: bool,
}

impl Default for ReceiverConfig {
    fn default() -> Self {
        Self {
            max_delay: Duration::from_millis(400),
            grace: Duration::from_millis(20),
            deep_concealment: true,
        }
    }
}

/// What a receiver did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Packets of audio, late ones included, duplicates not.
    pub packets: u64,
    /// Packets that were here before.
    pub duplicates: u64,
    /// Packets that came too late to be played.
    pub late: u64,
    /// Packets that did not come.
    pub lost: u64,
    /// Payloads that are no audio.
    pub malformed: u64,
    /// Audio played from its own packets.
    pub received: Duration,
    /// Audio recovered from the packet after it.
    pub recovered: Duration,
    /// Audio made up for what was lost.
    pub concealed: Duration,
    /// How much later the last frame was played than it could have been.
    pub delay: Duration,
    /// What that is steered to.
    pub target_delay: Duration,
    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub jitter: Duration,
}

impl Stats {
    /// With those of a later stream.
    pub(super) fn and(self, later: Self) -> Self {
        Self {
            packets: self.packets + later.packets,
            duplicates: self.duplicates + later.duplicates,
            late: self.late + later.late,
            lost: self.lost + later.lost,
            malformed: self.malformed + later.malformed,
            received: self.received + later.received,
            recovered: self.recovered + later.recovered,
            concealed: self.concealed + later.concealed,
            delay: later.delay,
            target_delay: later.target_delay,
            jitter: later.jitter,
        }
    }
}

#[cfg(test)]
mod tests;
