//! One continuous outgoing stream from incoming streams that come, go and restart.

use std::time::Duration;

use super::{RtpTime, SequenceNumber, SequenceUnwrapper, Ssrc};
use crate::time::Timestamp;

/// A jump ahead of this many packets is a restart, not loss (`MAX_DROPOUT`, RFC 3550 §A.1).
const MAX_DROPOUT: i16 = 3_000;
/// A packet this far behind is no late one any more (`MAX_MISORDER`, RFC 3550 §A.1).
const MAX_MISORDER: i16 = 100;
/// A newer packet whose media time lies further back than this belongs to a restarted clock.
/// Events in the stream (RFC 4733) repeat older times, so a step back alone is no restart.
const MAX_STEP_BACK: Duration = Duration::from_secs(2);
/// Media time cannot outrun the wall clock; this much is forgiven for packets held up on the way.
const MAX_AHEAD: Duration = Duration::from_secs(10);
/// Media time between two sources is at least this long, so that their packets cannot overlap.
const MIN_SWITCH_STEP: Duration = Duration::from_millis(20);
/// Former sources whose late packets still find their place.
const REMEMBERED: usize = 3;

/// What a rewriter needs to know of an incoming packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// Who sent it.
    pub ssrc: Ssrc,
    /// Its number in that stream.
    pub sequence: SequenceNumber,
    /// Its time in that stream.
    pub rtp_time: RtpTime,
}

/// Where a packet belongs in the outgoing stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewritten {
    /// Number with its roll-overs; the wire carries the lower 16 bits.
    pub sequence: u64,
    /// Time on the outgoing stream's clock.
    pub rtp_time: RtpTime,
    /// First packet of another source, or of one that restarted.
    pub restarted: bool,
}

/// Gives packets of changing incoming streams a place in one outgoing stream.
///
/// Loss, reordering and duplicates of a source are passed on as they are. When the source changes
/// or restarts, numbers go on without a gap and time advances by what the wall clock says, so the
/// receiver sees one sender that paused. No number is ever given to two different packets: under
/// SRTP that would reveal both.
#[derive(Debug, Clone)]
pub struct StreamRewriter {
    clock_rate: u32,
    start: Rewritten,
    newest: Option<Newest>,
    current: Option<Source>,
    former: [Option<Source>; REMEMBERED],
}

/// The newest packet given out.
#[derive(Debug, Clone, Copy)]
struct Newest {
    at: Timestamp,
    out: Rewritten,
}

/// A stretch of one incoming stream during which its counters ran on.
#[derive(Debug, Clone, Copy)]
struct Source {
    ssrc: Ssrc,
    unwrapper: SequenceUnwrapper,
    /// Media time and arrival of the packet with the highest number.
    latest: (RtpTime, Timestamp),
    /// Outgoing number minus unwrapped incoming one.
    sequence_offset: i64,
    /// Outgoing time minus incoming one.
    time_offset: u32,
    /// The outgoing numbers that are this source's: lower ones belong to former sources, higher ones
    /// to later ones.
    first: u64,
    last: u64,
    /// What would follow a packet that was far behind: if it comes, the stream restarted.
    suspect: Option<SequenceNumber>,
}

impl StreamRewriter {
    /// A stream of `clock_rate` ticks per second that starts with these counters.
    pub fn new(clock_rate: u32, first_sequence: SequenceNumber, first_time: RtpTime) -> Self {
        Self {
            clock_rate,
            start: Rewritten {
                sequence: u64::from(first_sequence.0),
                rtp_time: first_time,
                restarted: true,
            },
            newest: None,
            current: None,
            former: [None; REMEMBERED],
        }
    }

    /// The place of a packet that arrived at `now`. `None` when it has none and must be dropped: it
    /// is older than what its source began with, or so far behind that only the next packet can
    /// tell whether the source restarted.
    pub fn rewrite(&mut self, now: Timestamp, packet: Incoming) -> Option<Rewritten> {
        let Some(current) = self.current.filter(|source| source.ssrc == packet.ssrc) else {
            return self
                .place_late(packet)
                .or_else(|| Some(self.switch(now, packet)));
        };
        let ahead = current.ahead(packet.sequence);
        if ahead >= MAX_DROPOUT {
            return self
                .place_late(packet)
                .or_else(|| Some(self.switch(now, packet)));
        }
        if ahead < -MAX_MISORDER {
            return self
                .place_late(packet)
                .or_else(|| self.confirm_restart(now, packet));
        }
        if ahead <= 0 {
            return current.place(packet).or_else(|| self.place_late(packet));
        }
        Some(self.place_newer(now, packet, current))
    }

    /// The next packet of the current source; a jump of its media time alone restarts that only.
    fn place_newer(&mut self, now: Timestamp, packet: Incoming, mut source: Source) -> Rewritten {
        let number = source.unwrapper.unwrap(packet.sequence);
        let sequence = number.saturating_add_signed(source.sequence_offset);
        if self.is_plausible(now, packet.rtp_time, source.latest) {
            source.latest = (packet.rtp_time, now);
            source.suspect = None;
            self.current = Some(source);
            let out = Rewritten {
                sequence,
                rtp_time: packet.rtp_time.advanced(source.time_offset),
                restarted: false,
            };
            return self.give_out(now, out);
        }
        self.begin(now, packet, sequence)
    }

