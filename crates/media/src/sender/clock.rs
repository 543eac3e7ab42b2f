//! When the next frame leaves, and which media time it carries.

use std::time::Duration;

use super::{FRAME, FRAME_TICKS};
use crate::rtp::RtpTime;
use crate::time::Timestamp;

/// A frame sent later than this by the worker's fault (not the agent's) is not caught up with:
/// the receiver has filled the gap by now, and a burst would only be late too.
const MAX_CATCH_UP: Duration = Duration::from_millis(60);
/// Frames that wait longer than this in an agent's steady pace wait for nothing.
const NEEDLESS_WAIT: Duration = Duration::from_millis(1);
/// What remains of the wait when the clock is moved, for the agent's jitter.
const KEPT_WAIT: Duration = Duration::from_micros(500);
/// How long the agent's pace is watched before the clock is moved.
const PACE_WINDOW: Duration = Duration::from_secs(1);
/// The same after a late frame: most of these are alone, and nobody should wait a second for one.
const RECOVERY_WINDOW: Duration = Duration::from_millis(160);
/// What a stalled agent owes comes at once; this long after its first frame, all of it has come.
const SETTLING: Duration = Duration::from_millis(10);
/// An agent that sends longer chunks plays something ahead of its time.
const LONGEST_LIVE_CHUNK: Duration = Duration::from_millis(60);
/// An agent in real time sends as much as is played, but for this.
const LIVE_TOLERANCE: Duration = Duration::from_millis(30);
/// A live agent's backlog after a stall; more is somebody's intention.
const LONGEST_BACKLOG: Duration = Duration::from_millis(300);

/// Keeps the cadence of 20 ms.
///
/// The first frame after a pause leaves at once and sets the beat. A frame that is complete before
/// its beat waits for it; one that comes late leaves at once and sets a new beat.
///
/// When every frame waits, though never two together, the agent runs in real time ahead of the beat,
/// which then is moved earlier: the wait was for nothing. The same goes, five frames a second, for a
/// backlog that it begins with. Early frames cost the receiver nothing, its jitter buffer catches up
/// with them. Audio that comes ahead of its time keeps the beat exactly.
///
/// An agent in real time that stalled, sent what it owed, and is in real time again has a backlog that
/// would delay the rest of the call: after a moment it is skipped, the oldest first.
///
/// Media time counts frames as long as these come about in time. Once they lag behind the wall clock
/// by a whole frame there was a pause, and media time goes on where the wall clock is.
#[derive(Debug, Clone, Default)]
pub(super) struct PlayoutClock {
    /// The beat of the next frame.
    next: Option<Timestamp>,
    media: Option<Media>,
    pace: Option<Pace>,
    /// Backlog that was passed on since the last pause.
    passed_on: Duration,
    /// The agent was in real time, and nothing waited, when its pace was last watched.
    is_live: bool,
    moves: u64,
}

/// When a frame left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beat {
    /// Media time of its first sample.
    pub rtp_time: RtpTime,
    /// Whether it is the first after a pause.
    pub resumes: bool,
    /// Whether it was complete only after its beat, but not by a whole frame.
    pub is_late: bool,
    /// How much of what waits is not to be played any more, the oldest first.
    pub skip: Duration,
}

/// Media time against the wall clock.
#[derive(Debug, Clone, Copy)]
struct Media {
    /// A frame that did not lag.
    at: Timestamp,
    ticks: u32,
    /// Where the next frame belongs if there is no pause.
    next: u32,
}

/// What an agent did in one window.
#[derive(Debug, Clone, Copy)]
struct Pace {
    since: Timestamp,
    window: Duration,
    /// How late an agent in real time was before: it owes so much at most.
    stall: Duration,
    /// How long each frame waited at least, or how much waited behind it.
    least_wait: Duration,
    arrived: Duration,
    longest_chunk: Duration,
    has_backlog: bool,
}

impl PlayoutClock {
    /// When a frame leaves that is complete at `ready`.
    pub(super) fn due(&self, ready: Timestamp) -> Timestamp {
        self.next.map_or(ready, |next| next.max(ready))
    }

    /// The next beat, if there was a frame.
    pub(super) fn next_beat(&self) -> Option<Timestamp> {
        self.next
    }

    /// How often the clock was moved earlier.
    pub(super) fn moves(&self) -> u64 {
        self.moves
    }

    /// The agent sent a chunk.
    pub(super) fn note_chunk(&mut self, now: Timestamp, duration: Duration) {
        if let Some(pace) = &mut self.pace {
            let is_owed = !pace.stall.is_zero() && now.since(pace.since) < SETTLING;
            if !is_owed {
                pace.arrived += duration;
            }
            pace.longest_chunk = pace.longest_chunk.max(duration);
        }
    }

