//! What to play next, and where it comes from when its packet is missing.

use super::{AudioReceiver, FrameKind, SILENCE_BEFORE_IDLE};
use crate::jitter::{Upcoming, duration_of};
use crate::time::Timestamp;

/// libopus makes audio up in units of 2.5 ms.
const UNIT_TICKS: u64 = 120;
/// A gap this long without a lost packet is the sender's silence: 100 ms.
const DTX_TICKS: u64 = 4_800;

/// The next piece of audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Not here yet, and not overdue.
    Wait,
    /// The packet that belongs here.
    Decode,
    /// The low-rate copy in the next packet, up to that packet.
    Recover { ticks: u64 },
    /// Made-up audio; `is_lost` if there was something to hear.
    MakeUp { ticks: u64, is_lost: bool },
    /// Nothing: too short to matter.
    Skip { ticks: u64 },
}

impl AudioReceiver {
    /// What comes next. What may still come by itself is waited for unless it `is_overdue`.
    pub(super) fn next_step(&self, is_overdue: bool) -> Step {
        let (ticks, lost, next) = match self.buffer.upcoming() {
            Upcoming::Packet(_) => return Step::Decode,
            Upcoming::Nothing if is_overdue => {
                let is_lost = !self.expects_silence();
                return Step::MakeUp {
                    ticks: self.frame,
                    is_lost,
                };
            }
            Upcoming::Nothing => return Step::Wait,
            Upcoming::Gap { ticks, lost, next } => (ticks, lost, next),
        };
        let copied = if lost > 0 && next.info.has_fec {
            u64::from(next.info.duration)
        } else {
            0
        };
        // What is lost may only have been overtaken, and be better than its copy.
        if lost > 0 && !is_overdue {
            return Step::Wait;
        }
        if ticks <= copied {
            return Step::Recover { ticks };
        }
        let missing = (ticks - copied).min(self.frame);
        if missing < UNIT_TICKS {
            return Step::Skip { ticks: missing };
        }
        Step::MakeUp {
            ticks: missing / UNIT_TICKS * UNIT_TICKS,
            is_lost: lost > 0,
        }
    }

    /// Queues a frame; false while something it needs may still come.
    pub(super) fn fill(&mut self, now: Timestamp, is_overdue: bool) -> bool {
        while self.queue.len() < self.queue.frame_len() {
            match self.next_step(is_overdue) {
                Step::Wait => return false,
                Step::MakeUp { .. } if self.rests() => return false,
                step => self.take_step(now, step),
            }
        }
        true
    }

    /// Queues the frame after the next if it is here already.
    pub(super) fn prefetch(&mut self, now: Timestamp) {
        while self.queue.len() < 2 * self.queue.frame_len() {
            match self.next_step(false) {
                step @ (Step::Decode | Step::Recover { .. }) => self.take_step(now, step),
                _ => return,
            }
        }
    }

    fn take_step(&mut self, now: Timestamp, step: Step) {
        match step {
            Step::Wait => {}
            Step::Decode => self.decode(now),
            Step::Recover { ticks } => self.recover(ticks),
            Step::MakeUp { ticks, is_lost } => self.make_up(ticks, is_lost),
            Step::Skip { ticks } => self.buffer.pass(ticks),
        }
    }

    fn decode(&mut self, now: Timestamp) {
        let position = self.buffer.position();
        let Upcoming::Packet(packet) = self.buffer.upcoming() else {
            return;
        };
        let overdue = position.saturating_sub(packet.place.time);
        let ticks = u64::from(packet.info.duration).saturating_sub(overdue);
        let kind = match (packet.info.is_dtx, packet.is_redundant) {
            (true, _) => FrameKind::Silence,
            (false, true) => FrameKind::Redundant,
            (false, false) => FrameKind::Received,
        };
        let Ok(samples) = self.decoder.decode(&packet.data, self.queue.tail()) else {
            self.meter.undecodable += 1;
            return self.buffer.discard();
        };
        let lost = self.buffer.consume(now);
        self.note_silence(kind, lost);
        self.fade.end();
        self.commit(samples * self.channels.count(), overdue, kind, ticks);
    }

    /// The last `ticks` of the packet before the next.
    fn recover(&mut self, ticks: u64) {
        let Upcoming::Gap { next, .. } = self.buffer.upcoming() else {
            return;
        };
        let whole = u64::from(next.info.duration);
        let samples = self.samples(whole);
        let tail = self.queue.tail().get_mut(..samples);
        let recovered = self
            .decoder
            .decode_fec(&next.data, tail.unwrap_or_default());
        let Ok(samples) = recovered else {
            self.meter.undecodable += 1;
            return self.buffer.discard();
        };
        self.fade.end();
        self.buffer.pass(ticks);
        let samples = samples * self.channels.count();
        self.commit(samples, whole - ticks, FrameKind::Fec, ticks);
    }

    fn make_up(&mut self, ticks: u64, is_lost: bool) {
        let samples = self.samples(ticks);
        if !is_lost {
            self.fade.quicken();
        }
        let kind = if is_lost && !self.fade.is_silent() {
            FrameKind::Concealed
        } else {
            FrameKind::Silence
        };
        let tail = self.queue.tail().get_mut(..samples).unwrap_or_default();
        if self.fade.is_silent() || self.decoder.conceal(tail).is_err() {
            tail.fill(0);
        }
        self.fade.apply(tail, ticks);
        self.buffer.pass(ticks);
        self.commit(samples, 0, kind, ticks);
    }

    fn commit(&mut self, samples: usize, skipped_ticks: u64, kind: FrameKind, ticks: u64) {
        let skipped = self.samples(skipped_ticks);
        self.queue.commit(samples, skipped, kind);
        self.meter.count(kind, duration_of(ticks));
    }

    /// Learns from a packet whether the peer falls silent instead of sending silence.
    fn note_silence(&mut self, kind: FrameKind, lost: u64) {
        if lost > 0 {
            self.uses_dtx = false;
        } else if kind == FrameKind::Silence || self.fade.made_up() >= DTX_TICKS {
            self.uses_dtx = true;
        }
    }

    /// Whether a missing packet means that there is nothing to send.
    fn expects_silence(&self) -> bool {
        self.uses_dtx && self.pauses.is_pause(self.queue.played())
    }

    /// Stops when nothing has come for long.
    fn rests(&mut self) -> bool {
        let is_idle = matches!(self.buffer.upcoming(), Upcoming::Nothing)
            && duration_of(self.fade.made_up()) >= SILENCE_BEFORE_IDLE;
        if is_idle {
            self.schedule = None;
        }
        is_idle
    }
}

#[cfg(test)]
mod tests;
