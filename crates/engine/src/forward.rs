//! The native parrot: packets go back as they came, with counters of one continuous stream.

use std::time::Duration;

use jackfield_media::rtp::{Incoming, RtpTime, SequenceNumber, Ssrc, StreamRewriter};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaKind, MediaLine, Mid, OutgoingRtp, RtpPacket, Session};

use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;
use crate::reception::Reception;

const AUDIO_CLOCK: u32 = 48_000;
const VIDEO_CLOCK: u32 = 90_000;
/// Another stream of a section is taken once the one before was silent for this long: layers of a
/// simulcast sender come side by side, and one is enough.
const SWITCH_AFTER: Duration = Duration::from_millis(500);

/// The sections of one session.
#[derive(Debug, Default)]
pub(crate) struct ForwardPath {
    sections: Vec<Section>,
    received: u64,
    sent: u64,
}

#[derive(Debug)]
struct Section {
    mid: Mid,
    kind: MediaKind,
    sends: bool,
    rewriter: StreamRewriter,
    reception: Reception,
    clock_rate: u32,
    source: Option<(u32, Timestamp)>,
}

impl ForwardPath {
    /// Sends a packet back in the section it came in.
    pub(crate) fn forward(
        &mut self,
        arrival: Timestamp,
        packet: RtpPacket,
        session: &mut Session,
        host: &Host,
    ) {
        self.received += 1;
        let Some(section) = self.section(packet.mid, session) else {
            return;
        };
        section.note_reception(arrival, &packet, host);
        if !section.sends || !section.follows(arrival, packet.ssrc) {
            return;
        }
        let Some(place) = section.place(arrival, &packet) else {
            host.metrics.increment(Counter::DropLate);
            return;
        };
        let video = section.kind == MediaKind::Video;
        let outgoing = OutgoingRtp {
            mid: packet.mid,
            payload_type: packet.payload_type,
            sequence: place.sequence,
            rtp_time: place.rtp_time.0,
            marker: packet.marker,
            audio_level: packet.audio_level,
            // A lost picture packet freezes the picture; a lost audio packet is concealed sooner
            // than it could be sent again.
            nackable: video,
            payload: packet.payload,
        };
        if session.write_rtp(arrival, outgoing) {
            self.sent += 1;
            host.metrics.increment(Counter::PacketsSent);
        }
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        stats.packets_received = self.received;
        stats.packets_sent = self.sent;
        stats.packets_lost = self
            .sections
            .iter()
            .map(|section| section.reception.lost())
            .sum();
        let audio = self
            .sections
            .iter()
            .find(|section| section.kind == MediaKind::Audio);
        stats.jitter = audio.and_then(|section| section.reception.jitter());
    }

    fn section(&mut self, mid: Mid, session: &Session) -> Option<&mut Section> {
        let known = self.sections.iter().position(|section| section.mid == mid);
        let index = if let Some(index) = known {
            index
        } else {
            let line = session.media().iter().find(|line| line.mid == mid)?;
            self.sections.push(Section::new(line));
            self.sections.len() - 1
        };
        self.sections.get_mut(index)
    }
}

impl Section {
    fn new(line: &MediaLine) -> Self {
        let clock_rate = match line.kind {
            MediaKind::Audio => AUDIO_CLOCK,
            MediaKind::Video => VIDEO_CLOCK,
        };
        Self {
            mid: line.mid,
            kind: line.kind,
            sends: line.direction.sends(),
            // SRTP receivers start with a roll-over count of zero (RFC 3711 §3.3.1): beginning
            // low leaves room before the first wrap, even if the first packets are lost.
            rewriter: StreamRewriter::new(clock_rate, SequenceNumber(1), RtpTime(0)),
            reception: Reception::default(),
            clock_rate,
            source: None,
        }
    }

    fn note_reception(&mut self, arrival: Timestamp, packet: &RtpPacket, host: &Host) {
        let ticks = u64::from(packet.rtp_time);
        let nanos = ticks * 1_000_000_000 / u64::from(self.clock_rate);
        let change = self.reception.note(arrival, packet.sequence, nanos);
        host.metrics.add_signed(Counter::PacketsLost, change);
    }

    /// Whether this stream is the one to send on.
    fn follows(&mut self, arrival: Timestamp, ssrc: u32) -> bool {
        let takes = match self.source {
            Some((current, last)) if current != ssrc && self.kind == MediaKind::Video => {
                arrival.since(last) > SWITCH_AFTER
            }
            _ => true,
        };
        if takes {
            self.source = Some((ssrc, arrival));
        }
        takes
    }

    fn place(
        &mut self,
        arrival: Timestamp,
        packet: &RtpPacket,
    ) -> Option<jackfield_media::rtp::Rewritten> {
        let [low, high, ..] = packet.sequence.to_le_bytes();
        self.rewriter.rewrite(
            arrival,
            Incoming {
                ssrc: Ssrc(packet.ssrc),
                sequence: SequenceNumber(u16::from_le_bytes([low, high])),
                rtp_time: RtpTime(packet.rtp_time),
            },
        )
    }
}
