//! Audio that waits for its turn, and the 20 ms clock it leaves by, whatever it then becomes.

use std::time::Duration;

use super::clock::PlayoutClock;
use super::queue::{PlayoutQueue, samples_at};
use super::{GRACE, LONGEST_PACE, MAX_FRAME_SAMPLES, Refused};
use crate::opus::SampleRate;
use crate::time::Timestamp;

/// A frame whose turn it is; its samples were written to the caller's buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlayoutFrame {
    /// Of its samples: it holds 20 ms.
    pub rate: SampleRate,
    /// When its first sample is to be heard, on a clock of 48 kHz.
    pub media_ticks: u32,
    /// The first after a pause.
    pub resumes: bool,
    /// It was complete only after it was due.
    pub is_late: bool,
    /// It was filled up with silence.
    pub is_padded: bool,
    /// How long it waited since it was complete.
    pub waited: Duration,
    /// What was dropped behind it: owed since a stall, and not worth its delay.
    pub skipped: Duration,
}

/// Takes audio in chunks of any length, at any rate, ahead of its time or in real time, and gives
/// it in frames, one every 20 ms.
///
/// The first frame after a pause leaves at once. One that comes late does too, and those after it
/// keep its distance; a delay that turns out to be needless is worked off.
#[derive(Debug)]
pub struct Playout {
    limit: Duration,
    /// How long the rest of a stream, shorter than a frame, waits for more.
    grace: Duration,
    queue: PlayoutQueue,
    clock: PlayoutClock,
    /// Since when a whole frame waits, if one does.
    ready: Option<Timestamp>,
    last_chunk: Option<Chunk>,
    flush_failures: u64,
}

#[derive(Debug, Clone, Copy)]
struct Chunk {
    at: Timestamp,
    duration: Duration,
}

impl Playout {
    /// With nothing to play; `limit` is how much may wait.
    pub fn new(limit: Duration) -> Self {
        Self {
            limit,
            grace: GRACE,
            queue: PlayoutQueue::new(),
            clock: PlayoutClock::default(),
            ready: None,
            last_chunk: None,
            flush_failures: 0,
        }
    }

    /// For audio that may be late: the rest of a stream waits so long before it is filled up.
    #[must_use]
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace, ..self }
    }

    /// Queue mono samples, all or none.
    pub fn queue(&mut self, now: Timestamp, rate: u32, samples: &[i16]) -> Result<(), Refused> {
        let duration = samples_at(rate, samples.len());
        if self.queued() + duration > self.limit || self.queue.is_mixed_up() {
            return Err(Refused::Full);
        }
        self.queue.push(rate, samples).map_err(|_| Refused::Rate)?;
        self.last_chunk = Some(Chunk { at: now, duration });
        self.clock.note_chunk(now, duration);
        self.note_ready(now);
        Ok(())
    }

    /// Drop what waits.
    pub fn clear(&mut self) {
        self.queue.clear();
        self.ready = None;
    }

    /// Drop the oldest whole frames until no more than `kept` waits; returns how much went.
    pub fn shorten(&mut self, kept: Duration) -> Duration {
        let before = self.queued();
        let mut frame = [0; MAX_FRAME_SAMPLES];
        while self.queued() > kept && self.queue.has_frame() {
            self.queue.take_frame(&mut frame);
        }
        if !self.queue.has_frame() {
            self.ready = None;
        }
        before.saturating_sub(self.queued())
    }

    /// How long it takes to play what waits.
    pub fn queued(&self) -> Duration {
        self.queue.duration()
    }

    /// When to call [`Playout::poll_frame`] next.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        if let Some(ready) = self.ready {
            return Some(self.clock.due(ready));
        }
        if self.queue.is_empty() {
            return None;
        }
        self.end_of_stream()
    }

    /// The next frame that is due, its samples at the start of `frame`. Call until `None`.
    pub fn poll_frame(
        &mut self,
        now: Timestamp,
        frame: &mut [i16; MAX_FRAME_SAMPLES],
    ) -> Option<PlayoutFrame> {
        if self.next_timeout()? > now {
            return None;
        }
        let is_whole = self.ready.is_some();
        let (ready, is_padded) = match self.ready.take() {
            Some(ready) => (ready, false),
            None => self.end_stream()?,
        };
        let rate = self.queue.take_frame(frame);
        if self.queue.has_frame() {
            self.ready = Some(ready);
        }
        let left = self.queue.duration();
        let beat = self.clock.leave(now, ready, left);
        let skipped = if beat.skip.is_zero() {
            Duration::ZERO
        } else {
            self.shorten(left.saturating_sub(beat.skip))
        };
        Some(PlayoutFrame {
            rate,
            media_ticks: beat.rtp_time.0,
            resumes: beat.resumes,
            is_late: beat.is_late && is_whole,
            is_padded,
            waited: now.since(ready),
            skipped,
        })
    }

    /// How often the clock was moved earlier.
    pub(super) fn clock_moves(&self) -> u64 {
        self.clock.moves()
    }

    /// How often a resampler failed to give its last milliseconds, which then are missing.
    pub(super) fn flush_failures(&self) -> u64 {
        self.flush_failures
    }

    fn note_ready(&mut self, now: Timestamp) {
        if self.ready.is_none() && self.queue.has_frame() {
            self.ready = Some(now);
        }
    }

    /// When the rest of a stream is given up waiting for more.
    fn end_of_stream(&self) -> Option<Timestamp> {
        let last = self.last_chunk?;
        let more_expected = last.at + last.duration.min(LONGEST_PACE) + self.grace;
        Some(
            self.clock
                .next_beat()
                .unwrap_or_default()
                .max(more_expected),
        )
    }

    /// Give up waiting for more, and make a frame of what is left; returns since when, and whether
    /// it has to be filled up.
    fn end_stream(&mut self) -> Option<(Timestamp, bool)> {
        let ready = self.end_of_stream()?;
        self.flush_failures += u64::from(self.queue.flush().is_err());
        Some((ready, !self.queue.has_frame()))
    }
}

#[cfg(test)]
mod tests;