    /// A frame that was complete at `ready` leaves at `now`; `left` waits behind it.
    pub(super) fn leave(&mut self, now: Timestamp, ready: Timestamp, left: Duration) -> Beat {
        let due = self.due(ready);
        let at = if now.since(due) > MAX_CATCH_UP {
            now
        } else {
            due
        };
        let late = self.next.map_or(Duration::ZERO, |next| ready.since(next));
        let was_late = !late.is_zero();
        let (rtp_time, resumes) = self.advance_media(at);
        self.next = Some(at + FRAME);
        let mut skip = Duration::ZERO;
        if resumes {
            self.passed_on = Duration::ZERO;
            self.pace = self.is_live.then(|| Pace::after_stall(at, late));
        } else if was_late {
            let stall = if self.is_live { late } else { Duration::ZERO };
            self.pace = Some(Pace::after_stall(at, stall));
        } else {
            skip = self.watch_pace(at, at.since(ready), left);
        }
        Beat {
            rtp_time,
            resumes,
            is_late: was_late && !resumes,
            skip,
        }
    }

    fn advance_media(&mut self, at: Timestamp) -> (RtpTime, bool) {
        let Some(media) = &mut self.media else {
            self.media = Some(Media {
                at,
                ticks: 0,
                next: FRAME_TICKS,
            });
            return (RtpTime(0), true);
        };
        let wall = media.ticks.wrapping_add(ticks(at.since(media.at)));
        let lag = wall.wrapping_sub(media.next).cast_signed();
        let resumes = lag >= FRAME_TICKS.cast_signed();
        let time = if resumes { wall } else { media.next };
        media.next = time.wrapping_add(FRAME_TICKS);
        // Within a frame of lag the reference stays, so that lags add up; else it starts anew, so
        // that an earlier beat is the measure of later ones.
        if resumes || lag <= 0 {
            media.at = at;
            media.ticks = time;
        }
        (RtpTime(time), resumes)
    }

    /// Returns how much to skip.
    fn watch_pace(&mut self, at: Timestamp, wait: Duration, left: Duration) -> Duration {
        let pace = self.pace.get_or_insert(Pace::new(at, PACE_WINDOW));
        let is_backlog = left >= FRAME;
        pace.has_backlog |= is_backlog;
        pace.least_wait = pace.least_wait.min(if is_backlog { left } else { wait });
        if at.since(pace.since) < pace.window {
            return Duration::ZERO;
        }
        let pace = std::mem::replace(pace, Pace::new(at, PACE_WINDOW));
        let owed = pace.owed();
        self.is_live = pace.is_live() && (!pace.has_backlog || !owed.is_zero());
        if !owed.is_zero() {
            return owed;
        }
        let step = if pace.has_backlog {
            self.backlog_step(&pace, at)
        } else {
            pace.needless_wait()
        };
        if let Some(next) = self.next.as_mut().filter(|_| !step.is_zero()) {
            *next = next.saturating_sub(step);
            self.moves += 1;
        }
        Duration::ZERO
    }

    /// How much of a live agent's backlog to pass on: never more, between two pauses, than it can
    /// have by a stall, so that an agent that refills what waits is not sped up for ever.
    fn backlog_step(&mut self, pace: &Pace, at: Timestamp) -> Duration {
        let allowed = LONGEST_BACKLOG.saturating_sub(self.passed_on);
        if !pace.is_live() {
            return Duration::ZERO;
        }
        let step = pace.needless_wait().min(FRAME).min(allowed);
        self.passed_on += step;
        // There may be more where this came from: nobody should wait seconds for its end.
        self.pace = Some(Pace::new(at, RECOVERY_WINDOW));
        step
    }
}

impl Pace {
    fn new(since: Timestamp, window: Duration) -> Self {
        Self {
            since,
            window,
            stall: Duration::ZERO,
            least_wait: Duration::MAX,
            arrived: Duration::ZERO,
            longest_chunk: Duration::ZERO,
            has_backlog: false,
        }
    }

    /// After a late frame, of an agent that was live before unless `stall` is zero.
    fn after_stall(since: Timestamp, stall: Duration) -> Self {
        Self {
            stall,
            ..Self::new(since, RECOVERY_WINDOW)
        }
    }

    /// The backlog, in whole frames, that is there because the agent stalled.
    fn owed(&self) -> Duration {
        if !self.has_backlog || !self.is_live() || self.stall.is_zero() {
            return Duration::ZERO;
        }
        let frames = self.least_wait.min(self.stall + FRAME).as_nanos() / FRAME.as_nanos();
        FRAME * u32::try_from(frames).unwrap_or_default()
    }

    /// What the clock can be moved by.
    fn needless_wait(&self) -> Duration {
        if self.least_wait > NEEDLESS_WAIT {
            self.least_wait.saturating_sub(KEPT_WAIT)
        } else {
            Duration::ZERO
        }
    }

    /// Whether audio came as it was played: in small chunks, as much as time passed.
    fn is_live(&self) -> bool {
        self.longest_chunk <= LONGEST_LIVE_CHUNK
            && self.arrived.abs_diff(self.window) <= LIVE_TOLERANCE
            && self.least_wait <= LONGEST_BACKLOG.max(self.stall)
    }
}

/// At 48 kHz, wrapped.
#[expect(clippy::cast_possible_truncation, reason = "RTP time wraps")]
fn ticks(duration: Duration) -> u32 {
    (duration.as_nanos() * 6 / 125_000) as u32
}

#[cfg(test)]
mod tests;
