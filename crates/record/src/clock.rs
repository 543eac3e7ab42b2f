//! RTP time as a place on the time line.
//!
//! A sender report (RFC 3550 §6.4.1) says which moment of the sender's wall clock a tick stands for,
//! exactly and whatever the network does. Where that wall clock stands by ours is told by the packets'
//! arrivals, the quickest of the last minute: so clocks that drift are followed, and a slow packet
//! moves nothing. Before the first report, arrivals alone say where a tick belongs. (The reports' own
//! arrivals would be a dozen a minute: too few to tell the network's delay from what it adds.)

use std::time::Duration;

use jackfield_media::rtp::{RtpTime, TimestampUnwrapper};
use jackfield_media::time::Timestamp;

use crate::floor::Floor;
use crate::time_line::{self, RATE};

/// Long against jitter, short against what crystals drift: 6 ms at 100 ppm.
const WINDOW: Duration = Duration::from_secs(60);
/// Reports older than this say nothing any more: arrivals are better than an extrapolation.
const REPORT_LIFE: Duration = Duration::from_secs(60);
/// A report that contradicts the arrivals by more is wrong (some senders report nonsense).
const MAX_CONTRADICTION: i64 = RATE as i64;
/// A packet this far from where its time says it belongs is of another time line.
const STRAY: i64 = 2 * RATE as i64;
/// So many strays in a row, and the sender has begun to count anew.
const STRAYS_TO_RESTART: u32 = 5;

/// What a sender report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderReport {
    /// When it arrived.
    pub arrival: Timestamp,
    /// Which stream it is about.
    pub ssrc: u32,
    /// The sender's wall clock, since 1970.
    pub wall_clock: Duration,
    /// The RTP time that belongs to it.
    pub rtp_time: u32,
}

/// What becomes of a packet by its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// It has these ticks.
    Ticks(u64),
    /// It belongs nowhere.
    Stray,
    /// So did those before it: make a new clock.
    Restarted,
}

/// One stream's clock.
#[derive(Debug, Clone)]
pub(crate) struct ClockMap {
    started: Timestamp,
    unwrapper: TimestampUnwrapper,
    /// Place by arrival less ticks, in samples.
    arrivals: Floor,
    /// Our clock less the sender's wall clock, in nanoseconds.
    walls: Floor,
    last_report: Option<Anchor>,
    strays: u32,
}

/// A report in our words.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    arrival: Timestamp,
    wall_clock: i64,
    ticks: u64,
}

impl Anchor {
    /// The sender's wall clock at some ticks.
    fn wall_clock_at(&self, ticks: u64) -> i64 {
        let since = ticks.wrapping_sub(self.ticks).cast_signed();
        self.wall_clock.saturating_add(time_line::nanos_of(since))
    }
}

impl ClockMap {
    pub(crate) fn new(started: Timestamp) -> Self {
        Self {
            started,
            unwrapper: TimestampUnwrapper::default(),
            arrivals: Floor::new(WINDOW),
            walls: Floor::new(WINDOW),
            last_report: None,
            strays: 0,
        }
    }

    /// Takes a packet's RTP time. It is taken to be sent when its last sample was.
    pub(crate) fn note(&mut self, arrival: Timestamp, rtp_time: u32, samples: u32) -> Noted {
        let ticks = self.unwrapper.unwrap(RtpTime(rtp_time));
        let place = time_line::place(self.started, arrival) - i64::from(samples);
        let offset = place - ticks.cast_signed();
        if self
            .place(arrival, ticks)
            .is_some_and(|expected| (place - expected).abs() > STRAY)
        {
            self.strays += 1;
            if self.strays >= STRAYS_TO_RESTART {
                return Noted::Restarted;
            }
            return Noted::Stray;
        }
        self.strays = 0;
        self.arrivals.note(arrival, offset);
        if let Some(anchor) = self.last_report {
            let said = time_line::nanos(arrival) - time_line::nanos_of(samples.into());
            self.walls
                .note(arrival, said.saturating_sub(anchor.wall_clock_at(ticks)));
        }
        Noted::Ticks(ticks)
    }

    /// Takes a report of this stream; one that comes before any packet says nothing yet.
    pub(crate) fn report(&mut self, report: &SenderReport) {
        let Some(by_arrival) = self.arrivals.value() else {
            return;
        };
        let Ok(wall_clock) = i64::try_from(report.wall_clock.as_nanos()) else {
            return;
        };
        // A copy: what a report claims moves no counter of packets.
        let ticks = { self.unwrapper }.unwrap(RtpTime(report.rtp_time));
        let arrived = time_line::place(self.started, report.arrival);
        let by_report = arrived - ticks.cast_signed();
        if (by_report - by_arrival).abs() > MAX_CONTRADICTION {
            return;
        }
        if self.last_report.is_none() {
            // What arrivals say until now is where it goes on.
            let place = time_line::nanos_of(ticks.cast_signed() + by_arrival);
            let ours = time_line::nanos(self.started) + place;
            self.walls.note(report.arrival, ours - wall_clock);
        }
        self.last_report = Some(Anchor {
            arrival: report.arrival,
            wall_clock,
            ticks,
        });
    }

    /// Where these ticks belong, as far as is known now.
    pub(crate) fn place(&self, now: Timestamp, ticks: u64) -> Option<i64> {
        let offset = match self.offset_by_report(now) {
            Some(offset) => offset,
            None => self.arrivals.value()?,
        };
        Some(ticks.cast_signed().saturating_add(offset))
    }

    fn offset_by_report(&self, now: Timestamp) -> Option<i64> {
        let anchor = self.last_report?;
        if now.since(anchor.arrival) > REPORT_LIFE {
            return None;
        }
        let ours = anchor.wall_clock.checked_add(self.walls.value()?)?;
        let place = time_line::samples(ours - time_line::nanos(self.started));
        Some(place - anchor.ticks.cast_signed())
    }
}

#[cfg(test)]
mod tests;
