//! From packets to encoded frames, in a bounded queue.

use std::collections::VecDeque;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::vpx::{Codec, is_key_frame};

use crate::bandwidth::Arrivals;
use crate::rtp::{Assembler, AssemblerConfig, Frame, Packet};

/// Frames at the beginning that are not reported on: the friend may have sent before we listened.
const UNREPORTED: u64 = 9;
/// Of frames that did not come at all, so many are reported at once.
const MAX_LOST: u64 = 30;

/// What becomes of frames that build upon one that did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BrokenFrames {
    /// They are shown, with the traces of what is missing.
    #[default]
    Show,
    /// The last good picture stays until the next key frame.
    WaitForKeyFrame,
}

/// How video is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiverConfig {
    /// How frames are put together.
    pub assembler: AssemblerConfig,
    /// Encoded frames that wait to be shown. Over it the oldest is dropped, which breaks those after it.
    pub max_queued: usize,
    /// Of frames that wait, the last so many are shown; those before are decoded only.
    pub max_shown_late: usize,
    /// What becomes of frames that build upon one that did not come.
    pub broken: BrokenFrames,
    /// A key frame is asked for at most once in this time.
    pub key_request_interval: Duration,
}

impl Default for ReceiverConfig {
    fn default() -> Self {
        Self {
            assembler: AssemblerConfig::default(),
            max_queued: 30,
            max_shown_late: 3,
            broken: BrokenFrames::default(),
            key_request_interval: Duration::from_secs(1),
        }
    }
}

/// A frame as it was sent, in memory that is used again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// One VP8 frame.
    pub data: Vec<u8>,
    /// Whether it says nothing by those before.
    pub is_key: bool,
    /// Whether all that it builds upon came.
    pub is_intact: bool,
    /// Whether it is to be shown; if not, it is needed for those after it only.
    pub is_shown: bool,
    /// When its first packet came.
    pub arrived: Timestamp,
}

/// What a receiver did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Packets that became part of a frame.
    pub packets: u64,
    /// Packets that were here before.
    pub duplicates: u64,
    /// Packets that came too late.
    pub late: u64,
    /// Packets that fit no frame.
    pub refused: u64,
    /// Frames that came whole.
    pub frames: u64,
    /// Frames of which something is missing, or all.
    pub lost: u64,
    /// Whole frames that were not shown, because of one before them.
    pub unusable: u64,
    /// Frames dropped because nobody fetched them.
    pub overflowed: u64,
    /// Bytes of frames that came, and that did not.
    pub received_bytes: u64,
    /// See there.
    pub lost_bytes: u64,
}

/// Receives the video of one call, up to encoded frames.
#[derive(Debug)]
pub struct Receiver {
    assembler: Assembler,
    inbox: Inbox,
}

#[derive(Debug)]
struct Inbox {
    config: ReceiverConfig,
    queue: VecDeque<Encoded>,
    spare: Vec<Encoded>,
    /// The next frame builds upon one that is not here, or upon nothing.
    is_broken: bool,
    /// Whoever is given the frames needs one that builds upon nothing.
    is_wanted: bool,
    /// A key frame came.
    has_begun: bool,
    asked_at: Option<Timestamp>,
    /// Mean length of frames.
    mean_len: usize,
    emitted: u64,
    stats: Stats,
}

impl Receiver {
    /// A receiver that has seen nothing.
    pub fn new(config: ReceiverConfig) -> Self {
        let inbox = Inbox {
            config,
            queue: VecDeque::with_capacity(config.max_queued),
            spare: Vec::with_capacity(config.max_queued),
            is_broken: true,
            is_wanted: false,
            has_begun: false,
            asked_at: None,
            mean_len: 0,
            emitted: 0,
            stats: Stats::default(),
        };
        Self {
            assembler: Assembler::new(config.assembler),
            inbox,
        }
    }

    /// Takes a packet; says what to report of it.
    pub fn receive(&mut self, now: Timestamp, packet: &Packet<'_>) -> Arrivals {
        self.assembler.push(now, packet);
        self.poll(now)
    }

    /// Gives up what is not waited for any longer; says what to report of it.
    pub fn poll(&mut self, now: Timestamp) -> Arrivals {
        let mut arrivals = Arrivals::default();
        while let Some(frame) = self.assembler.poll(now) {
            self.inbox.take(&frame, &mut arrivals);
        }
        arrivals
    }

