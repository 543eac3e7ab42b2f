//! Packets in the order of their time, each once; copies of RED stand in for what did not come.

use std::collections::BTreeMap;
use std::sync::Arc;

/// More packets than any sender has under way: half a second of 2.5 ms frames, and their copies.
const ROOM: usize = 512;

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Audio {
    /// As it came.
    Opus(Arc<[u8]>),
    /// Mono at 48 kHz.
    Pcm(Vec<i16>),
}

/// A packet that waits to be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) ticks: u64,
    /// Never zero.
    pub(crate) samples: u32,
    pub(crate) audio: Audio,
    /// From another packet's redundancy.
    pub(crate) is_copy: bool,
}

/// Why a packet was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Known,
    Full,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    held: BTreeMap<u64, Held>,
}

impl Shelf {
    /// Keeps a packet; its own replaces a copy of it, which may have been coded worse.
    pub(crate) fn put(&mut self, held: Held) -> Result<(), Refused> {
        let replaces = self
            .held
            .get(&held.ticks)
            .map(|known| known.is_copy && !held.is_copy);
        match replaces {
            Some(false) => Err(Refused::Known),
            None if self.held.len() >= ROOM => Err(Refused::Full),
            _ => {
                self.held.insert(held.ticks, held);
                Ok(())
            }
        }
    }

    /// The earliest.
    pub(crate) fn first(&self) -> Option<&Held> {
        self.held.first_key_value().map(|(_, held)| held)
    }

    pub(crate) fn take_first(&mut self) -> Option<Held> {
        self.held.pop_first().map(|(_, held)| held)
    }
}

#[cfg(test)]
mod tests;
