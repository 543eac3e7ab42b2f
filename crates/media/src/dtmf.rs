//! Digits of a telephone's keys as events in RTP (RFC 4733).

mod receiver;
mod sender;

use std::time::Duration;

pub use receiver::{DtmfReceiver, Press};
pub use sender::{DigitPacket, DigitTiming, DtmfSender};

/// In the order of their event codes (RFC 4733 §3.2).
const KEYS: &[u8; 16] = b"0123456789*#ABCD";
const END: u8 = 0x80;
const VOLUME: u8 = 0x3f;

/// One key of a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digit(u8);

/// The payload of a telephone-event packet (RFC 4733 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TelephoneEvent {
    /// Which event; those over 15 are no digits.
    pub event: u8,
    /// The key was let go.
    pub end: bool,
    /// Below full scale, in dB: 0 to 63.
    pub volume: u8,
    /// Since the beginning of the event, on the clock of its payload type.
    pub duration: u16,
}

impl Digit {
    /// From `0` to `9`, `*`, `#`, `A` to `D` in either case.
    pub fn from_char(key: char) -> Option<Self> {
        let key = u8::try_from(key.to_ascii_uppercase()).ok()?;
        let code = KEYS.iter().position(|known| *known == key)?;
        u8::try_from(code).ok().map(Self)
    }

    /// From the code of an event.
    pub fn from_event(event: u8) -> Option<Self> {
        KEYS.get(usize::from(event)).map(|_| Self(event))
    }

    /// The code of its event.
    pub fn event(self) -> u8 {
        self.0
    }

    /// What stands on the key.
    pub fn as_char(self) -> char {
        KEYS.get(usize::from(self.0))
            .map_or('?', |key| char::from(*key))
    }
}

impl TelephoneEvent {
    /// Reads a payload; `None` when it is shorter than one event.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let [event, flags, high, low] = *payload.first_chunk()?;
        Some(Self {
            event,
            end: flags & END != 0,
            volume: flags & VOLUME,
            duration: u16::from_be_bytes([high, low]),
        })
    }

    /// Writes the payload.
    pub fn to_bytes(self) -> [u8; 4] {
        let [high, low] = self.duration.to_be_bytes();
        let end = if self.end { END } else { 0 };
        [self.event, end | (self.volume & VOLUME), high, low]
    }
}

fn ticks_of(time: Duration, rate: u32) -> u64 {
    u64::try_from(time.as_nanos() * u128::from(rate) / 1_000_000_000).unwrap_or(u64::MAX)
}

fn time_of(ticks: u64, rate: u32) -> Duration {
    Duration::from_nanos(ticks.saturating_mul(1_000_000_000) / u64::from(rate.max(1)))
}

#[cfg(test)]
mod tests;
