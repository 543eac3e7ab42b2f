//! Decoded audio on its way out, cut into frames.

use super::FrameKind;

/// Samples in the order of play. All memory is taken at the start.
#[derive(Debug, Clone)]
pub(super) struct FrameQueue {
    samples: Box<[i16]>,
    len: usize,
    /// The worst of what the queue holds.
    kind: FrameKind,
    /// The frame that was played last.
    played: Box<[i16]>,
}

impl FrameQueue {
    /// Frames of this length, with room for this many samples.
    pub(super) fn new(frame_len: usize, room: usize) -> Self {
        Self {
            samples: vec![0; room].into_boxed_slice(),
            len: 0,
            kind: FrameKind::Silence,
            played: vec![0; frame_len].into_boxed_slice(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    pub(super) const fn frame_len(&self) -> usize {
        self.played.len()
    }

    /// Bytes taken.
    pub(super) const fn memory(&self) -> usize {
        (self.samples.len() + self.played.len()) * size_of::<i16>()
    }

    pub(super) const fn kind(&self) -> FrameKind {
        self.kind
    }

    /// Room behind what is queued.
    pub(super) fn tail(&mut self) -> &mut [i16] {
        self.samples.get_mut(self.len..).unwrap_or_default()
    }

    /// Keeps what was written to the tail, but for its first samples.
    pub(super) fn commit(&mut self, written: usize, skipped: usize, kind: FrameKind) {
        let written = written.min(self.samples.len() - self.len);
        let skipped = skipped.min(written);
        let start = self.len + skipped;
        self.samples
            .copy_within(start..self.len + written, self.len);
        self.kind = if self.len == 0 {
            kind
        } else {
            self.kind.worse(kind)
        };
        self.len += written - skipped;
    }

    /// The next frame and the one after it, as far as they are there.
    pub(super) fn frames(&self) -> (Option<&[i16]>, Option<&[i16]>) {
        let frame_len = self.frame_len();
        let queued = self.samples.get(..self.len).unwrap_or_default();
        let mut frames = queued.chunks_exact(frame_len);
        (frames.next(), frames.next())
    }

    /// The frame that was played last.
    pub(super) const fn played(&self) -> &[i16] {
        &self.played
    }

    /// Forgets the next samples.
    pub(super) fn drop_front(&mut self, samples: usize) {
        let samples = samples.min(self.len);
        self.samples.copy_within(samples..self.len, 0);
        self.len -= samples;
    }

    /// Remembers what was played.
    pub(super) fn remember(&mut self, frame: &[i16]) {
        if frame.len() == self.played.len() {
            self.played.copy_from_slice(frame);
        }
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
        self.played.fill(0);
    }
}

#[cfg(test)]
mod tests;
