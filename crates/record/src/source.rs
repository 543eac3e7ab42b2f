//! One participant: what came from them, put in its place.

use std::sync::Arc;

use jackfield_media::opus;
use jackfield_media::red::RedPayload;
use jackfield_media::resample::Resampler;
use jackfield_media::time::Timestamp;

use crate::clock::{ClockMap, Noted, SenderReport};
use crate::placer::{Piece, Placer};
use crate::shelf::{Audio, Held, Refused, Shelf};
use crate::time_line::{self, RATE};

/// Samples that came this much after those before them, 400 ms, were spoken later and not only sent
/// later: the speaker paused.
const PAUSE: i64 = 19_200;
/// A packet of less than this part of the usual size holds next to nothing (variable bit rate).
const QUIET_PART: usize = 2;
/// Peak below which samples count as quiet: −40 dBFS.
const QUIET_PEAK: u16 = 328;
/// Share of a packet in the usual size: 1/16.
const SIZE_MEMORY: usize = 16;

/// What a packet's payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Opus.
    Opus,
    /// Opus inside RFC 2198.
    Red,
}

/// An RTP packet as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Which stream it belongs to.
    pub ssrc: u32,
    /// Its time, 48,000 ticks a second.
    pub rtp_time: u32,
    /// What the payload is.
    pub encoding: Encoding,
    /// What it carries.
    pub payload: Arc<[u8]>,
}

/// What became of the packets of a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// In the recording.
    pub recorded: u64,
    /// Of those, taken from a later packet's redundancy.
    pub repaired: u64,
    /// Left out: they came too late, or their sender's clock ran ahead.
    pub late: u64,
    /// No Opus and no RED.
    pub malformed: u64,
    /// More than any sender sends.
    pub refused: u64,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Source {
    started: Timestamp,
    ssrc: Option<u32>,
    clock: ClockMap,
    shelf: Shelf,
    placer: Placer,
    /// Of a packet, in sixteenths.
    usual_size: usize,
    pcm: Option<Pcm>,
}

/// Samples that come without a time of their own.
#[derive(Debug)]
struct Pcm {
    resampler: Resampler,
    /// Of the next sample.
    ticks: u64,
}

impl Source {
    /// Its part of the time line begins at `written`.
    pub(crate) fn new(started: Timestamp, written: u64) -> Self {
        Self {
            started,
            ssrc: None,
            clock: ClockMap::new(started),
            shelf: Shelf::default(),
            placer: Placer::new(written),
            usual_size: 0,
            pcm: None,
        }
    }

    /// How far its part of the time line is known.
    pub(crate) fn written(&self) -> u64 {
        self.placer.written()
    }

    /// Takes a packet. A stream that begins anew ends the one before, whose pieces come out.
    pub(crate) fn packet(
        &mut self,
        now: Timestamp,
        packet: &Packet,
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) {
        if self.ssrc.is_some_and(|known| known != packet.ssrc) {
            self.restart(now, stats, out);
        }
        self.ssrc = Some(packet.ssrc);
        match packet.encoding {
            Encoding::Opus => {
                self.opus(now, packet, &packet.payload, stats, out);
            }
            Encoding::Red => self.red(now, packet, stats, out),
        }
    }

    /// Takes a report; one of another stream than the current is none of ours.
    pub(crate) fn report(&mut self, report: &SenderReport) {
        if self.ssrc == Some(report.ssrc) {
            self.clock.report(report);
        }
    }

    /// Takes mono samples of which the last was taken now. A rate that cannot be converted says
    /// nothing.
    pub(crate) fn samples(
        &mut self,
        now: Timestamp,
        rate: u32,
        samples: &[i16],
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) {
        let Some(pcm) = self.pcm_at(rate) else {
            stats.malformed += 1;
            return;
        };
        let mut converted = Vec::new();
        if pcm.resampler.process(samples, &mut converted).is_err() || converted.is_empty() {
            return;
        }
        let ticks = pcm.ticks;
        let len = converted.len();
        let place = time_line::place(self.started, now) - i64::try_from(len).unwrap_or(0);
        let late = self.clock.place(now, ticks).map_or(0, |due| place - due);
        let Some(pcm) = &mut self.pcm else { return };
        // A pause is no part of what was said: the samples after it are as much later.
        let skipped = if late > PAUSE { late.unsigned_abs() } else { 0 };
        let ticks = ticks + skipped;
        pcm.ticks = ticks + len as u64;
        self.hold_samples(now, ticks, converted, stats, out);
    }

    /// Gives out what is complete up to a place, and silence where nothing is. What comes later for
    /// that stretch is too late.
    pub(crate) fn advance(
        &mut self,
        now: Timestamp,
        until: i64,
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) {
        let mut next = None;
        while let Some(held) = self.shelf.first() {
            let place = self.clock.place(now, held.ticks).unwrap_or(until);
            if place.saturating_add(i64::from(held.samples)) > until {
                next = Some(place);
                break;
            }
            self.place_first(place, stats, out);
        }
        self.placer.fill(next.unwrap_or(until).min(until), out);
    }

    /// Gives out everything up to the first of two places, and silence up to the second at least.
    pub(crate) fn finish(
        &mut self,
        now: Timestamp,
        (until, filled): (i64, i64),
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) {
        while let Some(held) = self.shelf.first() {
            let place = self.clock.place(now, held.ticks).unwrap_or(until);
            if place >= until {
                break;
            }
            self.place_first(place, stats, out);
        }
        self.placer.fill_beyond(filled, out);
    }
}

