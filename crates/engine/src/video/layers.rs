//! The streams of one picture at several qualities (simulcast), and which of them fits a line.
//!
//! They are told apart by what they carry, not by their names: RIDs have no order.

use std::time::Duration;

use jackfield_media::time::Timestamp;

/// Over which bits are counted.
const WINDOW: Duration = Duration::from_secs(1);
/// A layer without packets for so long is switched off.
const SILENT: Duration = Duration::from_secs(2);
/// Qualities of one picture: browsers send three.
const MAX_LAYERS: usize = 4;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Layers(Vec<Layer>);

#[derive(Debug, Clone, Copy)]
struct Layer {
    ssrc: u32,
    /// In the current window.
    bits: u64,
    window: Timestamp,
    /// In bits per second, once a window is full.
    rate: Option<u64>,
    last: Timestamp,
}

impl Layers {
    /// Counts a packet.
    pub(super) fn note(&mut self, now: Timestamp, ssrc: u32, bytes: usize) {
        self.0.retain(|layer| now.since(layer.last) < SILENT);
        let index = self.0.iter().position(|layer| layer.ssrc == ssrc);
        let Some(index) = index.or_else(|| self.add(now, ssrc)) else {
            return;
        };
        if let Some(layer) = self.0.get_mut(index) {
            layer.note(now, bytes);
        }
    }

    /// The best layer that takes no more than so many bits per second, else the smallest.
    pub(super) fn fitting(&self, now: Timestamp, budget: Option<u64>) -> Option<u32> {
        let sent = self.0.iter().filter(|layer| now.since(layer.last) < SILENT);
        let sent = sent.map(|layer| (layer.rate.unwrap_or(0), layer.ssrc));
        let fits = |(rate, _): &(u64, u32)| budget.is_none_or(|budget| *rate <= budget);
        let best = sent.clone().filter(fits).max();
        best.or_else(|| sent.min()).map(|(_, ssrc)| ssrc)
    }

    /// Whether nothing is sent any more.
    pub(super) fn is_silent(&self, now: Timestamp) -> bool {
        self.0.iter().all(|layer| now.since(layer.last) >= SILENT)
    }

    /// What a layer takes, in bits per second.
    pub(super) fn rate(&self, ssrc: u32) -> Option<u64> {
        let layer = self.0.iter().find(|layer| layer.ssrc == ssrc)?;
        layer.rate
    }

    fn add(&mut self, now: Timestamp, ssrc: u32) -> Option<usize> {
        if self.0.len() == MAX_LAYERS {
            return None;
        }
        self.0.push(Layer {
            ssrc,
            bits: 0,
            window: now,
            rate: None,
            last: now,
        });
        Some(self.0.len() - 1)
    }
}

impl Layer {
    fn note(&mut self, now: Timestamp, bytes: usize) {
        self.last = now;
        let time = now.since(self.window);
        if time >= WINDOW {
            let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
            let bits = u128::from(self.bits) * 1_000_000_000 / u128::from(nanos.max(1));
            self.rate = u64::try_from(bits).ok();
            (self.window, self.bits) = (now, 0);
        }
        self.bits += bytes as u64 * 8;
    }
}

#[cfg(test)]
mod tests;
