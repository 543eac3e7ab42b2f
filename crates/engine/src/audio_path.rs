//! The decoded way: jitter buffer, decoder, host or back, play-out, encoder.

mod slots;

use std::time::Duration;

use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::AudioSender;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaLine, RtpPacket, Session};

use crate::SessionId;
use crate::command::Route;
use crate::decoding::{Decoding, frame_number};
use crate::directory::{SessionStats, Shared};
use crate::held::Held;
use crate::host::Host;
use crate::metrics::Counter;
use crate::section::Section;
use crate::span::duration_of;
use slots::HeardSlot;

/// What happens to decoded audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Host,
    Back,
}

/// One session's audio. Codecs are made with the first packet: a session that never talks costs
/// no codec memory.
#[derive(Debug)]
pub(crate) struct AudioPath {
    section: Option<Section>,
    heard: Heard,
    decoding: Decoding,
    /// Where others are heard, each apart.
    slots: Vec<HeardSlot>,
    sender: Option<AudioSender>,
    frame: Box<[i16]>,
    packet: Vec<u8>,
    next_sequence: u64,
    sent: u64,
    tap_dropped: u64,
    expected_loss: f32,
    held: Held,
    /// What the sender skipped after stalls, as far as the counters have it.
    counted_skipped: Duration,
    /// Why there is no encoder.
    failure: Option<String>,
}

impl AudioPath {
    pub(crate) fn new(route: Route, media: &[MediaLine], host: &Host) -> Self {
        Self {
            section: media.iter().find_map(Section::new),
            heard: if route == Route::Transcode {
                Heard::Back
            } else {
                Heard::Host
            },
            decoding: Decoding::default(),
            slots: Vec::new(),
            sender: None,
            frame: vec![0; host.config.frame_samples()].into_boxed_slice(),
            packet: Vec::new(),
            next_sequence: 1,
            sent: 0,
            tap_dropped: 0,
            expected_loss: 0.0,
            held: Held::default(),
            counted_skipped: Duration::ZERO,
            failure: None,
        }
    }

    /// The peer has answered: now the sections are known.
    pub(crate) fn negotiate(&mut self, media: &[MediaLine]) {
        self.section = media.iter().find_map(Section::new);
        if self.heard == Heard::Host {
            self.slots = slots::heard(media);
        }
    }

    /// Takes a packet of the peer.
    pub(crate) fn receive(&mut self, arrival: Timestamp, packet: &RtpPacket, host: &Host) {
        match self.slots.iter_mut().find(|slot| slot.is(packet.mid)) {
            Some(slot) => slot.receive(arrival, packet, host),
            None => self
                .decoding
                .receive(arrival, packet, self.section.as_ref(), host),
        }
    }

    /// Takes audio of the host. What cannot be played (the peer takes none) counts as played.
    pub(crate) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        self.held.add(duration_of(rate, samples.len()));
        if let Some(sender) = &mut self.sender {
            // Refused only when rounding puts it a sample over the limit.
            let _ = sender.queue(now, rate, samples);
        }
    }

    /// Drops the host's audio that waits.
    pub(crate) fn clear(&mut self) {
        if let Some(sender) = &mut self.sender {
            sender.clear();
        }
    }

    pub(crate) fn set_expected_loss(&mut self, fraction: f32) {
        self.expected_loss = fraction;
        if let Some(sender) = &mut self.sender {
            sender.set_expected_loss(fraction);
        }
    }

    /// Why this path cannot do its work, once.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        let mut slots = self.slots.iter_mut();
        let failure = self.failure.take().or_else(|| self.decoding.take_failure());
        failure.or_else(|| slots.find_map(HeardSlot::take_failure))
    }

    /// When to come back.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        let sender = self.sender.as_ref().and_then(AudioSender::next_timeout);
        let slots = self.slots.iter().filter_map(HeardSlot::next_timeout);
        [self.decoding.next_timeout(), sender]
            .into_iter()
            .flatten()
            .chain(slots)
            .min()
    }

    /// Decodes and encodes what is due; true when packets were written to the session.
    pub(crate) fn run(
        &mut self,
        now: Timestamp,
        id: SessionId,
        session: &mut Session,
        shared: &Shared,
        host: &Host,
    ) -> bool {
        self.ensure_sender(host);
        self.decode(now, id, host);
        let written = self.encode(now, session, host);
        self.settle(id, shared, host);
        written
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        self.decoding.fill(stats);
        for slot in &self.slots {
            slot.add_to(stats);
        }
        stats.packets_sent = self.sent;
        stats.tap_dropped = self.tap_dropped;
    }
}

impl AudioPath {
    /// Made when media can flow, so that refused and half-open sessions cost nothing.
    fn ensure_sender(&mut self, host: &Host) {
        let Some(section) = self.section.filter(|section| section.sends) else {
            return;
        };
        if self.sender.is_none()
            && let Some(opus) = PayloadType::new(section.opus)
        {
            let config = host.config.sender(opus, section.red.is_some());
            match AudioSender::new(&config) {
                Ok(sender) => self.sender = Some(sender),
                Err(error) => self.failure = Some(format!("no encoder could be made: {error}")),
            }
            self.set_expected_loss(self.expected_loss);
        }
    }

    fn decode(&mut self, now: Timestamp, id: SessionId, host: &Host) {
        while let Some(frame) = self.decoding.poll_frame(now, &mut self.frame, host) {
            match self.heard {
                Heard::Back => {
                    if let Some(sender) = &mut self.sender {
                        // Refused only when the peer's clock runs ahead by the whole limit.
                        let _ = sender.queue(now, host.config.sample_rate, &self.frame);
                    }
                }
                Heard::Host => {
                    host.metrics.increment(Counter::FramesTapped);
                    let media_time = u64::try_from(frame.media_time.as_nanos()).unwrap_or(u64::MAX);
                    let kind = frame_number(frame.kind);
                    if !host.hub.push_frame(id, media_time, kind, &self.frame) {
                        self.tap_dropped += 1;
                        host.metrics.increment(Counter::FramesDropped);
                    }
                }
            }
        }
        self.decoding.count(host);
        for slot in &mut self.slots {
            self.tap_dropped += slot.decode(now, id, &mut self.frame, host);
        }
    }

    fn encode(&mut self, now: Timestamp, session: &mut Session, host: &Host) -> bool {
        let (Some(sender), Some(section)) = (&mut self.sender, self.section) else {
            return false;
        };
        let mut written = false;
        while let Some(sent) = sender.poll_packet(now, &mut self.packet) {
            let packet = section.packet(&sent, self.next_sequence, &self.packet);
            self.next_sequence += 1;
            if session.write_rtp(now, packet) {
                self.sent += 1;
                written = true;
                host.metrics.increment(Counter::PacketsSent);
                host.metrics.increment(Counter::FramesPlayed);
            }
        }
        let skipped = sender.stats().skipped;
        let counted = std::mem::replace(&mut self.counted_skipped, skipped);
        let metrics = &host.metrics;
        metrics.add_audio(Counter::SamplesStall, counted, skipped);
        written
    }

    /// Tells the host what of its audio is gone.
    fn settle(&mut self, id: SessionId, shared: &Shared, host: &Host) {
        if self.heard == Heard::Back {
            return;
        }
        let queued = self
            .sender
            .as_ref()
            .map_or(Duration::ZERO, AudioSender::queued);
        self.held.settle(queued, id, shared, host);
    }
}

#[cfg(test)]
mod tests;
