//! What waits to be handed to the network: in order, by one thread at a time, without a lock.

use std::collections::VecDeque;

use super::ToxAv;
use crate::counters::Counters;
use crate::lanes::locked;
use crate::msi::Packet;
use crate::network::Network;

/// Something for the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// A message.
    Send { friend: u32, packet: Packet },
    /// Media packets are wanted, or not.
    Receive { friend: u32, is_on: bool },
}

#[derive(Debug)]
pub(super) struct Outbox {
    waiting: VecDeque<Work>,
    limit: usize,
    /// Whether a thread is at it.
    is_taken: bool,
    overflowed: u64,
    unsent: u64,
}

impl Outbox {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            limit,
            is_taken: false,
            overflowed: 0,
            unsent: 0,
        }
    }

    /// Over the limit messages are dropped. What registers and unregisters is not: two for each call.
    pub(super) fn push(&mut self, work: Work) {
        if matches!(work, Work::Send { .. }) && self.waiting.len() >= self.limit {
            self.overflowed += 1;
            return;
        }
        self.waiting.push_back(work);
    }

    pub(super) fn count(&self, counters: &mut Counters) {
        counters.messages_overflowed = self.overflowed;
        counters.messages_unsent = self.unsent;
    }

    /// What is to be done by this thread, which is not at it yet or has done the last.
    fn next(&mut self, is_mine: bool) -> Option<Work> {
        if self.is_taken && !is_mine {
            return None;
        }
        let work = self.waiting.pop_front();
        self.is_taken = work.is_some();
        work
    }
}

impl<N: Network> ToxAv<N> {
    /// Hand over what waits. When another thread is at it, it does this too.
    pub(super) fn flush(&self) {
        let mut is_mine = false;
        loop {
            // The lock is given back before the network is called.
            let work = locked(&self.outbox).next(is_mine);
            let Some(work) = work else {
                return;
            };
            is_mine = true;
            match work {
                Work::Receive { friend, is_on } => self.network.receive_media(friend, is_on),
                Work::Send { friend, packet } => self.send(friend, packet),
            }
        }
    }

    fn send(&self, friend: u32, packet: Packet) {
        if self.network.send_lossless(friend, packet.as_ref()).is_err() {
            locked(&self.outbox).unsent += 1;
            // What a friend does not learn must not be half begun.
            locked(&self.calls).handle_unsent(friend, packet);
        }
    }
}

#[cfg(test)]
mod tests;
