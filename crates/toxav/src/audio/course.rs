//! When the samples of a packet were taken.
//!
//! The wire tells when a packet was sent, in milliseconds, which wavers with the sending program. So the
//! audio's own time is made of how long packets are: each begins where the one before it ended. Only
//! when the sender's clock says that it paused is there a gap. How late packets come is then what the
//! network did, and what the program did, and nothing is lost of either.

use jackfield_media::rtp::{SequenceNumber, SequenceUnwrapper};

/// A packet was sent so much later than the end of the one before it: its sender paused (ms). Less is
/// how programs hand their audio over, and a stall that the jitter buffer follows.
const PAUSE_MS: u32 = 80;
const TICKS_PER_MS: u64 = 48;
/// How far back packets still come (packets): as far as they are told from those of another stream.
const REMEMBERED: usize = 128;

/// Where a packet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its number, which goes on when the sender begins anew.
    pub(super) sequence: u16,
    /// Time of its first sample, 48,000 ticks a second.
    pub(super) time: u32,
}

/// The course of one stream.
#[derive(Debug, Clone)]
pub(super) struct Course {
    sequences: SequenceUnwrapper,
    /// What is added to the wire's numbers since the sender began anew.
    offset: u64,
    newest: Option<Packet>,
    /// Number and time of the last packets, and of those that are missing.
    recent: [(u64, u64); REMEMBERED],
}

#[derive(Debug, Clone, Copy)]
struct Packet {
    number: u64,
    time: u64,
    ticks: u64,
    timestamp: u32,
}

impl Course {
    pub(super) fn new() -> Self {
        Self {
            sequences: SequenceUnwrapper::default(),
            offset: 0,
            newest: None,
            recent: [(0, 0); REMEMBERED],
        }
    }

    /// Where a packet of this number stands that was sent at this time (ms) and lasts so many ticks.
    /// `None` when it comes so late that it is of no use.
    pub(super) fn locate(&mut self, sequence: u16, timestamp: u32, ticks: u32) -> Option<Place> {
        let mut number = self.number(sequence);
        let Some(newest) = self.newest else {
            return Some(self.go_on(number, 0, ticks, timestamp));
        };
        if number <= newest.number {
            if let Some(time) = self.known(number) {
                return Some(place(number, time));
            }
            let is_newer = timestamp.wrapping_sub(newest.timestamp).cast_signed() > 0;
            if !is_newer {
                return None;
            }
            number = self.begin_anew(sequence, newest.number + 1);
        }
        let missing = number - newest.number - 1;
        self.remember_missing(newest, missing);
        let follows = newest.time + newest.ticks * (missing + 1);
        let time = follows + pause(newest, follows, timestamp);
        Some(self.go_on(number, time, ticks, timestamp))
    }

    fn number(&mut self, sequence: u16) -> u64 {
        let number = self.sequences.unwrap(SequenceNumber(sequence));
        number.wrapping_add(self.offset)
    }

    /// The sender counts from somewhere else: this packet is number `next`.
    fn begin_anew(&mut self, sequence: u16, next: u64) -> u64 {
        self.sequences = SequenceUnwrapper::default();
        self.offset = 0;
        self.offset = next.wrapping_sub(self.number(sequence));
        next
    }

    fn go_on(&mut self, number: u64, time: u64, ticks: u32, timestamp: u32) -> Place {
        self.remember(number, time);
        self.newest = Some(Packet {
            number,
            time,
            ticks: ticks.into(),
            timestamp,
        });
        place(number, time)
    }

    /// Those may still come; more than are remembered would not be taken.
    fn remember_missing(&mut self, newest: Packet, missing: u64) {
        for step in 1..=missing.min(REMEMBERED as u64) {
            self.remember(newest.number + step, newest.time + newest.ticks * step);
        }
    }

    fn remember(&mut self, number: u64, time: u64) {
        if let Some(slot) = self.recent.get_mut(slot(number)) {
            *slot = (number, time);
        }
    }

    fn known(&self, number: u64) -> Option<u64> {
        let (known, time) = self.recent.get(slot(number))?;
        (*known == number).then_some(*time)
    }
}

/// Ticks of silence before a packet that would begin at `follows` if its sender had not paused.
fn pause(newest: Packet, follows: u64, timestamp: u32) -> u64 {
    let sent_after = timestamp.wrapping_sub(newest.timestamp);
    let audio = (follows - newest.time) / TICKS_PER_MS;
    let audio = u32::try_from(audio).unwrap_or(u32::MAX);
    let paused = sent_after.wrapping_sub(audio).cast_signed();
    match u32::try_from(paused) {
        Ok(paused) if paused > PAUSE_MS => u64::from(paused) * TICKS_PER_MS,
        _ => 0,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower bits, as on the wire of RTP"
)]
const fn place(number: u64, time: u64) -> Place {
    Place {
        sequence: number as u16,
        time: time as u32,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "less than the number of slots"
)]
const fn slot(number: u64) -> usize {
    (number % REMEMBERED as u64) as usize
}

#[cfg(test)]
mod tests;
