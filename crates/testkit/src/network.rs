//! One direction of a bad network, in virtual time, from a seed.

mod conditions;

pub use conditions::{Conditions, Jitter, Loss, RateLimit};

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A packet that was told to be reordered waits this long: more than one 20 ms frame.
const REORDER_HOLD: Duration = Duration::from_millis(30);
/// A duplicate follows its original after this time.
const DUPLICATE_LAG: Duration = Duration::from_millis(2);

/// What happened to the datagrams so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NetworkStats {
    /// Datagrams given to [`Network::send`].
    pub sent: u64,
    /// Datagrams taken from [`Network::poll`], duplicates included.
    pub delivered: u64,
    /// Lost on the way.
    pub lost: u64,
    /// Lost because the queue before the slow link was full.
    pub overflowed: u64,
    /// Delivered twice.
    pub duplicated: u64,
}

/// Takes datagrams in at one end and gives them out, late, twice or never, at the other.
///
/// The fate of the n-th datagram depends on the seed and n alone, whatever the conditions are, so
/// that two systems, or one system under two kinds of jitter, meet the same losses.
#[derive(Debug, Clone)]
pub struct Network<T> {
    conditions: Conditions,
    rng: ChaCha8Rng,
    in_flight: BinaryHeap<Reverse<InFlight<T>>>,
    sent: u64,
    in_bad_state: bool,
    link_free_at: Timestamp,
    blocked_until: Timestamp,
    last_in_order: Timestamp,
    stats: NetworkStats,
}

/// Ordered by arrival, then by sending.
#[derive(Debug, Clone)]
struct InFlight<T> {
    arrival: Timestamp,
    number: u64,
    datagram: T,
}

/// The dice of one datagram, each from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Dice {
    loss: f64,
    state: f64,
    jitter: f64,
    spike: f64,
    reorder: f64,
    duplicate: f64,
}

impl<T: AsRef<[u8]> + Clone> Network<T> {
    /// A network that does to its datagrams what `seed` says.
    pub fn new(seed: u64, conditions: Conditions) -> Self {
        Self {
            conditions,
            rng: ChaCha8Rng::seed_from_u64(seed),
            in_flight: BinaryHeap::new(),
            sent: 0,
            in_bad_state: false,
            link_free_at: Timestamp::ZERO,
            blocked_until: Timestamp::ZERO,
            last_in_order: Timestamp::ZERO,
            stats: NetworkStats::default(),
        }
    }

    /// Change the conditions for datagrams sent from now on.
    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.conditions = conditions;
    }

    /// Send a datagram.
    pub fn send(&mut self, now: Timestamp, datagram: T) {
        self.stats.sent += 1;
        let dice = self.roll();
        if self.is_lost(dice) {
            self.stats.lost += 1;
            return;
        }
        let Some(leaves_at) = self.pass_link(now, datagram.as_ref().len()) else {
            self.stats.overflowed += 1;
            return;
        };
        let arrival = self.arrival(now, leaves_at, dice);
        if dice.duplicate < self.conditions.duplicate {
            self.stats.duplicated += 1;
            self.launch(arrival + DUPLICATE_LAG, datagram.clone());
        }
        self.launch(arrival, datagram);
    }

    /// When [`Network::poll`] will have something next.
    pub fn next_arrival(&self) -> Option<Timestamp> {
        self.in_flight.peek().map(|Reverse(first)| first.arrival)
    }

    /// The next datagram that has arrived by `now`. Call until `None`.
    pub fn poll(&mut self, now: Timestamp) -> Option<T> {
        let Reverse(first) = self.in_flight.peek()?;
        if first.arrival > now {
            return None;
        }
        self.stats.delivered += 1;
        self.in_flight.pop().map(|Reverse(first)| first.datagram)
    }

    /// What happened so far.
    pub fn stats(&self) -> NetworkStats {
        self.stats
    }

    fn roll(&mut self) -> Dice {
        let mut die = || f64::from(self.rng.next_u32()) / (f64::from(u32::MAX) + 1.0);
        Dice {
            loss: die(),
            state: die(),
            jitter: die(),
            spike: die(),
            reorder: die(),
            duplicate: die(),
        }
    }

    fn is_lost(&mut self, dice: Dice) -> bool {
        match self.conditions.loss {
            Loss::None => false,
            Loss::Random { probability } => dice.loss < probability,
            Loss::Burst { enter, leave } => {
                let turn = if self.in_bad_state { leave } else { enter };
                if dice.state < turn {
                    self.in_bad_state = !self.in_bad_state;
                }
                self.in_bad_state
            }
        }
    }

    /// When the last bit has left a link of limited rate; `None` when its queue is full.
    fn pass_link(&mut self, now: Timestamp, len: usize) -> Option<Timestamp> {
        let Some(limit) = self.conditions.rate else {
            return Some(now);
        };
        let starts_at = self.link_free_at.max(now);
        if starts_at.since(now) > limit.queue {
            return None;
        }
        let bits = u64::try_from(len).unwrap_or(u64::MAX).saturating_mul(8);
        let nanos = bits.saturating_mul(1_000_000_000) / limit.bits_per_second.max(1);
        self.link_free_at = starts_at + Duration::from_nanos(nanos);
        Some(self.link_free_at)
    }

    fn arrival(&mut self, now: Timestamp, leaves_at: Timestamp, dice: Dice) -> Timestamp {
        let base = leaves_at + self.conditions.delay;
        let jittered = match self.conditions.jitter {
            Jitter::None => base,
            Jitter::Uniform { up_to } => base + up_to.mul_f64(dice.jitter),
            Jitter::Spikes {
                probability,
                height,
            } => {
                if now >= self.blocked_until && dice.spike < probability {
                    self.blocked_until = now + height;
                }
                base.max(self.blocked_until + self.conditions.delay)
            }
        };
        if dice.reorder < self.conditions.reorder {
            return jittered + REORDER_HOLD;
        }
        if !self.conditions.keeps_order {
            return jittered;
        }
        self.last_in_order = self.last_in_order.max(jittered);
        self.last_in_order
    }

    fn launch(&mut self, arrival: Timestamp, datagram: T) {
        let number = self.sent;
        self.sent += 1;
        self.in_flight.push(Reverse(InFlight {
            arrival,
            number,
            datagram,
        }));
    }
}

impl<T> InFlight<T> {
    fn key(&self) -> (Timestamp, u64) {
        (self.arrival, self.number)
    }
}

impl<T> PartialEq for InFlight<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T> Eq for InFlight<T> {}

impl<T> PartialOrd for InFlight<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for InFlight<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

#[cfg(test)]
mod tests;
