//! Counters that wrap on the wire, made to count on.

use super::{RtpTime, SequenceNumber};

/// Turns 16-bit sequence numbers into 64-bit ones.
///
/// A number means the one nearest to the highest seen so far, so packets may come out of order
/// around a wrap. The first number `n` becomes `65_536 + n`: what was sent before it still has a
/// number of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct SequenceUnwrapper {
    highest: Option<u64>,
}

/// Turns 32-bit RTP times into 64-bit ones, in the way of [`SequenceUnwrapper`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TimestampUnwrapper {
    highest: Option<u64>,
}

impl SequenceUnwrapper {
    /// The number with its roll-overs.
    pub fn unwrap(&mut self, sequence: SequenceNumber) -> u64 {
        let number = self
            .highest
            .map_or((1 << u16::BITS) + u64::from(sequence.0), |highest| {
                nearest_u16(highest, sequence)
            });
        self.highest = self.highest.max(Some(number));
        number
    }

    /// The highest number so far.
    pub fn highest(&self) -> Option<u64> {
        self.highest
    }
}

impl TimestampUnwrapper {
    /// The time with its roll-overs.
    pub fn unwrap(&mut self, time: RtpTime) -> u64 {
        let ticks = self
            .highest
            .map_or((1 << u32::BITS) + u64::from(time.0), |highest| {
                nearest_u32(highest, time)
            });
        self.highest = self.highest.max(Some(ticks));
        ticks
    }

    /// The highest time so far.
    pub fn highest(&self) -> Option<u64> {
        self.highest
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower bits are what is on the wire"
)]
fn nearest_u16(reference: u64, sequence: SequenceNumber) -> u64 {
    let step = sequence.distance_from(SequenceNumber(reference as u16));
    reference.saturating_add_signed(i64::from(step))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower bits are what is on the wire"
)]
fn nearest_u32(reference: u64, time: RtpTime) -> u64 {
    let step = time.distance_from(RtpTime(reference as u32));
    reference.saturating_add_signed(i64::from(step))
}

#[cfg(test)]
mod tests;
