//! Where a packet stands in its stream, and how many are missing.

use crate::rtp::{RtpTime, SequenceNumber, SequenceUnwrapper, TimestampUnwrapper};

/// A packet this far behind the newest belongs to another stream, or is of no use.
const MAX_BEHIND: u64 = 256;
/// A packet this far ahead of the newest belongs to another stream: 30 s of 20 ms packets.
const MAX_AHEAD: u64 = 1_500;
/// How far back duplicates are told from late packets.
const REMEMBERED: u64 = u128::BITS as u64;

/// A packet's number and time, unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) sequence: u64,
    pub(crate) time: u64,
}

/// What is known of a stream's packets. Cheap to copy: a packet that does not fit is tried on a copy.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StreamTracker {
    sequences: SequenceUnwrapper,
    times: TimestampUnwrapper,
    first: Option<u64>,
    /// Bit n: the packet n before the newest was here.
    seen: u128,
    received: u64,
}

impl StreamTracker {
    /// Where a packet stands if it belongs to this stream.
    pub(super) fn locate(&self, sequence: SequenceNumber, time: RtpTime) -> Option<Place> {
        let (mut sequences, mut times) = (self.sequences, self.times);
        let place = Place {
            sequence: sequences.unwrap(sequence),
            time: times.unwrap(time),
        };
        let Some(newest) = self.sequences.highest() else {
            return Some(place);
        };
        let fits = place.sequence + MAX_BEHIND >= newest && place.sequence <= newest + MAX_AHEAD;
        fits.then_some(place)
    }

    /// Takes a packet that was located; false when it was here before.
    pub(super) fn take(&mut self, sequence: SequenceNumber, time: RtpTime) -> bool {
        let before = self.sequences.highest();
        let number = self.sequences.unwrap(sequence);
        self.times.unwrap(time);
        let first = *self.first.get_or_insert(number);
        self.first = Some(first.min(number));
        let ahead = before.map_or(0, |newest| number.saturating_sub(newest));
        self.seen = shifted(self.seen, ahead);
        let behind = before.map_or(0, |newest| newest.saturating_sub(number));
        let bit = shifted(1, behind);
        if self.seen & bit != 0 {
            return false;
        }
        self.seen |= bit;
        self.received += 1;
        true
    }

    /// Notes a packet of something else in the same stream: it is not missing.
    pub(super) fn skip(&mut self, sequence: SequenceNumber) {
        if let (Some(newest), Some(first)) = (self.sequences.highest(), self.first) {
            let mut sequences = self.sequences;
            let number = sequences.unwrap(sequence);
            if number < first || number > newest + MAX_AHEAD {
                return;
            }
            let behind = newest.saturating_sub(number);
            self.seen = shifted(self.seen, number.saturating_sub(newest));
            let bit = shifted(1, behind);
            if self.seen & bit == 0 && behind < REMEMBERED {
                self.seen |= bit;
                self.received += 1;
                self.sequences = sequences;
            }
        }
    }

    /// Packets between the first and the newest that did not come, so far.
    pub(super) fn lost(&self) -> u64 {
        let (Some(first), Some(newest)) = (self.first, self.sequences.highest()) else {
            return 0;
        };
        (newest - first + 1).saturating_sub(self.received)
    }
}

fn shifted(bits: u128, by: u64) -> u128 {
    if by >= REMEMBERED {
        return 0;
    }
    u32::try_from(by).map_or(0, |by| bits << by)
}

#[cfg(test)]
mod tests;
