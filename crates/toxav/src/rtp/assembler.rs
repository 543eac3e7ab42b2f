//! Packets made frames again, in the order they were sent in.
//!
//! A frame is given out as soon as all of it is here and nothing before it is missing. What is missing
//! is waited for a little, as packets overtake each other, and then given up: who decodes is told what
//! is broken or lost. Bytes are counted by where they belong, so a packet that comes twice completes
//! nothing, and two frames that claim to be the same are told apart.

use std::time::Duration;

use jackfield_media::rtp::{SequenceNumber, SequenceUnwrapper};
use jackfield_media::time::Timestamp;

use super::ranges::Ranges;
use super::{Header, Packet};

/// A number from the past with a time this much later begins another stream (ms).
const RESTART_AFTER: i32 = 1_000;
/// Memory that a slot keeps for the next frame; a longer frame's is given back (bytes).
const MAX_KEPT: usize = 512 << 10;
/// Of what the patience grew, this part goes back with every frame.
const PATIENCE_DECAY: u32 = 128;
const NEVER: Timestamp = Timestamp::from_nanos(u64::MAX);

/// What an assembler may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssemblerConfig {
    /// Frames under assembly at once.
    pub slots: usize,
    /// A frame is no longer (bytes).
    pub max_frame_len: usize,
    /// How long something missing is waited for once something newer is here.
    pub patience: Duration,
    /// It grows up to this when packets come later than that.
    pub max_patience: Duration,
}

impl Default for AssemblerConfig {
    /// The patience is that of libtoxcore with an unfinished key frame, which has three slots.
    fn default() -> Self {
        Self {
            slots: 4,
            max_frame_len: 4 << 20,
            patience: Duration::from_millis(15),
            max_patience: Duration::from_millis(60),
        }
    }
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is part of a frame.
    Stored,
    /// All of it was here before.
    Duplicate,
    /// Its frame was given out or given up.
    Late,
    /// Its frame is too long, in too many pieces, or not what other packets say it is.
    Refused,
}

/// A frame as far as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// All of its bytes, zeros where they are missing.
    pub data: &'a [u8],
    /// How many are missing.
    pub missing: usize,
    /// How many frames before it did not come at all.
    pub lost_before: u64,
    /// Its sender says that it says nothing by what went before.
    pub is_key: bool,
    /// Its number on the wire.
    pub sequence: u16,
    /// The sender's clock (ms).
    pub timestamp: u32,
    /// When the first packet of it came.
    pub arrived: Timestamp,
}

/// Counters of an assembler.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AssemblerStats {
    /// Packets that became part of a frame.
    pub packets: u64,
    /// Packets that were here before.
    pub duplicates: u64,
    /// Packets of frames that were given out or given up.
    pub late: u64,
    /// Packets that fit no frame, or one that is too long.
    pub refused: u64,
    /// Frames given out whole.
    pub frames: u64,
    /// Frames given out with bytes missing.
    pub broken: u64,
    /// Frames of which nothing came.
    pub lost: u64,
    /// How often the sender's numbers began anew.
    pub restarts: u64,
}

/// See the module. Between two packets [`Assembler::poll`] is to be called until `None`.
#[derive(Debug, Clone)]
pub struct Assembler {
    config: AssemblerConfig,
    sequences: SequenceUnwrapper,
    /// By number.
    slots: Vec<Slot>,
    spare: Vec<Slot>,
    last: Option<Given>,
    patience: Duration,
    stats: AssemblerStats,
}

/// The frame that was given out last.
#[derive(Debug, Clone, Copy)]
struct Given {
    number: u64,
    timestamp: u32,
    at: Timestamp,
}

#[derive(Debug, Clone)]
struct Slot {
    number: u64,
    header: Header,
    data: Vec<u8>,
    here: Ranges,
    first_at: Timestamp,
    complete_at: Option<Timestamp>,
}

impl Assembler {
    /// An assembler that has seen nothing.
    pub fn new(config: AssemblerConfig) -> Self {
        let slots = config.slots.max(1);
        Self {
            config: AssemblerConfig { slots, ..config },
            sequences: SequenceUnwrapper::default(),
            slots: Vec::with_capacity(slots),
            spare: Vec::with_capacity(slots),
            last: None,
            patience: config.patience,
            stats: AssemblerStats::default(),
        }
    }

    /// Takes a packet.
    pub fn push(&mut self, now: Timestamp, packet: &Packet<'_>) -> Taken {
        let taken = self.take(now, packet);
        let counter = match taken {
            Taken::Stored => &mut self.stats.packets,
            Taken::Duplicate => &mut self.stats.duplicates,
            Taken::Late => &mut self.stats.late,
            Taken::Refused => &mut self.stats.refused,
        };
        *counter += 1;
        taken
    }

