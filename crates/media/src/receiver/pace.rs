//! How the delay follows its target: frames stray from their beat, and where that does not reach, one
//! is played twice or left out, in a pause if there is one.

use std::time::Duration;

use super::splice::splice;
use super::{AudioReceiver, assembly_ticks};
use crate::jitter::{Need, Upcoming, duration_of};
use crate::time::Timestamp;

/// A frame is left out in speech when no pause came for this long.
const PATIENCE: Duration = Duration::from_millis(600);
/// Audio that is further behind than this is not worth hearing: it is skipped, not shortened.
const MAX_BACKLOG: Duration = Duration::from_millis(200);

impl AudioReceiver {
    /// When the next frame can be played, as late as packets came lately; `None` while there is nothing to
    /// wait for.
    pub fn ready_at(&self) -> Option<Timestamp> {
        let due = self.schedule.as_ref()?.due();
        Some(due + self.buffer.spread().min(self.grace))
    }

    /// When the frame to come is to be played.
    pub(super) fn wanted(&self, now: Timestamp) -> Timestamp {
        let assembly = duration_of(assembly_ticks(
            self.buffer.packet_ticks(),
            self.queued_ticks(),
            self.frame,
        ));
        self.buffer.earliest_arrival(self.front_tick()) + self.buffer.target(now) + assembly
    }

    pub(super) fn steer(&mut self, now: Timestamp) {
        self.meter.target = self.buffer.target(now);
        let wanted = self.wanted(now);
        let Some(schedule) = &mut self.schedule else {
            return;
        };
        self.need = schedule.steer(wanted);
        if !self.need.is_urgent() {
            self.urgent_since = None;
        } else if self.urgent_since.is_none() {
            self.urgent_since = Some(now);
        }
    }

    /// By how much the frame to come is behind even the time that lately was the right one.
    fn backlog(&self, now: Timestamp) -> Duration {
        let explained = self.allowed.saturating_sub(self.meter.target);
        now.since(self.wanted(now) + explained)
    }

    /// Skips what should have been played long ago, as after a stall: nobody was there to play it, or
    /// all of it came at once.
    pub(super) fn skip_backlog(&mut self, now: Timestamp) {
        if self.schedule.is_none() || self.backlog(now) <= MAX_BACKLOG {
            return;
        }
        let front = self.front_tick();
        self.queue.clear();
        while self.wanted(now) + duration_of(self.frame) < now {
            match self.buffer.upcoming() {
                Upcoming::Packet(_) => {
                    self.buffer.consume(now);
                }
                Upcoming::Gap { ticks, .. } => self.buffer.pass(ticks.min(self.frame)),
                Upcoming::Nothing => self.buffer.pass(self.frame),
            }
        }
        self.meter.removed += duration_of(self.front_tick().saturating_sub(front));
        if let Some(schedule) = &mut self.schedule {
            schedule.catch_up(now);
        }
    }

    /// In a pause, or at once when frames stray too far: what comes late is worse.
    pub(super) fn insert(&mut self, out: &mut [i16]) -> bool {
        let (Some(next), _) = self.queue.frames() else {
            return false;
        };
        if !self.need.is_urgent() && !self.pauses.is_pause(next) {
            return false;
        }
        splice(next, self.queue.played(), out);
        self.meter.inserted += duration_of(self.frame);
        true
    }

    pub(super) fn remove(&mut self, now: Timestamp, out: &mut [i16]) -> bool {
        self.prefetch(now);
        let (Some(next), Some(after)) = self.queue.frames() else {
            return false;
        };
        if !self.may_remove(now, after) {
            return false;
        }
        splice(next, after, out);
        self.meter.removed += duration_of(self.frame);
        true
    }

    /// In a pause; else when none came for long, or the delay is a mere backlog.
    fn may_remove(&self, now: Timestamp, after: &[i16]) -> bool {
        let waited = self
            .urgent_since
            .map_or(Duration::ZERO, |since| now.since(since));
        let next = self.queue.frames().0.unwrap_or_default();
        self.pauses.is_pause(next) && self.pauses.is_pause(after)
            || waited >= PATIENCE
            || self.need.is_urgent() && self.backlog(now) > self.grace
    }

    /// Whether the frame that is due waits for the next one, as nothing can be left out of it alone.
    /// Frames may stray as far as that.
    pub(super) fn is_held(&mut self, now: Timestamp) -> bool {
        let longest = duration_of(self.frame) + self.grace;
        let held_until = self.held_until.unwrap_or(self.wanted(now) + longest);
        let may_shorten = matches!(self.need, Need::Removal(_)) && now < held_until;
        if may_shorten {
            self.prefetch(now);
        }
        let is_alone =
            matches!(self.queue.frames(), (Some(next), None) if self.may_remove(now, next));
        self.held_until = (may_shorten && is_alone).then_some(held_until);
        self.held_until.is_some()
    }
}

#[cfg(test)]
mod tests;
