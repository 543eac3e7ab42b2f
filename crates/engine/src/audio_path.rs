//! The decoded way: jitter buffer, decoder, host or back, play-out, encoder.

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::receiver::{AudioReceiver, Encoding, FrameKind, ReceivedPacket};
use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::{AudioSender, SentPacket};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Codec, MediaKind, MediaLine, Mid, OutgoingRtp, RtpPacket, Session};

use crate::SessionId;
use crate::command::Route;
use crate::directory::{SessionStats, Shared};
use crate::held::Held;
use crate::host::Host;
use crate::metrics::Counter;
use crate::span::duration_of;

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
    receiver: Option<AudioReceiver>,
    sender: Option<AudioSender>,
    frame: Box<[i16]>,
    packet: Vec<u8>,
    next_sequence: u64,
    received: u64,
    sent: u64,
    tap_dropped: u64,
    expected_loss: f32,
    held: Held,
    /// What of the receiver's and the sender's figures the counters have.
    counted: Counted,
    /// Why there is no codec.
    failure: Option<String>,
}

#[derive(Debug, Default)]
struct Counted {
    late: u64,
    lost: u64,
    malformed: u64,
    /// By the sender, after stalls.
    skipped: Duration,
}

/// The negotiated audio section.
#[derive(Debug, Clone, Copy)]
struct Section {
    mid: Mid,
    opus: u8,
    red: Option<u8>,
    sends: bool,
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
            receiver: None,
            sender: None,
            frame: vec![0; host.config.frame_samples()].into_boxed_slice(),
            packet: Vec::new(),
            next_sequence: 1,
            received: 0,
            sent: 0,
            tap_dropped: 0,
            expected_loss: 0.0,
            held: Held::default(),
            counted: Counted::default(),
            failure: None,
        }
    }

    /// Takes a packet of the peer.
    pub(crate) fn receive(&mut self, arrival: Timestamp, packet: &RtpPacket, host: &Host) {
        self.received += 1;
        let Some(section) = self.section.filter(|section| section.mid == packet.mid) else {
            return;
        };
        let encoding = if packet.payload_type == section.opus {
            Encoding::Opus
        } else if Some(packet.payload_type) == section.red {
            Encoding::Red
        } else {
            host.metrics.increment(Counter::DropPayload);
            return;
        };
        let Some(receiver) = self.receiver(host) else {
            return;
        };
        let [low, high, ..] = packet.sequence.to_le_bytes();
        receiver.push(
            arrival,
            ReceivedPacket {
                sequence: u16::from_le_bytes([low, high]),
                rtp_time: packet.rtp_time,
                payload: &packet.payload,
                encoding,
            },
        );
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
        self.failure.take()
    }

    /// When to come back.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        let receiver = self.receiver.as_ref().and_then(AudioReceiver::next_timeout);
        let sender = self.sender.as_ref().and_then(AudioSender::next_timeout);
        [receiver, sender].into_iter().flatten().min()
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
        stats.packets_received = self.received;
        stats.packets_sent = self.sent;
        stats.tap_dropped = self.tap_dropped;
        let Some(receiver) = &self.receiver else {
            return;
        };
        let heard = receiver.stats();
        stats.packets_lost = heard.lost;
        stats.packets_late = heard.late;
        stats.jitter = Some(heard.jitter);
        stats.buffer_delay = Some(heard.buffer_delay);
        stats.target_delay = Some(heard.target_delay);
        stats.concealed = heard.concealed;
        stats.recovered = heard.recovered();
    }
}

impl AudioPath {
    fn receiver(&mut self, host: &Host) -> Option<&mut AudioReceiver> {
        if self.receiver.is_none() {
            match AudioReceiver::new(&host.config.receiver()) {
                Ok(receiver) => self.receiver = Some(receiver),
                Err(error) => self.failure = Some(format!("no decoder could be made: {error}")),
            }
        }
        self.receiver.as_mut()
    }

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
        let Some(receiver) = &mut self.receiver else {
            return;
        };
        while let Some(frame) = receiver.poll_frame(now, &mut self.frame) {
            count_frame(frame.kind, host);
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
                    let kind = frame_kind(frame.kind);
                    if !host.hub.push_frame(id, media_time, kind, &self.frame) {
                        self.tap_dropped += 1;
                        host.metrics.increment(Counter::FramesDropped);
                    }
                }
            }
        }
        let stats = receiver.stats();
        let late = stats.late - self.counted.late;
        host.metrics.add(Counter::DropLate, late);
        host.metrics.add_signed(
            Counter::PacketsLost,
            stats.lost.cast_signed() - self.counted.lost.cast_signed(),
        );
        let malformed = stats.malformed - self.counted.malformed;
        host.metrics.add(Counter::DropMalformed, malformed);
        self.counted.malformed = stats.malformed;
        self.counted.late = stats.late;
        self.counted.lost = stats.lost;
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
        let counted = std::mem::replace(&mut self.counted.skipped, skipped);
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

impl Section {
    fn new(line: &MediaLine) -> Option<Self> {
        if line.kind != MediaKind::Audio {
            return None;
        }
        Some(Self {
            mid: line.mid,
            opus: line.payload_type(Codec::Opus)?,
            red: line.payload_type(Codec::Red),
            sends: line.direction.sends(),
        })
    }

    fn packet(&self, sent: &SentPacket, sequence: u64, payload: &[u8]) -> OutgoingRtp {
        OutgoingRtp {
            mid: self.mid,
            payload_type: self.red.filter(|_| sent.red).unwrap_or(self.opus),
            sequence,
            rtp_time: sent.rtp_time,
            marker: sent.marker,
            audio_level: None,
            nackable: false,
            payload: Arc::from(payload),
        }
    }
}

/// As the host knows them: see `FRAME_…` there.
fn frame_kind(kind: FrameKind) -> u8 {
    match kind {
        FrameKind::Received => 0,
        FrameKind::Redundant => 1,
        FrameKind::Fec => 2,
        FrameKind::Concealed => 3,
        FrameKind::Silence => 4,
    }
}

fn count_frame(kind: FrameKind, host: &Host) {
    /// Of one frame at 48 kHz, whatever rate the host asked for.
    const SAMPLES: u64 = 960;
    let counter = match kind {
        FrameKind::Received => Counter::SamplesReceived,
        FrameKind::Redundant | FrameKind::Fec => Counter::SamplesRecovered,
        FrameKind::Concealed => Counter::SamplesConcealed,
        FrameKind::Silence => return,
    };
    host.metrics.add(counter, SAMPLES);
}

#[cfg(test)]
mod tests;
