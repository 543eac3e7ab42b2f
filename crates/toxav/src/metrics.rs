//! How well a call goes, in figures of a second.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Figures are of stretches this long.
const STRETCH: Duration = Duration::from_secs(1);
/// A latency counts one part in this many.
const SMOOTHING: u32 = 16;
/// Quality is called better when it would be even with this many times the loss and jitter: at the
/// border it would change every second.
const CAUTION: f32 = 1.5;

/// How well a call goes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CallMetrics {
    /// Time from a packet of audio to the program, as a mean. What the network takes is not known: the
    /// wire tells nothing of it.
    pub audio_latency: Duration,
    /// Time from the first packet of a frame of video to the program, as a mean.
    pub video_latency: Duration,
    /// Part of what the friend sent that did not come, in the last seconds (0 to 1).
    pub packet_loss: f32,
    /// Interarrival jitter of the audio (RFC 3550 §6.4.1).
    pub jitter: Duration,
    /// Part of a processor that the call takes (1 is one core), in the last seconds.
    pub cpu_usage: f32,
    /// Bytes that the call takes, without what libvpx keeps to itself.
    pub memory_usage: usize,
}

/// A call in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// Words are missing.
    Poor,
    /// One hears that it is a network.
    Fair,
    /// As if there were none.
    Good,
}

/// What a call counted so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// What came: packets of audio and of video.
    pub received: u64,
    /// What did not.
    pub lost: u64,
    /// Interarrival jitter of the audio.
    pub jitter: Duration,
    /// Bytes that are taken.
    pub memory: usize,
}

/// Measures one call.
#[derive(Debug, Clone)]
pub struct Meter {
    metrics: CallMetrics,
    quality: Quality,
    since: Timestamp,
    totals: Totals,
    spent: Duration,
}

impl Quality {
    fn of(loss: f32, jitter: Duration) -> Self {
        if loss >= 0.1 || jitter >= Duration::from_millis(100) {
            Self::Poor
        } else if loss >= 0.02 || jitter >= Duration::from_millis(30) {
            Self::Fair
        } else {
            Self::Good
        }
    }
}

impl Meter {
    /// A call begins.
    pub fn new(now: Timestamp) -> Self {
        Self {
            metrics: CallMetrics::default(),
            quality: Quality::Good,
            since: now,
            totals: Totals::default(),
            spent: Duration::ZERO,
        }
    }

    /// Audio was given to the program so long after its packet came.
    pub fn note_audio(&mut self, latency: Duration) {
        smooth(&mut self.metrics.audio_latency, latency);
    }

    /// A picture was given to the program so long after its first packet came.
    pub fn note_video(&mut self, latency: Duration) {
        smooth(&mut self.metrics.video_latency, latency);
    }

    /// So much processor time was spent on the call.
    pub fn note_cpu(&mut self, spent: Duration) {
        self.spent += spent;
    }

    /// Takes what was counted until now, once a second; gives the quality when it is another one.
    pub fn poll(&mut self, now: Timestamp, totals: Totals) -> Option<Quality> {
        let stretch = now.since(self.since);
        if stretch < STRETCH {
            return None;
        }
        let loss = self.loss_until(totals);
        // Half of the figure is what was before: one second alone says little.
        self.metrics.packet_loss = f32::midpoint(self.metrics.packet_loss, loss);
        let usage = self.spent.as_secs_f32() / stretch.as_secs_f32();
        self.metrics.cpu_usage = f32::midpoint(self.metrics.cpu_usage, usage);
        self.metrics.jitter = totals.jitter;
        self.metrics.memory_usage = totals.memory;
        (self.since, self.totals, self.spent) = (now, totals, Duration::ZERO);
        self.judge()
    }

    /// The figures of the last second.
    pub const fn metrics(&self) -> CallMetrics {
        self.metrics
    }

    /// In one word.
    pub const fn quality(&self) -> Quality {
        self.quality
    }

    #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
    fn loss_until(&self, totals: Totals) -> f32 {
        let received = totals.received.saturating_sub(self.totals.received);
        // What was thought lost may have come.
        let lost = totals.lost.saturating_sub(self.totals.lost);
        if received + lost == 0 {
            return 0.0;
        }
        lost as f32 / (received + lost) as f32
    }

    fn judge(&mut self) -> Option<Quality> {
        let (loss, jitter) = (self.metrics.packet_loss, self.metrics.jitter);
        let found = Quality::of(loss, jitter);
        let cautious = Quality::of(loss * CAUTION, jitter.mul_f32(CAUTION));
        let quality = if found > self.quality {
            cautious.max(self.quality)
        } else {
            found
        };
        let has_changed = quality != self.quality;
        self.quality = quality;
        has_changed.then_some(quality)
    }
}

fn smooth(mean: &mut Duration, latency: Duration) {
    *mean = if mean.is_zero() {
        latency
    } else {
        (*mean * (SMOOTHING - 1) + latency) / SMOOTHING
    };
}

#[cfg(test)]
mod tests;
