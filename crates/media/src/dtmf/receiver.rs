//! From packets to presses: each is told once, however often its packets come.

use std::time::Duration;

use super::{Digit, TelephoneEvent, time_of};
use crate::time::Timestamp;

/// Without a packet for so long the key was let go, and every packet that said so is lost: they come
/// every 20 or 50 ms.
const LOST_AFTER: Duration = Duration::from_millis(300);
/// The longest that one packet can tell; longer presses go on in another (RFC 4733 §2.5.1.3).
const SEGMENT: u16 = u16::MAX;

/// A key was pressed and let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// Which.
    pub digit: Digit,
    /// For how long, as far as it is known.
    pub duration: Duration,
}

/// Follows the events of one stream.
#[derive(Debug, Default)]
pub struct DtmfReceiver {
    current: Option<Held>,
    /// Where the last event that was told began: nothing before it is news.
    told: Option<u32>,
}

/// A key that is held down.
#[derive(Debug, Clone, Copy)]
struct Held {
    digit: Digit,
    /// RTP time of the current segment.
    began: u32,
    /// Of the segments before.
    earlier: u64,
    /// In this segment.
    duration: u16,
    rate: u32,
    last_packet: Timestamp,
}

impl DtmfReceiver {
    /// Takes a packet; `rate` is the clock of its payload type, in Hz. Answers the presses that are
    /// over with it: two when the end of the one before was lost.
    pub fn push(
        &mut self,
        now: Timestamp,
        rate: u32,
        rtp_time: u32,
        event: TelephoneEvent,
    ) -> [Option<Press>; 2] {
        let Some(digit) = Digit::from_event(event.event) else {
            return [None, None];
        };
        if self.told.is_some_and(|told| !is_after(rtp_time, told)) {
            return [None, None];
        }
        let mut ended = None;
        if let Some(held) = &mut self.current {
            if held.continues(digit, rtp_time) {
                held.earlier += u64::from(held.duration);
                held.duration = 0;
                held.began = rtp_time;
            } else if is_after(rtp_time, held.began) {
                ended = self.finish();
            } else if rtp_time != held.began || held.digit != digit {
                // Overtaken by what came after it.
                return [None, None];
            }
        }
        let held = self.current.get_or_insert(Held {
            digit,
            began: rtp_time,
            earlier: 0,
            duration: 0,
            rate,
            last_packet: now,
        });
        held.duration = held.duration.max(event.duration);
        held.last_packet = now;
        [ended, if event.end { self.finish() } else { None }]
    }

    /// The press whose end was lost, once it is time.
    pub fn poll(&mut self, now: Timestamp) -> Option<Press> {
        self.next_timeout().filter(|at| *at <= now)?;
        self.finish()
    }

    /// When to poll.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let held = self.current.as_ref()?;
        Some(held.last_packet.saturating_add(LOST_AFTER))
    }

    fn finish(&mut self) -> Option<Press> {
        let held = self.current.take()?;
        self.told = Some(held.began);
        Some(Press {
            digit: held.digit,
            duration: time_of(held.earlier + u64::from(held.duration), held.rate),
        })
    }
}

impl Held {
    /// Whether an event is the next segment of this one.
    fn continues(&self, digit: Digit, rtp_time: u32) -> bool {
        self.digit == digit
            && self.duration == SEGMENT
            && rtp_time == self.began.wrapping_add(u32::from(SEGMENT))
    }
}

fn is_after(rtp_time: u32, other: u32) -> bool {
    rtp_time != other && rtp_time.wrapping_sub(other) < 1 << 31
}

#[cfg(test)]
mod tests;
