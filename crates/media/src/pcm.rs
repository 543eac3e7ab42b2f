//! Audio that comes and goes as PCM over a reliable stream: nothing is lost, much may be late.
//!
//! TCP turns a lost segment into a stall and a burst. [`PcmReceiver`] turns those back into frames
//! that come one by one, and [`PcmSender`] plays frames out at the rate the other side wants.

use std::time::Duration;

use crate::error::MediaError;
use crate::opus::Channels;
use crate::resample::{OnDemand, Resampler};
use crate::sender::{FRAME, MAX_FRAME_SAMPLES, Playout, Refused};
use crate::time::Timestamp;

/// How late audio may be before silence takes its place: long enough for most retransmissions.
const PATIENCE: Duration = Duration::from_millis(60);
/// A frame this long after the one before comes after a pause. The first one that patience ends with,
/// silence or a rest that was filled up, is up to a tick later than a frame and the patience.
const PAUSE: Duration = PATIENCE.saturating_add(FRAME.saturating_mul(2));
/// Silence after the last audio before the receiver rests; the same as for RTP.
const SILENCE_BEFORE_IDLE: Duration = crate::receiver::SILENCE_BEFORE_IDLE;
/// What is kept of a backlog that is over the limit: where a short stall would have left it.
const KEPT_BACKLOG: Duration = Duration::from_millis(100);

/// A frame as [`PcmReceiver::poll_frame`] tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PcmFrame {
    /// Since the first frame.
    pub media_time: Duration,
    /// Nothing had come in time, so it is silence.
    pub is_silence: bool,
    /// Since when all of it was there.
    pub ready: Timestamp,
}

/// From chunks of any length to frames of 20 ms, mono, at a rate of Opus.
#[derive(Debug)]
pub struct PcmReceiver {
    playout: Playout,
    limit: Duration,
    to_rate: u32,
    resampler: Resampler,
    resampled: Vec<i16>,
    scratch: [i16; MAX_FRAME_SAMPLES],
    last_arrival: Option<Timestamp>,
    /// When the first frame left.
    first_frame: Option<Timestamp>,
    /// When the last frame left, and its media time.
    last_frame: Option<(Timestamp, Duration)>,
    skipped: Duration,
    silence: Duration,
}

impl PcmReceiver {
    /// From `rate` to `to_rate`, which has to be one of Opus; more than `limit` never waits.
    pub fn new(rate: u32, to_rate: u32, limit: Duration) -> Result<Self, MediaError> {
        Ok(Self {
            // Whatever comes is taken; then the oldest goes.
            playout: Playout::new(Duration::MAX).with_grace(PATIENCE),
            limit,
            to_rate,
            resampler: Resampler::new(rate, to_rate, Channels::Mono)?,
            resampled: Vec::new(),
            scratch: [0; MAX_FRAME_SAMPLES],
            last_arrival: None,
            first_frame: None,
            last_frame: None,
            skipped: Duration::ZERO,
            silence: Duration::ZERO,
        })
    }

    /// Takes mono samples as they come.
    pub fn push(&mut self, now: Timestamp, samples: &[i16]) -> Result<(), MediaError> {
        self.last_arrival = Some(now);
        self.resampled.clear();
        self.resampler.process(samples, &mut self.resampled)?;
        // Refused for nothing: the rate is one of Opus, and there is no limit.
        let _ = self.playout.queue(now, self.to_rate, &self.resampled);
        if self.playout.queued() > self.limit {
            self.skipped += self.playout.shorten(KEPT_BACKLOG.min(self.limit));
        }
        Ok(())
    }

