//! Which sockets have something to read.

use nix::poll::PollFd;

/// Told apart; those beyond share a bit, and are asked in vain now and then.
const TOLD_APART: usize = 63;

/// A bit for each socket, in the order in which they were watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ready(u64);

impl Ready {
    /// What the kernel answered.
    pub(super) fn of(watched: &[PollFd<'_>]) -> Self {
        // A flag that nix does not know is a reason to look.
        let is_ready = |polled: &PollFd<'_>| polled.any().unwrap_or(true);
        let ready = watched.iter().enumerate().filter(|(_, it)| is_ready(it));
        Self(ready.fold(0, |bits, (index, _)| bits | bit(index)))
    }

    /// Whether the socket at this place has something.
    pub(super) fn has(self, index: usize) -> bool {
        self.0 & bit(index) != 0
    }
}

fn bit(index: usize) -> u64 {
    1 << index.min(TOLD_APART)
}

#[cfg(test)]
mod tests;
