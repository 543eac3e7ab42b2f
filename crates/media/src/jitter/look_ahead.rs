//! Whether to wait for the packet after a lost one.

use std::time::Duration;

use crate::time::Timestamp;

/// A loss is remembered this long: with one packet in fifty lost, one loss follows another within
/// this time in 98 of 100 cases, and giving the delay back still ends within five seconds.
const LOSS_MEMORY: Duration = Duration::from_millis(4_200);
/// Packets without FEC or RED for this long: the sender does not add it any more. FEC comes with
/// speech only, so pauses must not count.
const REDUNDANCY_MEMORY: Duration = Duration::from_secs(3);

/// Decides how many packets of look-ahead pay: none when nothing was lost lately, else as many as a
/// packet repeats, at most two.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LookAhead {
    single_loss: Option<Timestamp>,
    double_loss: Option<Timestamp>,
    single_copy: Option<Timestamp>,
    double_copy: Option<Timestamp>,
}

impl LookAhead {
    /// Some packets in a row did not come in time. Who repeats packets twice has seen bursts: to
    /// wait for one packet first and for two soon after would change the audio for nothing.
    pub(super) fn note_loss(&mut self, now: Timestamp, in_a_row: u64) {
        if in_a_row >= 1 {
            self.single_loss = Some(now);
        }
        let is_repeated_twice = count(now, REDUNDANCY_MEMORY, None, self.double_copy) == 2;
        if in_a_row >= 2 || in_a_row == 1 && is_repeated_twice {
            self.double_loss = Some(now);
        }
    }

    /// A packet repeats this many earlier ones. Who begins to do so has heard of losses: the first
    /// one here is not waited for to believe it. One packet of look-ahead costs nothing but delay.
    pub(super) fn note_copies(&mut self, now: Timestamp, copies: usize) {
        if copies >= 1 && count(now, REDUNDANCY_MEMORY, self.single_copy, None) == 0 {
            self.single_loss = Some(now);
        }
        if copies >= 1 {
            self.single_copy = Some(now);
        }
        if copies >= 2 {
            self.double_copy = Some(now);
        }
    }

    /// How many packets to wait for after one that is missing.
    pub(super) fn packets(&self, now: Timestamp) -> u32 {
        let wanted = count(now, LOSS_MEMORY, self.single_loss, self.double_loss);
        let useful = count(now, REDUNDANCY_MEMORY, self.single_copy, self.double_copy);
        wanted.min(useful)
    }
}

fn count(
    now: Timestamp,
    memory: Duration,
    single: Option<Timestamp>,
    double: Option<Timestamp>,
) -> u32 {
    let is_recent = |at: Option<Timestamp>| at.is_some_and(|at| now.since(at) < memory);
    if is_recent(double) {
        2
    } else {
        u32::from(is_recent(single))
    }
}

#[cfg(test)]
mod tests;
