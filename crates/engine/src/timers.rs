//! When each session wants to be looked at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jackfield_media::time::Timestamp;

/// A heap with one live entry per slot and lazily dropped stale ones.
///
/// Deadlines move later with nearly every packet; only an earlier one costs an entry, a later
/// one is found when the old entry comes up.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<(Timestamp, usize)>>,
    /// By slot: the earliest entry in the heap, and the true deadline.
    slots: Vec<Deadline>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Deadline {
    queued: Option<Timestamp>,
    wanted: Option<Timestamp>,
}

impl Timers {
    /// Sets or clears a slot's deadline.
    pub(crate) fn set(&mut self, slot: usize, at: Option<Timestamp>) {
        if slot >= self.slots.len() {
            self.slots.resize(slot + 1, Deadline::default());
        }
        let Some(deadline) = self.slots.get_mut(slot) else {
            return;
        };
        deadline.wanted = at;
        let Some(at) = at else { return };
        if deadline.queued.is_none_or(|queued| at < queued) {
            deadline.queued = Some(at);
            self.heap.push(Reverse((at, slot)));
        }
    }

    /// When to come back; may be too early, never too late.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// The next slot that is due, each once per deadline.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<usize> {
        loop {
            let Reverse((at, slot)) = *self.heap.peek()?;
            if at > now {
                return None;
            }
            self.heap.pop();
            let deadline = self.slots.get_mut(slot)?;
            if deadline.queued != Some(at) {
                continue;
            }
            deadline.queued = None;
            match deadline.wanted {
                Some(wanted) if wanted <= now => {
                    deadline.wanted = None;
                    return Some(slot);
                }
                wanted => self.set(slot, wanted),
            }
        }
    }
}

#[cfg(test)]
mod tests;