    /// When to call [`PcmReceiver::poll_frame`] next.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        [self.playout.next_timeout(), self.silence_due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The next frame that is due; its samples fill `out`. Call until `None`.
    pub fn poll_frame(&mut self, now: Timestamp, out: &mut [i16]) -> Option<PcmFrame> {
        if let Some(played) = self.playout.poll_frame(now, &mut self.scratch) {
            self.skipped += played.skipped;
            for (out, sample) in out.iter_mut().zip(&self.scratch) {
                *out = *sample;
            }
            return Some(PcmFrame {
                ready: now.saturating_sub(played.waited),
                ..self.frame_at(now, false)
            });
        }
        let due = self.silence_due().filter(|due| *due <= now)?;
        out.fill(0);
        self.silence += FRAME;
        Some(self.frame_at(due, true))
    }

    /// Audio that waits.
    pub fn queued(&self) -> Duration {
        self.playout.queued()
    }

    /// Audio that was dropped because more waited than may, or than is worth its delay.
    pub fn skipped(&self) -> Duration {
        self.skipped
    }

    /// Silence in the place of audio that did not come.
    pub fn silence(&self) -> Duration {
        self.silence
    }

    /// When the next frame has to be silence: nothing came for it, and not for so long that the
    /// other side must have stopped.
    fn silence_due(&self) -> Option<Timestamp> {
        let (frame, arrival) = (self.last_frame?.0, self.last_arrival?);
        let due = (frame + FRAME).max(arrival + FRAME + PATIENCE);
        let waits = !self.playout.queued().is_zero();
        (!waits && due <= arrival + SILENCE_BEFORE_IDLE).then_some(due)
    }

    /// Media time counts frames; after a pause it goes on where the clock is.
    fn frame_at(&mut self, at: Timestamp, is_silence: bool) -> PcmFrame {
        let first = *self.first_frame.get_or_insert(at);
        let media_time = match self.last_frame {
            None => Duration::ZERO,
            Some((before, media_time)) if at.since(before) < PAUSE => media_time + FRAME,
            Some((_, media_time)) => at.since(first).max(media_time + FRAME),
        };
        self.last_frame = Some((at, media_time));
        PcmFrame {
            media_time,
            is_silence,
            ready: at,
        }
    }
}

/// From audio of any rate to frames of about 20 ms at one rate, by the clock.
#[derive(Debug)]
pub struct PcmSender {
    playout: Playout,
    resampler: OnDemand,
    frame: [i16; MAX_FRAME_SAMPLES],
    skipped: Duration,
}

impl PcmSender {
    /// With nothing to say; `limit` is how much may wait.
    pub fn new(to_rate: u32, limit: Duration) -> Self {
        Self {
            playout: Playout::new(limit),
            resampler: OnDemand::new(to_rate, Channels::Mono),
            frame: [0; MAX_FRAME_SAMPLES],
            skipped: Duration::ZERO,
        }
    }

    /// Queue mono samples for play-out, all or none.
    pub fn queue(&mut self, now: Timestamp, rate: u32, samples: &[i16]) -> Result<(), Refused> {
        self.playout.queue(now, rate, samples)
    }

    /// Drop what waits (barge-in): the frame given out last is the last that is heard.
    pub fn clear(&mut self) {
        self.playout.clear();
    }

    /// How long it takes to play what waits.
    pub fn queued(&self) -> Duration {
        self.playout.queued()
    }

    /// Audio dropped after a stall, as it would have delayed the rest of the call.
    pub fn skipped(&self) -> Duration {
        self.skipped
    }

    /// When to call [`PcmSender::poll_frame`] next.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        self.playout.next_timeout()
    }

    /// The next frame that is due, appended to `out`; false when none is. Call until false.
    pub fn poll_frame(&mut self, now: Timestamp, out: &mut Vec<i16>) -> Result<bool, MediaError> {
        let Some(frame) = self.playout.poll_frame(now, &mut self.frame) else {
            return Ok(false);
        };
        self.skipped += frame.skipped;
        let samples = self.frame.get(..frame.rate.samples_per_ms(20));
        self.resampler
            .process(frame.rate.hz(), samples.unwrap_or_default(), out)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
