//! What can be set.

use std::time::Duration;

use crate::effects::EffectsConfig;
use crate::rate::RateConfig;
use crate::video::ScreenConfig;
use crate::{audio, video};

/// How an engine behaves. Every limit is here, with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    /// A call that nobody answers ends after this many seconds; never, when `None`, as in the reference.
    pub ring_timeout_s: Option<u32>,
    /// For how long after we hung up a friend that we call again is asked whether it knows of that, and for
    /// how long its answer is awaited before what else it says counts. Longer than messages take there
    /// and back.
    pub crossing_window: Duration,
    /// Events that wait for the program. Over it the oldest is dropped, ends of calls last.
    pub event_queue: usize,
    /// Messages that wait to be handed to Tox. Over it new ones are dropped.
    pub message_queue: usize,
    /// From so many answered calls on each encodes audio with
    /// [`crowd_complexity`](audio::SenderConfig::crowd_complexity).
    pub crowd: usize,
    /// How audio is sent.
    pub audio_sender: audio::SenderConfig,
    /// How audio is received.
    pub audio_receiver: audio::ReceiverConfig,
    /// How video is sent.
    pub video_sender: video::SenderConfig,
    /// How video is received.
    pub video_receiver: video::ReceiverConfig,
    /// How pictures are decoded.
    pub screen: ScreenConfig,
    /// How rates follow losses.
    pub rate: RateConfig,
    /// How effects work.
    pub effects: EffectsConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ring_timeout_s: None,
            crossing_window: Duration::from_secs(2),
            event_queue: 4096,
            message_queue: 4096,
            crowd: 8,
            audio_sender: audio::SenderConfig::default(),
            audio_receiver: audio::ReceiverConfig::default(),
            video_sender: video::SenderConfig::default(),
            video_receiver: video::ReceiverConfig::default(),
            screen: ScreenConfig::default(),
            rate: RateConfig::default(),
            effects: EffectsConfig::default(),
        }
    }
}

impl Config {
    /// The ring time-out as time.
    pub fn ring_timeout(&self) -> Option<Duration> {
        self.ring_timeout_s
            .map(|seconds| Duration::from_secs(u64::from(seconds)))
    }
}

/// The bit rates that audio may have, in kbit/s; 0 switches it off.
pub const AUDIO_KBPS: std::ops::RangeInclusive<u32> = 6..=510;
/// The highest bit rate of video, in kbit/s; 0 switches it off.
pub const MAX_VIDEO_KBPS: u32 = 1_000_000;

/// Whether audio may have this bit rate.
pub fn is_audio_rate(kbps: u32) -> bool {
    kbps == 0 || AUDIO_KBPS.contains(&kbps)
}

/// Whether video may have this bit rate.
pub const fn is_video_rate(kbps: u32) -> bool {
    kbps <= MAX_VIDEO_KBPS
}

#[cfg(test)]
mod tests;
