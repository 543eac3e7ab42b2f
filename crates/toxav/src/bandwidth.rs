//! Packet 196: what came and what did not, told to who sent it.
//!
//! The packet, how often it is sent and believed, and from which loss on it matters are those of
//! libtoxcore. Two things are counted that it leaves out: audio that is lost, and frames of which
//! nothing came; and of a broken frame only what came counts as received. So the share of what is lost
//! is what was lost.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// The id of the Tox packet.
pub const PACKET_ID: u8 = 196;
/// Bytes of a report.
pub const REPORT_LEN: usize = 9;

/// Between two reports, and between two that are believed.
const INTERVAL: Duration = Duration::from_millis(950);
/// A report is about more than so many packets or frames.
const MIN_EVENTS: u32 = 30;

/// What a friend says about what we sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Bytes that did not come, in the last second or more.
    pub lost: u32,
    /// Bytes that did.
    pub received: u32,
}

/// What is to be reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// Packets of audio, frames of video.
    pub events: u32,
    /// Bytes that came.
    pub received: usize,
    /// Bytes that did not.
    pub lost: usize,
}

/// Both sides of one call's reports.
#[derive(Debug, Clone)]
pub struct Controller {
    lost: u32,
    received: u32,
    events: u32,
    reported_at: Timestamp,
    believed_at: Option<Timestamp>,
    stats: ControllerStats,
}

/// Counters of a controller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ControllerStats {
    /// Reports sent.
    pub sent: u64,
    /// Reports believed.
    pub believed: u64,
    /// Reports that came too soon after the one before.
    pub too_soon: u64,
    /// Packets that are no report.
    pub malformed: u64,
}

impl Report {
    /// Which part was lost, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
    pub fn loss(self) -> f32 {
        let all = u64::from(self.lost) + u64::from(self.received);
        if all == 0 {
            return 0.0;
        }
        self.lost as f32 / all as f32
    }

    /// As it is sent.
    pub fn write(self) -> [u8; REPORT_LEN] {
        let [l0, l1, l2, l3] = self.lost.to_be_bytes();
        let [r0, r1, r2, r3] = self.received.to_be_bytes();
        [PACKET_ID, l0, l1, l2, l3, r0, r1, r2, r3]
    }

    /// Reads a packet, its Tox id included.
    pub fn parse(packet: &[u8]) -> Option<Self> {
        let [id, l0, l1, l2, l3, r0, r1, r2, r3] = *packet else {
            return None;
        };
        (id == PACKET_ID).then_some(Self {
            lost: u32::from_be_bytes([l0, l1, l2, l3]),
            received: u32::from_be_bytes([r0, r1, r2, r3]),
        })
    }
}

impl Controller {
    /// A call begins.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            lost: 0,
            received: 0,
            events: 0,
            reported_at: now,
            believed_at: None,
            stats: ControllerStats {
                sent: 0,
                believed: 0,
                too_soon: 0,
                malformed: 0,
            },
        }
    }

    /// Something came, or is known not to come.
    pub fn note(&mut self, arrivals: Arrivals) {
        self.events = self.events.saturating_add(arrivals.events);
        self.received = self.received.saturating_add(clamped(arrivals.received));
        self.lost = self.lost.saturating_add(clamped(arrivals.lost));
    }

    /// The packet to send now, if it is time to say that something was lost. What is counted as lost
    /// until it comes, which is audio, is asked for by `late` when there is a report.
    pub fn poll_report(
        &mut self,
        now: Timestamp,
        late: impl FnOnce() -> usize,
    ) -> Option<[u8; REPORT_LEN]> {
        if self.events <= MIN_EVENTS || now.since(self.reported_at) <= INTERVAL {
            return None;
        }
        let report = Report {
            lost: self.lost.saturating_add(clamped(late())),
            received: self.received,
        };
        (self.lost, self.received, self.events) = (0, 0, 0);
        self.reported_at = now;
        if report.lost == 0 {
            return None;
        }
        self.stats.sent += 1;
        Some(report.write())
    }

    /// Takes a packet of the friend; gives what it reports, if that is to be believed.
    pub fn receive(&mut self, now: Timestamp, packet: &[u8]) -> Option<Report> {
        let Some(report) = Report::parse(packet) else {
            self.stats.malformed += 1;
            return None;
        };
        let is_too_soon = |at: Timestamp| now.since(at) < INTERVAL;
        if self.believed_at.is_some_and(is_too_soon) {
            self.stats.too_soon += 1;
            return None;
        }
        self.stats.believed += 1;
        self.believed_at = Some(now);
        (report.lost != 0).then_some(report)
    }

    /// Counters.
    pub const fn stats(&self) -> ControllerStats {
        self.stats
    }
}

fn clamped(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
