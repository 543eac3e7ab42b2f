//! Counts of media packets, which no lock is taken for.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::counters::Counters;

#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self) {
        self.add_all(1);
    }

    pub(super) fn add_all(&self, count: u64) {
        self.0.fetch_add(count, Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

#[derive(Debug, Default)]
pub(super) struct Traffic {
    pub(super) audio: Count,
    pub(super) video: Count,
    pub(super) bandwidth: Count,
    pub(super) unknown: Count,
    pub(super) without_call: Count,
    pub(super) unwanted: Count,
    pub(super) refused: Count,
    pub(super) unsent: Count,
    pub(super) unheeded: Count,
}

impl Traffic {
    pub(super) fn count(&self, counters: &mut Counters) {
        counters.audio_packets = self.audio.get();
        counters.video_packets = self.video.get();
        counters.bandwidth_packets = self.bandwidth.get();
        counters.unknown_packets = self.unknown.get();
        counters.packets_without_call = self.without_call.get();
        counters.packets_unwanted = self.unwanted.get();
        counters.packets_refused = self.refused.get();
        counters.packets_unsent = self.unsent.get();
        counters.echo_reference_dropped = self.unheeded.get();
    }
}

#[cfg(test)]
mod tests;