    /// The next frame that is complete, or that is not waited for any longer. Call until `None`.
    pub fn poll(&mut self, now: Timestamp) -> Option<Frame<'_>> {
        let is_full = self.slots.len() >= self.config.slots;
        if !is_full && self.front_due()? > now {
            return None;
        }
        let slot = self.slots.remove(0);
        let lost_before = self.lost_before(slot.number);
        let missing = slot.missing();
        self.last = Some(Given {
            number: slot.number,
            timestamp: slot.header.timestamp,
            at: now,
        });
        self.stats.lost += lost_before;
        if missing == 0 {
            self.stats.frames += 1;
        } else {
            self.stats.broken += 1;
        }
        let grown = self.patience.saturating_sub(self.config.patience);
        self.patience -= grown / PATIENCE_DECAY;
        self.spare.push(slot);
        let slot = self.spare.last()?;
        Some(Frame {
            data: &slot.data,
            missing,
            lost_before,
            is_key: slot.header.is_key,
            sequence: slot.header.sequence,
            timestamp: slot.header.timestamp,
            arrived: slot.first_at,
        })
    }

    /// When to poll if no packet comes before.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        self.front_due().filter(|due| *due < NEVER)
    }

    /// Counters.
    pub const fn stats(&self) -> AssemblerStats {
        self.stats
    }

    /// Bytes taken.
    pub fn memory(&self) -> usize {
        let slots = self.slots.iter().chain(&self.spare);
        slots.map(Slot::memory).sum()
    }

    fn take(&mut self, now: Timestamp, packet: &Packet<'_>) -> Taken {
        let header = &packet.header;
        let is_too_long =
            usize::try_from(header.frame_len).is_ok_and(|len| len > self.config.max_frame_len);
        if is_too_long {
            return Taken::Refused;
        }
        let mut number = self.number(header);
        if let Some(last) = self.last.filter(|last| number <= last.number) {
            if newer_by(header.timestamp, last.timestamp) < RESTART_AFTER {
                self.note_late(now, last);
                return Taken::Late;
            }
            self.restart();
            number = self.number(header);
        }
        let Some(index) = self.slot(now, number, header) else {
            return Taken::Refused;
        };
        self.sequences.unwrap(SequenceNumber(header.sequence));
        self.slots
            .get_mut(index)
            .map_or(Taken::Refused, |slot| slot.fill(now, packet))
    }

    fn number(&self, header: &Header) -> u64 {
        let mut sequences = self.sequences;
        sequences.unwrap(SequenceNumber(header.sequence))
    }

    /// Where the frame is, or from now on will be.
    fn slot(&mut self, now: Timestamp, number: u64, header: &Header) -> Option<usize> {
        let index = self.slots.partition_point(|slot| slot.number < number);
        if let Some(slot) = self.slots.get(index).filter(|slot| slot.number == number) {
            let is_same = slot.header.timestamp == header.timestamp
                && slot.header.frame_len == header.frame_len;
            return is_same.then_some(index);
        }
        if self.slots.len() >= self.config.slots {
            return None;
        }
        let mut slot = self.spare.pop().unwrap_or_else(|| Slot::new(*header));
        slot.open(now, number, *header);
        self.slots.insert(index, slot);
        Some(index)
    }

    /// When the first frame is to be given out, which may be never.
    fn front_due(&self) -> Option<Timestamp> {
        let front = self.slots.first()?;
        let mut newer = self.slots.iter().skip(1);
        if let Some(complete_at) = front.complete_at {
            let waits = self.lost_before(front.number) > 0 && !front.header.is_key;
            return Some(if waits {
                complete_at + self.patience
            } else {
                Timestamp::ZERO
            });
        }
        let begins_anew = |slot: &Slot| slot.header.is_key && slot.complete_at.is_some();
        if newer.clone().any(begins_anew) {
            return Some(Timestamp::ZERO);
        }
        let next = newer.next();
        Some(next.map_or(NEVER, |slot| slot.first_at + self.patience))
    }

    fn lost_before(&self, number: u64) -> u64 {
        self.last
            .map_or(0, |last| number.saturating_sub(last.number + 1))
    }

    /// A packet that came just after it was given up shows that a little more patience pays.
    fn note_late(&mut self, now: Timestamp, last: Given) {
        let since = now.since(last.at);
        if since <= self.config.max_patience {
            let enough = self.patience + since;
            self.patience = enough.min(self.config.max_patience.max(self.config.patience));
        }
    }

    fn restart(&mut self) {
        self.stats.restarts += 1;
        self.sequences = SequenceUnwrapper::default();
        self.last = None;
        self.spare.append(&mut self.slots);
    }
}

impl Slot {
    fn new(header: Header) -> Self {
        Self {
            number: 0,
            header,
            data: Vec::new(),
            here: Ranges::new(),
            first_at: Timestamp::ZERO,
            complete_at: None,
        }
    }

    fn open(&mut self, now: Timestamp, number: u64, header: Header) {
        self.number = number;
        self.header = header;
        self.first_at = now;
        self.complete_at = None;
        self.here.clear();
        self.data.clear();
        if self.data.capacity() > MAX_KEPT {
            self.data.shrink_to(MAX_KEPT);
        }
        let len = usize::try_from(header.frame_len).unwrap_or_default();
        self.data.resize(len, 0);
    }

    fn fill(&mut self, now: Timestamp, packet: &Packet<'_>) -> Taken {
        let start = packet.header.offset;
        let Ok(end) = u32::try_from(packet.end()) else {
            return Taken::Refused;
        };
        let (from, to) = (start as usize, end as usize);
        let Some(place) = self.data.get_mut(from..to) else {
            return Taken::Refused;
        };
        match self.here.insert(start, end) {
            None => Taken::Refused,
            Some(0) => Taken::Duplicate,
            Some(_) => {
                place.copy_from_slice(packet.payload);
                self.header.is_key |= packet.header.is_key;
                if self.missing() == 0 {
                    self.complete_at = Some(now);
                }
                Taken::Stored
            }
        }
    }

    fn missing(&self) -> usize {
        self.data.len().saturating_sub(self.here.len() as usize)
    }

    fn memory(&self) -> usize {
        self.data.capacity() + self.here.memory() + size_of::<Self>()
    }
}

/// By how much one time is newer than another, both of which wrap.
const fn newer_by(time: u32, than: u32) -> i32 {
    time.wrapping_sub(than).cast_signed()
}

#[cfg(test)]
mod tests;