    /// Whether a newer packet's media time can come from the clock of the one before.
    fn is_plausible(&self, now: Timestamp, time: RtpTime, latest: (RtpTime, Timestamp)) -> bool {
        let (latest_time, latest_at) = latest;
        let step = i64::from(time.distance_from(latest_time));
        let furthest = self.ticks(now.since(latest_at).saturating_add(MAX_AHEAD));
        step >= -self.ticks(MAX_STEP_BACK) && step <= furthest
    }

    /// A packet of a former source, or from before the current one restarted.
    fn place_late(&self, packet: Incoming) -> Option<Rewritten> {
        self.former
            .iter()
            .flatten()
            .filter(|source| source.ssrc == packet.ssrc)
            .find_map(|source| source.place(packet))
    }

    /// Two packets in a row tell a restart from a stray one (RFC 3550 §A.1).
    fn confirm_restart(&mut self, now: Timestamp, packet: Incoming) -> Option<Rewritten> {
        let suspect = self.current.as_ref().and_then(|source| source.suspect);
        if suspect == Some(packet.sequence) {
            return Some(self.switch(now, packet));
        }
        if let Some(current) = &mut self.current {
            current.suspect = Some(SequenceNumber(packet.sequence.0.wrapping_add(1)));
        }
        None
    }

    /// Go on with the next outgoing number.
    fn switch(&mut self, now: Timestamp, packet: Incoming) -> Rewritten {
        let sequence = self
            .newest
            .map_or(self.start.sequence, |newest| newest.out.sequence + 1);
        self.begin(now, packet, sequence)
    }

    /// Make `packet` the first of a new source whose numbers start at `sequence`.
    fn begin(&mut self, now: Timestamp, packet: Incoming, sequence: u64) -> Rewritten {
        let out = Rewritten {
            sequence,
            rtp_time: self.time_after_pause(now),
            restarted: true,
        };
        let mut unwrapper = SequenceUnwrapper::default();
        let number = unwrapper.unwrap(packet.sequence);
        let source = Source {
            ssrc: packet.ssrc,
            unwrapper,
            latest: (packet.rtp_time, now),
            sequence_offset: sequence.cast_signed().wrapping_sub(number.cast_signed()),
            time_offset: out.rtp_time.0.wrapping_sub(packet.rtp_time.0),
            first: if self.newest.is_some() { sequence } else { 0 },
            last: u64::MAX,
            suspect: None,
        };
        if let Some(mut former) = self.current.replace(source) {
            former.last = sequence.saturating_sub(1);
            self.former.rotate_right(1);
            let [first, ..] = &mut self.former;
            *first = Some(former);
        }
        self.give_out(now, out)
    }

    /// The outgoing time of now, by the wall clock.
    fn time_after_pause(&self, now: Timestamp) -> RtpTime {
        self.newest.map_or(self.start.rtp_time, |newest| {
            let pause = now.since(newest.at).max(MIN_SWITCH_STEP);
            newest.out.rtp_time.advanced(wrapped(self.ticks(pause)))
        })
    }

    fn give_out(&mut self, now: Timestamp, out: Rewritten) -> Rewritten {
        self.newest = Some(Newest { at: now, out });
        out
    }

    fn ticks(&self, duration: Duration) -> i64 {
        let ticks = duration.as_nanos() * u128::from(self.clock_rate) / 1_000_000_000;
        i64::try_from(ticks).unwrap_or(i64::MAX)
    }
}

impl Source {
    /// How far a packet is ahead of the newest one of this source.
    fn ahead(&self, sequence: SequenceNumber) -> i16 {
        let highest = self.unwrapper.highest().unwrap_or_default();
        sequence.distance_from(SequenceNumber(wrapped_u16(highest)))
    }

    /// The place of a late packet or a duplicate among this source's numbers.
    fn place(&self, packet: Incoming) -> Option<Rewritten> {
        let ahead = self.ahead(packet.sequence);
        if !(-MAX_MISORDER..=MAX_MISORDER).contains(&ahead) {
            return None;
        }
        let number = self
            .unwrapper
            .highest()?
            .checked_add_signed(i64::from(ahead))?;
        let sequence = number.checked_add_signed(self.sequence_offset)?;
        (self.first..=self.last)
            .contains(&sequence)
            .then_some(Rewritten {
                sequence,
                rtp_time: packet.rtp_time.advanced(self.time_offset),
                restarted: false,
            })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "RTP time wraps"
)]
const fn wrapped(ticks: i64) -> u32 {
    ticks as u32
}

#[expect(clippy::cast_possible_truncation, reason = "sequence numbers wrap")]
const fn wrapped_u16(number: u64) -> u16 {
    number as u16
}

#[cfg(test)]
mod tests;
