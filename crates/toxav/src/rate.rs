//! What to do about a report of loss.
//!
//! As libtoxcore does: from a tenth on, less is proposed to the program, for video if it is sent and for
//! audio otherwise, and the program decides. In automatic mode the proposal is taken at once, and what
//! was given up comes back step by step while nothing is lost, up to what the program asked for.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::bandwidth::Report;
use crate::rtp::Media;

/// How rates are adapted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateConfig {
    /// Less is proposed from this share of lost bytes on (0 to 1).
    pub loss_threshold: f32,
    /// Take proposals at once.
    pub automatic: bool,
    /// In automatic mode audio does not fall below this (kbit/s).
    pub min_audio_kbps: u32,
    /// In automatic mode video does not fall below this (kbit/s).
    pub min_video_kbps: u32,
    /// In automatic mode what was given up begins to come back when no loss was reported for so long.
    pub recovery_after: Duration,
    /// It comes back in steps of this much, per cent of the present rate, one each second.
    pub recovery_percent: u32,
}

impl Default for RateConfig {
    fn default() -> Self {
        Self {
            loss_threshold: 0.1,
            automatic: false,
            min_audio_kbps: 12,
            min_video_kbps: 100,
            recovery_after: Duration::from_secs(4),
            recovery_percent: 8,
        }
    }
}

/// Less, or more again, of one medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Of what.
    pub media: Media,
    /// How much (kbit/s).
    pub kbps: u32,
    /// The rate is to be set to it. Otherwise the program is to be told.
    pub is_order: bool,
}

/// What a program asked for, and what is sent of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Rate {
    asked: u32,
    present: u32,
}

/// Adapts the rates of one call.
#[derive(Debug, Clone)]
pub struct Adapter {
    config: RateConfig,
    audio: Rate,
    video: Rate,
    /// When a loss was last reported, or a rate last raised.
    calm_since: Timestamp,
}

/// Between two steps up.
const STEP: Duration = Duration::from_secs(1);

impl Adapter {
    /// Nothing is sent yet.
    pub fn new(config: RateConfig) -> Self {
        Self {
            config,
            audio: Rate::default(),
            video: Rate::default(),
            calm_since: Timestamp::ZERO,
        }
    }

    /// The program sets a rate (kbit/s); 0 switches the medium off.
    pub fn set(&mut self, media: Media, kbps: u32) {
        *self.rate(media) = Rate {
            asked: kbps,
            present: kbps,
        };
    }

    /// What is sent (kbit/s).
    pub const fn present(&self, media: Media) -> u32 {
        match media {
            Media::Audio => self.audio.present,
            Media::Video => self.video.present,
        }
    }

    /// A report came.
    pub fn report(&mut self, now: Timestamp, report: Report) -> Option<Proposal> {
        self.calm_since = now;
        if report.loss() < self.config.loss_threshold {
            return None;
        }
        let media = if self.video.present != 0 {
            Media::Video
        } else if self.audio.present != 0 {
            Media::Audio
        } else {
            return None;
        };
        let (config, rate) = (self.config, self.rate(media));
        let least = match media {
            Media::Audio => config.min_audio_kbps,
            Media::Video => config.min_video_kbps,
        };
        let kbps = without(rate.present, report.loss());
        if !config.automatic {
            return Some(Proposal {
                media,
                kbps,
                is_order: false,
            });
        }
        let kbps = kbps.max(least.min(rate.present));
        rate.order(media, kbps)
    }

    /// Whether something that was given up comes back now.
    pub fn poll(&mut self, now: Timestamp) -> Option<Proposal> {
        if !self.config.automatic || now < self.next_timeout()? {
            return None;
        }
        // So that the next step comes after one second.
        self.calm_since = (now + STEP).saturating_sub(self.config.recovery_after);
        let media = if self.audio.is_lowered() {
            Media::Audio
        } else {
            Media::Video
        };
        let percent = self.config.recovery_percent;
        let rate = self.rate(media);
        let step = (u64::from(rate.present) * u64::from(percent) / 100).max(1);
        let raised = u64::from(rate.present) + step;
        let kbps = u32::try_from(raised).unwrap_or(u32::MAX).min(rate.asked);
        rate.order(media, kbps)
    }

    /// When to poll.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let is_lowered = self.audio.is_lowered() || self.video.is_lowered();
        is_lowered.then(|| self.calm_since + self.config.recovery_after)
    }

    const fn rate(&mut self, media: Media) -> &mut Rate {
        match media {
            Media::Audio => &mut self.audio,
            Media::Video => &mut self.video,
        }
    }
}

impl Rate {
    const fn is_lowered(self) -> bool {
        self.present < self.asked
    }

    fn order(&mut self, media: Media, kbps: u32) -> Option<Proposal> {
        if kbps == self.present {
            return None;
        }
        self.present = kbps;
        Some(Proposal {
            media,
            kbps,
            is_order: true,
        })
    }
}

/// In single precision and cut off, as libtoxcore reckons.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "as libtoxcore reckons"
)]
fn without(kbps: u32, loss: f32) -> u32 {
    (kbps as f32 - kbps as f32 * loss) as u32
}

#[cfg(test)]
mod tests;
