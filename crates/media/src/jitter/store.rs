//! Packets that wait for their turn.

use super::tracker::Place;

/// A power of two that holds 640 ms of 10 ms packets.
const SLOTS: usize = 64;
/// Room for a packet of 100 kbit/s; a slot that ever sees a longer one grows and stays so.
const RESERVED: usize = 256;

/// What the buffer must know of a packet beside its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketInfo {
    /// Ticks of audio in it.
    pub duration: u32,
    /// It holds the packet before it at low bitrate.
    pub has_fec: bool,
    /// It only says that nothing is being said.
    pub is_dtx: bool,
}

/// A packet that waits.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) place: Place,
    pub(crate) info: PacketInfo,
    /// It came inside a later packet (RED).
    pub(crate) is_redundant: bool,
    pub(crate) data: Vec<u8>,
    is_occupied: bool,
}

/// A ring by sequence number. All memory is taken at the start, but for oversized packets.
#[derive(Debug, Clone)]
pub(super) struct PacketStore {
    slots: Box<[Stored]>,
}

impl Stored {
    fn empty() -> Self {
        Self {
            place: Place {
                sequence: 0,
                time: 0,
            },
            info: PacketInfo {
                duration: 0,
                has_fec: false,
                is_dtx: false,
            },
            is_redundant: false,
            data: Vec::with_capacity(RESERVED),
            is_occupied: false,
        }
    }

    /// The tick after its last sample.
    pub(crate) fn end(&self) -> u64 {
        self.place.time + u64::from(self.info.duration)
    }
}

impl PacketStore {
    pub(super) fn new() -> Self {
        // `vec![…; n]` would clone the capacity away.
        let slots = std::iter::repeat_with(Stored::empty).take(SLOTS);
        Self {
            slots: slots.collect(),
        }
    }

    /// Keeps a copy of a packet. What had its slot is overwritten: an older packet that has waited
    /// for a whole round, or a redundant copy.
    pub(super) fn put(&mut self, place: Place, info: PacketInfo, is_redundant: bool, data: &[u8]) {
        let Some(slot) = self.slots.get_mut(index(place.sequence)) else {
            return;
        };
        let is_older = slot.place.sequence < place.sequence;
        let is_copy = slot.place.sequence == place.sequence && !is_redundant;
        if slot.is_occupied && !is_older && !is_copy {
            return;
        }
        slot.place = place;
        slot.info = info;
        slot.is_redundant = is_redundant;
        slot.data.clear();
        slot.data.extend_from_slice(data);
        slot.is_occupied = true;
    }

    /// The first packet after a number.
    pub(super) fn first_after(&self, sequence: Option<u64>) -> Option<&Stored> {
        let next = sequence.map_or(0, |sequence| sequence + 1);
        if let Some(expected) = self.get(next) {
            return Some(expected);
        }
        let waiting = self.slots.iter().filter(|slot| slot.is_occupied);
        waiting
            .filter(|slot| slot.place.sequence >= next)
            .min_by_key(|slot| slot.place.sequence)
    }

    /// Gives a packet's slot back.
    pub(super) fn remove(&mut self, sequence: u64) {
        if let Some(slot) = self.slots.get_mut(index(sequence)) {
            slot.is_occupied &= slot.place.sequence != sequence;
        }
    }

    /// Bytes taken.
    pub(super) fn memory(&self) -> usize {
        let slots = self.slots.iter();
        slots
            .map(|slot| size_of::<Stored>() + slot.data.capacity())
            .sum()
    }

    /// Gives every slot back.
    pub(super) fn clear(&mut self) {
        for slot in &mut self.slots {
            slot.is_occupied = false;
        }
    }

    fn get(&self, sequence: u64) -> Option<&Stored> {
        let slot = self.slots.get(index(sequence))?;
        (slot.is_occupied && slot.place.sequence == sequence).then_some(slot)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "less than the number of slots"
)]
const fn index(sequence: u64) -> usize {
    (sequence % SLOTS as u64) as usize
}

#[cfg(test)]
mod tests;