    /// When to poll if no packet comes before.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        self.assembler.next_timeout()
    }

    /// Fetches the oldest frame that waits, into memory of the caller's. Call until false.
    pub fn take(&mut self, frame: &mut Encoded) -> bool {
        self.inbox.fetch(frame)
    }

    /// Frames that wait.
    pub fn queued(&self) -> usize {
        self.inbox.queue.len()
    }

    /// Whether the friend is to be asked for a key frame now.
    pub fn poll_key_request(&mut self, now: Timestamp) -> bool {
        self.inbox.poll_key_request(now)
    }

    /// A frame that was fetched could not be decoded: those after it build upon nothing.
    pub const fn note_undecodable(&mut self) {
        self.inbox.is_broken = true;
    }

    /// Whoever is given the frames as they were sent needs a key frame; the friend is asked for it with
    /// the next packet.
    pub const fn want_key_frame(&mut self) {
        self.inbox.is_wanted = true;
    }

    /// What happened so far.
    pub fn stats(&self) -> Stats {
        let stats = self.assembler.stats();
        Stats {
            packets: stats.packets,
            duplicates: stats.duplicates,
            late: stats.late,
            refused: stats.refused,
            frames: stats.frames,
            lost: stats.broken + stats.lost,
            ..self.inbox.stats
        }
    }

    /// Bytes taken.
    pub fn memory(&self) -> usize {
        let frames = self.inbox.queue.iter().chain(&self.inbox.spare);
        let frames: usize = frames.map(|frame| frame.data.capacity()).sum();
        size_of::<Self>() + self.assembler.memory() + frames
    }
}

impl Inbox {
    fn take(&mut self, frame: &Frame<'_>, arrivals: &mut Arrivals) {
        let is_whole = frame.missing == 0;
        let is_key = is_whole && is_key_frame(Codec::Vp8, frame.data);
        self.account(frame, arrivals);
        if frame.lost_before > 0 || !is_whole {
            self.is_broken = true;
        }
        if !is_whole {
            return;
        }
        if is_key {
            (self.is_broken, self.is_wanted, self.has_begun) = (false, false, true);
        }
        let waits = !self.has_begun || self.config.broken == BrokenFrames::WaitForKeyFrame;
        if self.is_broken && waits {
            self.stats.unusable += 1;
            return;
        }
        self.queue(frame, is_key);
    }

    fn account(&mut self, frame: &Frame<'_>, arrivals: &mut Arrivals) {
        let came = frame.data.len() - frame.missing;
        let missed = usize::try_from(frame.lost_before.min(MAX_LOST)).unwrap_or_default();
        let lost = frame.missing + missed * self.mean_len;
        self.mean_len = if self.mean_len == 0 {
            frame.data.len()
        } else {
            (self.mean_len * 15 + frame.data.len()) / 16
        };
        self.stats.received_bytes += came as u64;
        self.stats.lost_bytes += lost as u64;
        self.emitted += 1;
        if self.emitted > UNREPORTED {
            arrivals.events += 1;
            arrivals.received += came;
            arrivals.lost += lost;
        }
    }

    fn queue(&mut self, frame: &Frame<'_>, is_key: bool) {
        if is_key && self.queue.len() >= self.config.max_shown_late {
            // Nothing after it needs those before it, and who shows them is behind.
            self.stats.unusable += self.queue.len() as u64;
            self.spare.extend(self.queue.drain(..));
        } else if self.queue.len() >= self.config.max_queued
            && let Some(oldest) = self.queue.pop_front()
        {
            self.stats.overflowed += 1;
            self.spare.push(oldest);
            self.is_broken = true;
        }
        let mut encoded = self.spare.pop().unwrap_or_default();
        encoded.data.clear();
        encoded.data.extend_from_slice(frame.data);
        encoded.is_key = is_key;
        encoded.is_intact = !self.is_broken;
        encoded.arrived = frame.arrived;
        self.queue.push_back(encoded);
    }

    fn fetch(&mut self, frame: &mut Encoded) -> bool {
        let Some(oldest) = self.queue.pop_front() else {
            return false;
        };
        let fetched = std::mem::replace(frame, oldest);
        frame.is_shown = self.queue.len() < self.config.max_shown_late;
        if self.spare.len() < self.config.max_queued {
            self.spare.push(fetched);
        }
        true
    }

    fn poll_key_request(&mut self, now: Timestamp) -> bool {
        let interval = self.config.key_request_interval;
        let is_too_soon = |at: Timestamp| now.since(at) < interval;
        // Before the first packet there is nothing to ask for.
        let is_needed = (self.is_broken || self.is_wanted) && self.emitted > 0;
        if !is_needed || self.asked_at.is_some_and(is_too_soon) {
            return false;
        }
        self.asked_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests;
