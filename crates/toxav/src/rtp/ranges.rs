//! Which bytes of a frame are here.

/// Of a frame in more pieces apart than this the rest is not taken: with one packet in ten lost that is
/// a frame of 13 MB, so only who means ill has one.
const MAX_RANGES: usize = 1_024;
/// A frame with fewer holes takes no further memory.
const RESERVED: usize = 32;

/// Byte ranges that do not touch, in order.
#[derive(Debug, Clone)]
pub(super) struct Ranges {
    ranges: Vec<(u32, u32)>,
    len: u32,
}

impl Ranges {
    pub(super) fn new() -> Self {
        Self {
            ranges: Vec::with_capacity(RESERVED),
            len: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.ranges.clear();
        self.len = 0;
    }

    /// How many bytes are here.
    pub(super) const fn len(&self) -> u32 {
        self.len
    }

    /// Adds a range; returns how many of its bytes were not here. `None` if it is one too many.
    pub(super) fn insert(&mut self, start: u32, end: u32) -> Option<u32> {
        // In order, which is nearly always, it goes on where the last one ends.
        if let Some((_, last)) = self.ranges.last_mut().filter(|(_, last)| *last == start) {
            *last = end;
            self.len += end - start;
            return Some(end - start);
        }
        let first = self.ranges.partition_point(|(_, other)| *other < start);
        let touching = self.ranges.get(first..).unwrap_or_default();
        let count = touching.partition_point(|(other, _)| *other <= end);
        let (mut merged, mut known) = ((start, end), 0);
        for (other_start, other_end) in touching.get(..count).unwrap_or_default() {
            merged = (merged.0.min(*other_start), merged.1.max(*other_end));
            known += other_end - other_start;
        }
        if count == 0 && self.ranges.len() == MAX_RANGES {
            return None;
        }
        self.ranges.splice(first..first + count, [merged]);
        let added = merged.1 - merged.0 - known;
        self.len += added;
        Some(added)
    }

    /// Bytes taken.
    pub(super) const fn memory(&self) -> usize {
        self.ranges.capacity() * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests;
