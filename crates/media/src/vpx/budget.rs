//! Holds the rate where the encoder cannot: a large picture at a low rate stays over it even with the
//! coarsest quantizer, and libvpx lets pictures through all the same.

use crate::time::Timestamp;

/// What may be sent ahead of the rate, as time at that rate (ms): a key frame.
const AHEAD_MS: i64 = 200;
const NANOS_PER_MILLI: i128 = 1_000_000;

/// Bits that may be sent: they come with time, and go with frames.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Budget {
    /// Below zero, more was sent than the rate allows.
    bits: i64,
    filled: Option<Timestamp>,
}

impl Budget {
    /// Whether a picture of this time may be encoded at this rate, if so much of it may be owed (ms).
    pub(super) fn allows(&mut self, at: Timestamp, bit_rate_kbps: u32, may_owe_ms: i64) -> bool {
        let most = i64::from(bit_rate_kbps) * AHEAD_MS;
        let came = match self.filled {
            Some(filled) => {
                let nanos = i128::from(at.as_nanos()) - i128::from(filled.as_nanos());
                let bits = nanos.max(0) * i128::from(bit_rate_kbps) / NANOS_PER_MILLI;
                i64::try_from(bits).unwrap_or(i64::MAX)
            }
            None => most,
        };
        self.bits = self.bits.saturating_add(came).min(most);
        self.filled = self.filled.max(Some(at));
        self.bits >= -i64::from(bit_rate_kbps) * may_owe_ms
    }

    /// A frame of so many bytes goes out.
    pub(super) fn spend(&mut self, bytes: usize) {
        let bits = i64::try_from(bytes).unwrap_or(i64::MAX).saturating_mul(8);
        self.bits = self.bits.saturating_sub(bits);
    }

    /// A frame of so many bytes did not go out after all.
    pub(super) fn take_back(&mut self, bytes: usize) {
        let bits = i64::try_from(bytes).unwrap_or(i64::MAX).saturating_mul(8);
        self.bits = self.bits.saturating_add(bits);
    }
}

#[cfg(test)]
mod tests;
