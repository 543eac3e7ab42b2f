//! Silence that is not worth decoding, as packets tell it: by their level (RFC 6464), or because nothing is
//! coded in them.

use jackfield_media::rtp::SequenceNumber;

/// Quieter than this, in -dBov, nothing is heard.
const SILENT: i8 = -60;
/// Packets of silence that are decoded before the rest is left out, 400 ms: ends of words.
const HANG_OVER: u32 = 20;

/// Makes a sender that goes on in silence look like one that stops: the decoder gets one packet
/// that says so, and then none, under numbers without a gap.
#[derive(Debug, Default)]
pub(crate) struct SilenceGate {
    silent: u32,
    /// Packets left out so far.
    skipped: u16,
    /// The newest packet, as it was numbered by its sender.
    newest: Option<u64>,
}

/// What to do with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passage {
    /// Decode it.
    Open(SequenceNumber),
    /// Let the decoder know that silence begins.
    Closing(SequenceNumber),
    /// Leave it out.
    Closed,
}

impl SilenceGate {
    /// Takes a packet's number, and whether it tells that it is silent.
    pub(crate) fn pass(&mut self, sequence: u64, is_silent: bool) -> Passage {
        let is_newer = self.newest.is_none_or(|newest| sequence > newest);
        if !is_newer {
            // It belongs to what went before, on whichever side of the gate that was.
            return if self.silent > HANG_OVER {
                Passage::Closed
            } else {
                Passage::Open(self.number(sequence))
            };
        }
        let step = self.newest.map_or(1, |newest| sequence - newest);
        self.newest = Some(sequence);
        if !is_silent {
            // What was lost in silence is no loss of speech.
            if self.silent > HANG_OVER {
                self.skip(step - 1);
            }
            self.silent = 0;
            return Passage::Open(self.number(sequence));
        }
        self.silent = self.silent.saturating_add(1);
        match self.silent.cmp(&HANG_OVER) {
            std::cmp::Ordering::Less => Passage::Open(self.number(sequence)),
            std::cmp::Ordering::Equal => {
                // Above this number nothing follows while the gate is closed.
                self.silent += 1;
                Passage::Closing(self.number(sequence))
            }
            std::cmp::Ordering::Greater => {
                self.skip(step);
                Passage::Closed
            }
        }
    }

    /// Takes the number of a packet that nobody wants decoded, whatever is said in it.
    pub(crate) fn leave_out(&mut self, sequence: u64) {
        let step = self
            .newest
            .map_or(1, |newest| sequence.saturating_sub(newest));
        if step > 0 {
            self.newest = Some(sequence);
            self.silent = HANG_OVER + 1;
            self.skip(step);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "sequence numbers wrap")]
    fn skip(&mut self, packets: u64) {
        self.skipped = self.skipped.wrapping_add(packets as u16);
    }

    #[expect(clippy::cast_possible_truncation, reason = "sequence numbers wrap")]
    fn number(&self, sequence: u64) -> SequenceNumber {
        SequenceNumber((sequence as u16).wrapping_sub(self.skipped))
    }
}

/// Whether a level, in dBov if it was told, says that there is nothing to hear.
pub(crate) fn is_silent(level: Option<i8>) -> bool {
    level.is_some_and(|level| level <= SILENT)
}

#[cfg(test)]
mod tests;
