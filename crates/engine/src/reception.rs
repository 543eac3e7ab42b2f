//! Loss and jitter of a stream that is forwarded, not decoded (RFC 3550 §6.4.1, A.8).

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Running figures of one incoming stream.
#[derive(Debug, Default, Clone)]
pub(crate) struct Reception {
    base: Option<u64>,
    highest: u64,
    received: u64,
    /// Of the last packet: arrival less RTP time, in nanoseconds.
    transit: Option<i64>,
    /// In sixteenths of a nanosecond.
    jitter: i64,
}

impl Reception {
    /// Notes a packet; answers how the number of missing packets changed.
    pub(crate) fn note(&mut self, arrival: Timestamp, sequence: u64, rtp_nanos: u64) -> i64 {
        let before = self.missing();
        self.base.get_or_insert(sequence);
        self.highest = self.highest.max(sequence);
        self.received += 1;
        self.note_transit(arrival, rtp_nanos);
        self.missing() - before
    }

    pub(crate) fn lost(&self) -> u64 {
        u64::try_from(self.missing()).unwrap_or(0)
    }

    /// None before anything came.
    pub(crate) fn jitter(&self) -> Option<Duration> {
        self.base?;
        let nanos = u64::try_from(self.jitter / 16).unwrap_or(0);
        Some(Duration::from_nanos(nanos))
    }

    fn missing(&self) -> i64 {
        let expected = self
            .base
            .map_or(0, |base| self.highest.saturating_sub(base) + 1);
        expected.cast_signed() - self.received.cast_signed()
    }

    fn note_transit(&mut self, arrival: Timestamp, rtp_nanos: u64) {
        let transit = arrival.as_nanos().wrapping_sub(rtp_nanos).cast_signed();
        if let Some(previous) = self.transit {
            let change = transit.wrapping_sub(previous).saturating_abs();
            self.jitter += change - self.jitter / 16;
        }
        self.transit = Some(transit);
    }
}

#[cfg(test)]
mod tests;
