//! What one member of a call says, tick by tick, at every rate somebody hears it at.

use std::collections::VecDeque;

use super::Activity;
use crate::error::MediaError;
use crate::opus::{Channels, SampleRate};
use crate::receiver::FrameKind;
use crate::resample::Resampler;

/// Frames that wait at most, 100 ms: more than any clock is off another.
const MAX_WAITING: usize = 5;
/// Ticks for which a level holds: the next may be a little late.
const LEVEL_TICKS: u32 = 2;
/// Frames that waited for this many ticks (2 s) without need are let go.
const WATCHED_TICKS: u32 = 100;
/// Each time that leaves a gap, it is tried after four times as long, up to about two minutes.
const LONGEST_WATCH: u32 = WATCHED_TICKS << 6;

/// Frames on their way from a member to a call.
///
/// They come by the member's clock and go by the call's. One that comes late leaves a gap once: from
/// then on a frame waits, until for two seconds that turns out to be needless.
#[derive(Debug)]
pub struct Voice {
    rate: SampleRate,
    kinds: VecDeque<FrameKind>,
    samples: VecDeque<i16>,
    /// Of this tick; silence when nothing came for it.
    current: Vec<i16>,
    current_kind: Option<FrameKind>,
    activity: Activity,
    /// Told by packets that nobody decodes, and for how many ticks it holds.
    level: Option<(i8, u32)>,
    conversions: Vec<Conversion>,
    ticks: u64,
    least_waiting: usize,
    watched: u32,
    to_watch: u32,
    /// A frame that nobody needs waits for a quiet moment to go.
    is_excessive: bool,
}

/// At another rate.
#[derive(Debug)]
struct Conversion {
    resampler: Resampler,
    rate: SampleRate,
    pending: Vec<i16>,
    frame: Vec<i16>,
    /// The tick it was made for.
    tick: u64,
}

impl Voice {
    /// Of somebody who gives frames of this rate.
    pub fn new(rate: SampleRate) -> Self {
        let len = rate.samples_per_ms(20);
        Self {
            rate,
            kinds: VecDeque::with_capacity(MAX_WAITING),
            samples: VecDeque::with_capacity(MAX_WAITING * len),
            current: vec![0; len],
            current_kind: None,
            activity: Activity::default(),
            level: None,
            conversions: Vec::new(),
            ticks: 0,
            least_waiting: usize::MAX,
            watched: 0,
            to_watch: WATCHED_TICKS,
            is_excessive: false,
        }
    }

    /// Of its frames.
    pub const fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Takes a frame; false when the oldest had to go for it.
    pub fn push(&mut self, kind: FrameKind, frame: &[i16]) -> bool {
        let len = self.current.len();
        let is_full = self.kinds.len() == MAX_WAITING;
        if is_full {
            self.drop_oldest();
        }
        self.kinds.push_back(kind);
        self.samples.extend(frame.iter().take(len));
        self.samples.resize(self.kinds.len() * len, 0);
        !is_full
    }

    /// Takes the level of a packet that is not decoded, in dBov (RFC 6464): enough to tell who speaks.
    pub fn note_level(&mut self, level: i8) {
        self.level = Some((level, LEVEL_TICKS));
    }

    /// Whether a level was told lately.
    pub fn has_level(&self) -> bool {
        self.level.is_some()
    }

    /// Drops what waits: what is heard now is the last.
    pub fn clear(&mut self) {
        self.kinds.clear();
        self.samples.clear();
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Goes on by one tick. Answers whether talking began or ended with it.
    pub fn tick(&mut self) -> Option<bool> {
        self.ticks += 1;
        if self.is_excessive && !self.activity.is_loud() && self.kinds.len() > 1 {
            self.drop_oldest();
            self.is_excessive = false;
        }
        self.current_kind = self.kinds.pop_front();
        self.current.fill(0);
        if self.current_kind.is_some() {
            let len = self.current.len();
            for (out, sample) in self.current.iter_mut().zip(self.samples.drain(..len)) {
                *out = sample;
            }
        }
        self.watch_waiting();
        let level = self.level;
        self.level = level.and_then(|(level, ticks)| Some((level, ticks.checked_sub(1)?)));
        match (self.current_kind, level) {
            (Some(_), _) => self.activity.note(&self.current),
            (None, Some((level, _))) => self.activity.note_level(level),
            (None, None) => self.activity.note(&[]),
        }
    }

    /// How this tick's frame came about; `None` when there is none.
    pub const fn kind(&self) -> Option<FrameKind> {
        self.current_kind
    }

    /// What it did lately.
    pub const fn activity(&self) -> &Activity {
        &self.activity
    }

    /// This tick's frame at a rate, silence when there is none.
    pub fn frame(&mut self, rate: SampleRate) -> Result<&[i16], MediaError> {
        if rate == self.rate {
            return Ok(&self.current);
        }
        let known = self
            .conversions
            .iter()
            .position(|conversion| conversion.rate == rate);
        let index = if let Some(index) = known {
            index
        } else {
            self.conversions.push(Conversion::new(self.rate, rate)?);
            self.conversions.len() - 1
        };
        let Some(conversion) = self.conversions.get_mut(index) else {
            return Ok(&[]);
        };
        conversion.run(self.ticks, &self.current)?;
        Ok(&conversion.frame)
    }

    fn drop_oldest(&mut self) {
        self.kinds.pop_front();
        self.samples.drain(..self.current.len());
    }

    fn watch_waiting(&mut self) {
        if self.current_kind.is_none() {
            if self.activity.is_loud() {
                self.to_watch = (self.to_watch * 4).min(LONGEST_WATCH);
            }
            (self.least_waiting, self.watched) = (usize::MAX, 0);
            return;
        }
        self.least_waiting = self.least_waiting.min(self.kinds.len());
        self.watched += 1;
        if self.watched >= self.to_watch {
            self.is_excessive = self.least_waiting > 0;
            (self.least_waiting, self.watched) = (usize::MAX, 0);
        }
    }
}

impl Conversion {
    fn new(from: SampleRate, to: SampleRate) -> Result<Self, MediaError> {
        let len = to.samples_per_ms(20);
        Ok(Self {
            resampler: Resampler::new(from.hz(), to.hz(), Channels::Mono)?,
            rate: to,
            // The first frame of a stream is a little longer than it came.
            pending: Vec::with_capacity(2 * len),
            frame: vec![0; len],
            tick: 0,
        })
    }

    /// Once per tick, however often it is asked for.
    fn run(&mut self, tick: u64, frame: &[i16]) -> Result<(), MediaError> {
        if self.tick == tick {
            return Ok(());
        }
        if self.tick + 1 != tick {
            self.resampler.reset();
            self.pending.clear();
        }
        self.tick = tick;
        self.resampler.process(frame, &mut self.pending)?;
        let whole = self.frame.len().min(self.pending.len());
        self.frame.fill(0);
        for (out, sample) in self.frame.iter_mut().zip(self.pending.drain(..whole)) {
            *out = sample;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
