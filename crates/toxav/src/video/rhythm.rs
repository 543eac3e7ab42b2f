//! When a key frame is due.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Who joins late, or loses one of the first packets, waits for a second key frame this long, then for
/// a third and a fourth.
const FIRST_GAPS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
];

/// How often there are key frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFrameConfig {
    /// At least once in this time, for who cannot ask.
    pub interval: Duration,
    /// At most once in this time when they are asked for.
    pub min_interval: Duration,
}

impl Default for KeyFrameConfig {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(2),
            min_interval: Duration::from_millis(500),
        }
    }
}

/// The key frames of one call.
#[derive(Debug, Clone)]
pub(super) struct Rhythm {
    config: KeyFrameConfig,
    last: Option<Timestamp>,
    sent: usize,
    is_asked_for: bool,
}

impl Rhythm {
    pub(super) const fn new(config: KeyFrameConfig) -> Self {
        Self {
            config,
            last: None,
            sent: 0,
            is_asked_for: false,
        }
    }

    /// Somebody needs one.
    pub(super) const fn ask(&mut self) {
        self.is_asked_for = true;
    }

    /// Whether the next frame is to be one.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        let Some(last) = self.last else {
            return true;
        };
        let gap = self.sent.checked_sub(1);
        let gap = gap.and_then(|gap| FIRST_GAPS.get(gap)).copied();
        let gap = gap
            .unwrap_or(self.config.interval)
            .min(self.config.interval);
        now.since(last) >= gap || self.is_asked_for && self.may_begin(now)
    }

    /// Whether there may be one if it is needed.
    pub(super) fn may_begin(&self, now: Timestamp) -> bool {
        self.last
            .is_none_or(|last| now.since(last) >= self.config.min_interval)
    }

    /// One was sent.
    pub(super) const fn note(&mut self, now: Timestamp) {
        self.last = Some(now);
        self.sent += 1;
        self.is_asked_for = false;
    }
}

#[cfg(test)]
mod tests;
