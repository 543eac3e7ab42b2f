//! What is sent in one audio section of a member: one stream, whatever it is made of.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jackfield_media::receiver::Encoding;
use jackfield_media::red::{RedEncoder, RedPayload};
use jackfield_media::rtp::{Incoming, PayloadType, RtpTime, SequenceNumber, Ssrc, StreamRewriter};
use jackfield_media::sender::MAX_PAYLOAD_LEN;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{OutgoingRtp, RtpPacket, Session};
use rustc_hash::FxHasher;

use super::Tick;
use crate::SessionId;
use crate::host::Host;
use crate::metrics::Counter;
use crate::section::Section;

const RTP_CLOCK: u32 = 48_000;

/// See the module.
#[derive(Debug)]
pub(crate) struct OpusStream {
    section: Section,
    rewriter: StreamRewriter,
    red: Option<RedEncoder>,
    packet: Vec<u8>,
    /// The name of what is encoded for it among the sources of the stream; another one in each call,
    /// as each has a time of its own.
    mix: Ssrc,
    /// Of the next encoded packet, before it is rewritten.
    mixed: SequenceNumber,
    last_tick: Option<u64>,
    /// How often it began to get another member's packets.
    forwardings: u32,
}

/// A packet of one member for others.
#[derive(Debug)]
pub(crate) struct Forwarded {
    pub(crate) packet: RtpPacket,
    pub(crate) encoding: Encoding,
    /// As its RED names it.
    pub(crate) opus: u8,
}

impl OpusStream {
    pub(crate) fn new(section: Section, host: &Host) -> Self {
        let red = section.red.filter(|_| host.config.red);
        Self {
            section,
            // SRTP receivers start with a roll-over count of zero (RFC 3711 §3.3.1): beginning
            // low leaves room before the first wrap, even if the first packets are lost.
            rewriter: StreamRewriter::new(RTP_CLOCK, SequenceNumber(1), RtpTime(0)),
            red: red
                .and_then(|_| PayloadType::new(section.opus))
                .and_then(|opus| RedEncoder::new(1, opus, MAX_PAYLOAD_LEN).ok()),
            packet: Vec::new(),
            mix: Ssrc(0),
            mixed: SequenceNumber(0),
            last_tick: None,
            forwardings: 0,
        }
    }

    /// It carries another member's packets from now on. What that member sent meanwhile was not for it,
    /// and must not look like loss.
    pub(crate) fn begin_forwarding(&mut self) {
        self.forwardings = self.forwardings.wrapping_add(1);
    }

    /// What is encoded for it is of another call from now on.
    pub(crate) fn enter(&mut self) {
        self.mix = Ssrc(self.mix.0.wrapping_add(1));
        self.last_tick = None;
    }

    /// Sends a packet of a member as it came, under the numbers of this stream; false when it did not
    /// leave.
    pub(crate) fn forward(
        &mut self,
        now: Timestamp,
        from: SessionId,
        forwarded: &Forwarded,
        session: &mut Session,
        host: &Host,
    ) -> bool {
        if !self.section.sends {
            return false;
        }
        let packet = &forwarded.packet;
        let [low, high, ..] = packet.sequence.to_le_bytes();
        let incoming = Incoming {
            ssrc: source(from, packet.ssrc, self.forwardings),
            sequence: SequenceNumber(u16::from_le_bytes([low, high])),
            rtp_time: RtpTime(packet.rtp_time),
        };
        let Some((payload_type, payload)) = fit(forwarded, self.section) else {
            host.metrics.increment(Counter::DropPayload);
            return false;
        };
        let Some(place) = self.rewriter.rewrite(now, incoming) else {
            host.metrics.increment(Counter::DropLate);
            return false;
        };
        let packet = OutgoingRtp {
            mid: self.section.mid,
            payload_type,
            sequence: place.sequence,
            rtp_time: place.rtp_time.0,
            marker: packet.marker || place.restarted,
            audio_level: packet.audio_level,
            nackable: false,
            payload,
        };
        leave(now, packet, Counter::PacketsForwarded, session, host)
    }

    /// Sends what was encoded for it in this tick; false when it did not leave.
    pub(crate) fn send(
        &mut self,
        now: Timestamp,
        tick: Tick,
        opus: &Arc<[u8]>,
        session: &mut Session,
        host: &Host,
    ) -> bool {
        let incoming = Incoming {
            ssrc: self.mix,
            sequence: self.mixed,
            rtp_time: RtpTime(tick.rtp_time()),
        };
        self.mixed = SequenceNumber(self.mixed.0.wrapping_add(1));
        let resumes = self.last_tick.replace(tick.number) != Some(tick.number.wrapping_sub(1));
        let Some(place) = self.rewriter.rewrite(now, incoming) else {
            return false;
        };
        let (payload_type, payload) = match (&mut self.red, self.section.red) {
            (Some(red), Some(payload_type)) => {
                red.encode(place.rtp_time, opus, &mut self.packet);
                (payload_type, Arc::from(self.packet.as_slice()))
            }
            _ => (self.section.opus, Arc::clone(opus)),
        };
        let packet = OutgoingRtp {
            mid: self.section.mid,
            payload_type,
            sequence: place.sequence,
            rtp_time: place.rtp_time.0,
            marker: resumes,
            audio_level: None,
            nackable: false,
            payload,
        };
        leave(now, packet, Counter::FramesPlayed, session, host)
    }
}

/// Counts a packet as sent, and as what it is besides, if it left.
fn leave(
    now: Timestamp,
    packet: OutgoingRtp,
    kind: Counter,
    session: &mut Session,
    host: &Host,
) -> bool {
    let is_sent = session.write_rtp(now, packet);
    if is_sent {
        host.metrics.increment(Counter::PacketsSent);
        host.metrics.increment(kind);
    }
    is_sent
}

/// RED names the type of what is in it: where the other side calls it otherwise, the newest frame
/// goes alone.
fn fit(forwarded: &Forwarded, section: Section) -> Option<(u8, Arc<[u8]>)> {
    let payload = &forwarded.packet.payload;
    match (forwarded.encoding, section.red) {
        (Encoding::Opus, _) => Some((section.opus, Arc::clone(payload))),
        (Encoding::Red, Some(red)) if section.opus == forwarded.opus => {
            Some((red, Arc::clone(payload)))
        }
        (Encoding::Red, _) => {
            let red = RedPayload::parse(payload).ok()?;
            Some((section.opus, Arc::from(red.primary().data)))
        }
    }
}

/// The name of a peer's stream among those of its call. It is never that of a mix.
#[expect(clippy::cast_possible_truncation, reason = "a hash is")]
fn source(from: SessionId, ssrc: u32, forwarding: u32) -> Ssrc {
    let mut name = FxHasher::default();
    (from, ssrc, forwarding).hash(&mut name);
    Ssrc((name.finish() as u32).max(1))
}

#[cfg(test)]
mod tests;
