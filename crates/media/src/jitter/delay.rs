//! How long packets take, measured.

use std::time::Duration;

use super::transit::Transit;
use crate::time::Timestamp;

/// Packets of a stretch this long are one observation: a stall delays them all, and is one event.
const STRETCH: Duration = Duration::from_millis(100);
/// Observations that count: four seconds, longer only where packets are further apart than
/// [`STRETCH`], so that silence does not make us forget the network.
const STRETCHES: usize = 40;
/// One late stretch alone is believed up to this; a later one needs a second. Staying ready for a
/// stall that happens once would delay the call for nothing, and being ready for a part of it would
/// not even help.
const LONE_STALL: Duration = Duration::from_millis(80);
/// A stretch that is quicker than the one before by this much is the same stall: what waited comes.
const DRAINING: Duration = Duration::from_millis(50);

/// Least and greatest transit of the last seconds.
///
/// The least is the path's own delay and follows a sender whose clock drifts; what a packet takes
/// longer is jitter.
#[derive(Debug, Clone)]
pub(super) struct DelayEstimator {
    stretches: [Option<Stretch>; STRETCHES],
    current: usize,
    started: Timestamp,
    last: Option<Transit>,
    /// Of what was observed, for those who ask several times per packet.
    least: Option<Transit>,
    spread: Duration,
    /// Sixteen times the interarrival jitter of RFC 3550, in nanoseconds.
    jitter: u64,
}

#[derive(Debug, Clone, Copy)]
struct Stretch {
    least: Transit,
    greatest: Transit,
}

impl DelayEstimator {
    pub(super) const fn new() -> Self {
        Self {
            stretches: [None; STRETCHES],
            current: 0,
            started: Timestamp::ZERO,
            last: None,
            least: None,
            spread: Duration::ZERO,
            jitter: 0,
        }
    }

    /// Takes a packet's transit.
    pub(super) fn observe(&mut self, now: Timestamp, transit: Transit) {
        self.note(now, transit);
        self.least = self.observed().map(|stretch| stretch.least).min();
        self.spread = self.measured_spread();
    }

    /// The path's own transit, once there was a packet.
    pub(super) const fn least(&self) -> Option<Transit> {
        self.least
    }

    /// How much later than by the least transit packets come, but for a lone stall.
    pub(super) const fn spread(&self) -> Duration {
        self.spread
    }

    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub(super) const fn jitter(&self) -> Duration {
        Duration::from_nanos(self.jitter / 16)
    }

    fn note(&mut self, now: Timestamp, transit: Transit) {
        self.observe_jitter(transit);
        self.forget_history(transit);
        if now.since(self.started) >= STRETCH {
            self.started = now;
            self.current = (self.current + 1) % STRETCHES;
            if let Some(oldest) = self.stretches.get_mut(self.current) {
                *oldest = None;
            }
        }
        let Some(stretch) = self.stretches.get_mut(self.current) else {
            return;
        };
        *stretch = Some(match *stretch {
            None => Stretch {
                least: transit,
                greatest: transit,
            },
            Some(Stretch { least, greatest }) => Stretch {
                least: least.min(transit),
                greatest: greatest.max(transit),
            },
        });
    }

    fn measured_spread(&self) -> Duration {
        let (mut first, mut second, mut before) = (None, None, None);
        for Stretch { greatest, .. } in self.observed() {
            let drains = |before: Transit| before.delay_after(greatest) >= DRAINING;
            if Some(greatest) > first {
                second = first;
                first = Some(greatest);
            } else if !before.is_some_and(drains) {
                second = second.max(Some(greatest));
            }
            before = Some(greatest);
        }
        let Some((least, first)) = self.least().zip(first) else {
            return Duration::ZERO;
        };
        let latest = first.delay_after(least);
        if latest <= LONE_STALL {
            return latest;
        }
        second.map_or(Duration::ZERO, |second| second.delay_after(least))
    }

    fn observe_jitter(&mut self, transit: Transit) {
        if let Some(last) = self.last.replace(transit) {
            let change = transit.nanos_after(last).unsigned_abs();
            self.jitter = self.jitter.saturating_add(change) - self.jitter / 16;
        }
    }

    /// A packet that is quicker than all others by more than a lone stall shows that those waited
    /// together, as before a call is up, or that the sender's clock jumped: they say nothing of the
    /// network. That one packet after the other is a little quicker comes to the same.
    fn forget_history(&mut self, transit: Transit) {
        let Some(least) = self.least().filter(|least| transit < *least) else {
            return;
        };
        for stretch in &mut self.stretches {
            // What was late by that much already was a stall, and remains one.
            let is_history = stretch.is_some_and(|stretch| {
                stretch.least.delay_after(least) <= LONE_STALL
                    && stretch.least.delay_after(transit) > LONE_STALL
            });
            if is_history {
                *stretch = None;
            }
        }
    }

    /// The oldest first.
    fn observed(&self) -> impl Iterator<Item = Stretch> {
        let (newer, older) = self.stretches.split_at(self.current + 1);
        older.iter().chain(newer).filter_map(|stretch| *stretch)
    }
}

#[cfg(test)]
mod tests;