impl Source {
    fn opus(
        &mut self,
        now: Timestamp,
        packet: &Packet,
        payload: &Arc<[u8]>,
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) -> Option<u64> {
        let samples = samples_of(payload, stats)?;
        let ticks = self.note(now, packet.rtp_time, samples, stats, out)?;
        self.hold(
            Held {
                ticks,
                samples,
                audio: Audio::Opus(Arc::clone(payload)),
                is_copy: false,
            },
            stats,
        );
        Some(ticks)
    }

    fn red(&mut self, now: Timestamp, packet: &Packet, stats: &mut Stats, out: &mut Vec<Piece>) {
        let Ok(red) = RedPayload::parse(&packet.payload) else {
            stats.malformed += 1;
            return;
        };
        let primary = red.primary();
        let Some(ticks) = self.opus(now, packet, &Arc::from(primary.data), stats, out) else {
            return;
        };
        let copies = red
            .redundant()
            .filter(|block| block.payload_type == primary.payload_type && !block.data.is_empty());
        for block in copies {
            let ticks = ticks.checked_sub(u64::from(block.timestamp_offset));
            let (Some(ticks), Some(samples)) = (ticks, samples_of(block.data, stats)) else {
                continue;
            };
            self.hold(
                Held {
                    ticks,
                    samples,
                    audio: Audio::Opus(Arc::from(block.data)),
                    is_copy: true,
                },
                stats,
            );
        }
    }

    fn hold_samples(
        &mut self,
        now: Timestamp,
        ticks: u64,
        samples: Vec<i16>,
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) {
        let Ok(len) = u32::try_from(samples.len()) else {
            return;
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "unwrapped again by the clock"
        )]
        let rtp_time = ticks as u32;
        let Some(ticks) = self.note(now, rtp_time, len, stats, out) else {
            return;
        };
        self.hold(
            Held {
                ticks,
                samples: len,
                audio: Audio::Pcm(samples),
                is_copy: false,
            },
            stats,
        );
    }

    /// The ticks of an RTP time; none for what belongs nowhere.
    fn note(
        &mut self,
        now: Timestamp,
        rtp_time: u32,
        samples: u32,
        stats: &mut Stats,
        out: &mut Vec<Piece>,
    ) -> Option<u64> {
        match self.clock.note(now, rtp_time, samples) {
            Noted::Ticks(ticks) => Some(ticks),
            Noted::Stray => {
                stats.late += 1;
                None
            }
            Noted::Restarted => {
                self.restart(now, stats, out);
                match self.clock.note(now, rtp_time, samples) {
                    Noted::Ticks(ticks) => Some(ticks),
                    _ => None,
                }
            }
        }
    }

    fn hold(&mut self, held: Held, stats: &mut Stats) {
        if self.shelf.put(held) == Err(Refused::Full) {
            stats.refused += 1;
        }
    }

    /// Another stream: what waits of the old one goes where it belongs by the old clock.
    fn restart(&mut self, now: Timestamp, stats: &mut Stats, out: &mut Vec<Piece>) {
        let until = time_line::place(self.started, now);
        while let Some(held) = self.shelf.first() {
            let place = self.clock.place(now, held.ticks).unwrap_or(until);
            if place >= until {
                break;
            }
            self.place_first(place, stats, out);
        }
        self.shelf = Shelf::default();
        self.clock = ClockMap::new(self.started);
        self.placer.restart();
    }

    fn place_first(&mut self, place: i64, stats: &mut Stats, out: &mut Vec<Piece>) {
        let Some(held) = self.shelf.take_first() else {
            return;
        };
        let is_quiet = self.is_quiet(&held.audio);
        let is_copy = held.is_copy;
        if self.placer.put(place, held, is_quiet, out) {
            stats.recorded += 1;
            stats.repaired += u64::from(is_copy);
        } else {
            stats.late += 1;
        }
    }

    fn is_quiet(&mut self, audio: &Audio) -> bool {
        match audio {
            Audio::Pcm(samples) => samples
                .iter()
                .all(|sample| sample.unsigned_abs() < QUIET_PEAK),
            Audio::Opus(payload) => {
                let size = payload.len();
                let usual = self.usual_size;
                self.usual_size = usual - usual / SIZE_MEMORY + size;
                size * SIZE_MEMORY * QUIET_PART < usual
            }
        }
    }

    fn pcm_at(&mut self, rate: u32) -> Option<&mut Pcm> {
        // As the clock unwraps the first one.
        let ticks = self.pcm.as_ref().map_or(1 << u32::BITS, |pcm| pcm.ticks);
        if self
            .pcm
            .as_ref()
            .is_none_or(|pcm| pcm.resampler.from_rate() != rate)
        {
            let resampler = Resampler::new(rate, RATE, opus::Channels::Mono).ok()?;
            self.pcm = Some(Pcm { resampler, ticks });
        }
        self.pcm.as_mut()
    }
}

/// How long a packet is.
fn samples_of(payload: &[u8], stats: &mut Stats) -> Option<u32> {
    let samples = opus::Packet::parse(payload).map(|packet| packet.samples());
    stats.malformed += u64::from(samples.is_err());
    samples.ok()
}

#[cfg(test)]
mod tests;
