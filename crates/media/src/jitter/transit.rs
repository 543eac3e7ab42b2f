//! Arrival time against media time.

use std::time::Duration;

use crate::time::Timestamp;

/// A tick of the RTP clock, 1/48,000 s, lasts 62,500/3 ns.
const TICK_NANOS_TIMES_3: u64 = 62_500;

/// When a packet arrived minus when its audio was taken, on two clocks that know nothing of each
/// other: it means nothing alone, and the delay of one packet against another in a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Transit(i64);

impl Transit {
    /// Of a packet whose first sample has this unwrapped RTP time.
    pub(crate) fn of(arrival: Timestamp, media: u64) -> Self {
        let arrival = arrival.as_nanos().cast_signed();
        Self(arrival.saturating_sub(media_nanos(media)))
    }

    /// By how much this one took longer; negative when it was quicker.
    pub(crate) const fn nanos_after(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }

    /// By how much this one took longer, zero when it was quicker.
    pub(crate) fn delay_after(self, other: Self) -> Duration {
        Duration::from_nanos(u64::try_from(self.nanos_after(other)).unwrap_or_default())
    }

    /// How different the two are.
    pub(crate) const fn distance(self, other: Self) -> Duration {
        Duration::from_nanos(self.nanos_after(other).unsigned_abs())
    }

    /// When a packet of this transit arrives that carries this media time.
    pub(crate) fn arrival(self, media: u64) -> Timestamp {
        let nanos = self.0.saturating_add(media_nanos(media));
        Timestamp::from_nanos(u64::try_from(nanos).unwrap_or_default())
    }
}

/// How long a number of ticks lasts.
pub(crate) fn duration_of(ticks: u64) -> Duration {
    Duration::from_nanos(ticks.saturating_mul(TICK_NANOS_TIMES_3) / 3)
}

fn media_nanos(ticks: u64) -> i64 {
    (ticks.saturating_mul(TICK_NANOS_TIMES_3) / 3).cast_signed()
}

#[cfg(test)]
mod tests;
