//! From digits to packets: on a clock of 20 ms, the end three times.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Digit, TelephoneEvent, ticks_of};
use crate::time::Timestamp;

/// Between two packets of an event.
const UPDATE: Duration = Duration::from_millis(20);
/// How often the end is told, as it may be lost (RFC 4733 §2.5.1.4).
const ENDS: u8 = 3;
/// As loud as telephones are, in dB below full scale.
const VOLUME: u8 = 10;

/// How long a key is held, and what lies between two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitTiming {
    /// Of the tone.
    pub duration: Duration,
    /// From its end to the next.
    pub gap: Duration,
}

/// A packet to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigitPacket {
    /// When its event began, since the moment that the caller names.
    pub began: Timestamp,
    /// The first of its event.
    pub marker: bool,
    /// What it says.
    pub event: TelephoneEvent,
}

/// Digits that wait, and the one that sounds.
#[derive(Debug, Default)]
pub struct DtmfSender {
    waiting: VecDeque<(Digit, DigitTiming)>,
    sounding: Option<Sounding>,
    /// Nothing sounds before.
    free_at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Sounding {
    digit: Digit,
    timing: DigitTiming,
    began: Timestamp,
    /// When the next packet is due.
    due: Timestamp,
    is_first: bool,
    ends_left: u8,
}

impl DtmfSender {
    /// Adds a digit after those that wait.
    pub fn queue(&mut self, digit: Digit, timing: DigitTiming) {
        self.waiting.push_back((digit, timing));
    }

    /// How many have not begun.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Whether a digit sounds or waits: audio has to pause.
    pub fn is_busy(&self) -> bool {
        self.sounding.is_some() || !self.waiting.is_empty()
    }

    /// When to poll.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        match self.sounding {
            Some(sounding) => Some(sounding.due),
            None => (!self.waiting.is_empty()).then_some(self.free_at),
        }
    }

    /// The next packet that is due, on a clock of `rate`. Call until `None`.
    pub fn poll(&mut self, now: Timestamp, rate: u32) -> Option<DigitPacket> {
        self.begin(now);
        let sounding = self.sounding.as_mut().filter(|at| at.due <= now)?;
        let packet = sounding.packet(rate);
        if sounding.ends_left == 0 {
            let timing = sounding.timing;
            self.free_at = sounding.began + timing.duration + timing.gap;
            self.sounding = None;
        }
        Some(packet)
    }

    fn begin(&mut self, now: Timestamp) {
        if self.sounding.is_some() || self.free_at > now {
            return;
        }
        let Some((digit, timing)) = self.waiting.pop_front() else {
            return;
        };
        self.sounding = Some(Sounding {
            digit,
            timing,
            began: now,
            due: now + UPDATE.min(timing.duration),
            is_first: true,
            ends_left: ENDS,
        });
    }
}

impl Sounding {
    fn packet(&mut self, rate: u32) -> DigitPacket {
        let sounded = self.due.since(self.began).min(self.timing.duration);
        let end = sounded == self.timing.duration;
        let event = TelephoneEvent {
            event: self.digit.event(),
            end,
            volume: VOLUME,
            duration: u16::try_from(ticks_of(sounded, rate)).unwrap_or(u16::MAX),
        };
        let marker = std::mem::take(&mut self.is_first);
        self.ends_left -= u8::from(end);
        let next = self.due + UPDATE;
        self.due = if end {
            next
        } else {
            next.min(self.began + self.timing.duration)
        };
        DigitPacket {
            began: self.began,
            marker,
            event,
        }
    }
}

#[cfg(test)]
mod tests;
