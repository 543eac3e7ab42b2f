//! Where in its 20 ms a call ticks: soon after the frames of those who were heard lately are there.
//!
//! Members have clocks of their own, so that frames wait for the tick between nothing and 20 ms. Looking
//! once a second at how long, the call moves its ticks to where that is least on average: earlier as
//! far as everybody's frames are still there in time, else later, past the frames of some. Whoever
//! is passed has a frame waiting from then on, which its voice leaves out in the next pause.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::config::FRAME;

/// Ticks from one look to the next, 1 s.
const LOOK: u64 = 50;
/// Who was not heard for so many ticks, 10 s, does not count: clocks drift.
const LATELY: u64 = 500;
/// No more members are looked at.
const MOST: usize = 32;
/// Nanoseconds from when a frame is there to the tick that takes it, where the call chooses: it may
/// come a little later than usual.
const MARGIN: i64 = 3_000_000;
/// With less it is as good as missed.
const LEAST: i64 = 1_000_000;
/// Waiting so much less, in nanoseconds, is worth moving for.
const WORTH: i64 = 3_000_000;
/// Nanoseconds by which one tick is moved: listeners take it for a clock that is a little off.
const STEP: i64 = 500_000;
/// A late frame moves its member's rhythm at once, an early one by this part: of what comes late now
/// and then, half is forgotten after 3.5 s.
const FORGETTING: i64 = 256;
#[expect(clippy::cast_possible_truncation, reason = "it is 20 ms")]
const PERIOD: i64 = FRAME.as_nanos() as i64;

/// When a member's frames are there, give or take whole frames.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rhythm {
    ready: Timestamp,
    tick: u64,
}

impl Rhythm {
    /// What one frame tells, beside those before it.
    pub(super) fn note(before: Option<Self>, ready: Timestamp, tick: u64) -> Self {
        let fresh = Self { ready, tick };
        let Some(before) = before.filter(|before| before.is_recent(tick)) else {
            return fresh;
        };
        let later = apart(before.ready, ready);
        let later = if later > PERIOD / 2 {
            later - PERIOD
        } else {
            later
        };
        if later >= 0 {
            return fresh;
        }
        Self {
            ready: moved(ready, later / FORGETTING - later),
            tick,
        }
    }

    fn is_recent(self, tick: u64) -> bool {
        tick.saturating_sub(self.tick) < LATELY
    }
}

/// By how much a call's ticks were moved, and are to be.
#[derive(Debug, Default)]
pub(super) struct Phase {
    moved: i64,
    to_move: i64,
    /// How long frames wait, by member.
    waits: Vec<i64>,
}

impl Phase {
    /// Whether it is time to look.
    pub(super) fn is_due(&self, tick: u64) -> bool {
        self.to_move == 0 && tick.is_multiple_of(LOOK)
    }

    /// Decides by the rhythms of members how far to move a tick that is due then.
    pub(super) fn look(
        &mut self,
        due: Timestamp,
        tick: u64,
        rhythms: impl Iterator<Item = Rhythm>,
    ) {
        let recent = rhythms.filter(|rhythm| rhythm.is_recent(tick)).take(MOST);
        self.waits.clear();
        self.waits
            .extend(recent.map(|rhythm| apart(rhythm.ready, due)));
        let best = self.moves().map(|by| (self.waited(by, MARGIN), by)).min();
        if let Some((wait, by)) = best
            && wait + WORTH <= self.waited(0, LEAST)
        {
            self.to_move = by;
        }
    }

    /// Gives up what is left of a move.
    pub(super) fn stay(&mut self) {
        self.to_move = 0;
    }

    /// By how much the next tick moves.
    pub(super) fn step(&mut self) -> i64 {
        let step = self.to_move.clamp(-STEP, STEP);
        self.to_move -= step;
        self.moved += step;
        step
    }

    /// Ways to have the frames of one member wait no longer than they must, that do not leave the audio
    /// more than a frame from where it began.
    fn moves(&self) -> impl Iterator<Item = i64> {
        // Who waits even longer was just missed, and is better waited for.
        let longest = PERIOD - MARGIN;
        let least = self.waits.iter().min().copied();
        let least = least.filter(|wait| (MARGIN..longest).contains(wait));
        let earlier = least.map(|wait| MARGIN - wait);
        let later = self
            .waits
            .iter()
            .map(|wait| (MARGIN - wait).rem_euclid(PERIOD));
        let is_near = |by: &i64| (self.moved + by).abs() <= PERIOD;
        earlier.into_iter().chain(later).filter(is_near)
    }

    /// How long frames wait on average, were ticks moved by so much; with less than `least` to the tick
    /// they wait for the next.
    fn waited(&self, by: i64, least: i64) -> i64 {
        let count = i64::try_from(self.waits.len().max(1)).unwrap_or(i64::MAX);
        let waits = self.waits.iter();
        let waits = waits.map(|wait| least + (wait + by - least).rem_euclid(PERIOD));
        waits.sum::<i64>() / count
    }
}

/// From one time to another, give or take whole frames: less than one.
fn apart(from: Timestamp, to: Timestamp) -> i64 {
    let (from, to) = (from.as_nanos().cast_signed(), to.as_nanos().cast_signed());
    to.wrapping_sub(from).rem_euclid(PERIOD)
}

/// A time so many nanoseconds later, or earlier.
pub(super) fn moved(at: Timestamp, by: i64) -> Timestamp {
    let distance = Duration::from_nanos(by.unsigned_abs());
    if by < 0 {
        at.saturating_sub(distance)
    } else {
        at + distance
    }
}

#[cfg(test)]
mod tests;
