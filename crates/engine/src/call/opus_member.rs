//! The audio of a member who comes by RTP: decoded for the mix, sent what was mixed.

use std::sync::Arc;

use jackfield_media::mixer::Voice;
use jackfield_media::opus::SampleRate;
use jackfield_media::red::RedEncoder;
use jackfield_media::rtp::{Incoming, PayloadType, RtpTime, SequenceNumber, Ssrc, StreamRewriter};
use jackfield_media::sender::MAX_PAYLOAD_LEN;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaLine, OutgoingRtp, RtpPacket, Session};

use crate::decoding::Decoding;
use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;
use crate::section::Section;

use super::Tick;

/// The name of the mix among the sources of an outgoing stream.
const MIX: Ssrc = Ssrc(0);
const RTP_CLOCK: u32 = 48_000;

/// One session's audio in a call.
#[derive(Debug)]
pub(crate) struct OpusMember {
    section: Option<Section>,
    decoding: Decoding,
    voice: Voice,
    frame: Box<[i16]>,
    rewriter: StreamRewriter,
    red: Option<RedEncoder>,
    packet: Vec<u8>,
    /// Of the next mixed packet, before it is rewritten.
    mixed: SequenceNumber,
    last_tick: Option<u64>,
    expected_loss: f32,
    sent: u64,
}

impl OpusMember {
    pub(crate) fn new(media: &[MediaLine], host: &Host) -> Self {
        let config = &host.config;
        let mut member = Self {
            section: None,
            decoding: Decoding::default(),
            voice: Voice::new(SampleRate::at_least(config.sample_rate)),
            frame: vec![0; config.frame_samples()].into_boxed_slice(),
            // SRTP receivers start with a roll-over count of zero (RFC 3711 §3.3.1): beginning
            // low leaves room before the first wrap, even if the first packets are lost.
            rewriter: StreamRewriter::new(RTP_CLOCK, SequenceNumber(1), RtpTime(0)),
            red: None,
            packet: Vec::new(),
            mixed: SequenceNumber(0),
            last_tick: None,
            expected_loss: 0.0,
            sent: 0,
        };
        member.negotiate(media, host);
        member
    }

    /// What the peer has agreed to; for an offer of ours that is nothing before it has answered.
    pub(crate) fn negotiate(&mut self, media: &[MediaLine], host: &Host) {
        self.section = media.iter().find_map(Section::new);
        self.red = self
            .section
            .filter(|section| host.config.red && section.red.is_some())
            .and_then(|section| PayloadType::new(section.opus))
            .and_then(|opus| RedEncoder::new(1, opus, MAX_PAYLOAD_LEN).ok());
    }

    /// Takes a packet of the peer.
    pub(crate) fn receive(&mut self, arrival: Timestamp, packet: &RtpPacket, host: &Host) {
        self.decoding
            .receive(arrival, packet, self.section.as_ref(), host);
    }

    /// Decodes what is due.
    pub(crate) fn hear(&mut self, now: Timestamp, host: &Host) {
        while let Some(frame) = self.decoding.poll_frame(now, &mut self.frame, host) {
            if !self.voice.push(frame.kind, &self.frame) {
                host.metrics.increment(Counter::MixFramesDropped);
            }
        }
        self.decoding.count(host);
    }

    pub(crate) fn voice(&mut self) -> &mut Voice {
        &mut self.voice
    }

    /// Whether something of the peer waits to be heard.
    pub(crate) fn has_input(&self) -> bool {
        self.decoding.next_timeout().is_some()
    }

    /// Whether it can be sent anything.
    pub(crate) fn listens(&self) -> bool {
        self.section.is_some_and(|section| section.sends)
    }

    /// The part of what it is sent that the peer loses, 0 to 1.
    pub(crate) fn expected_loss(&self) -> f32 {
        self.expected_loss
    }

    pub(crate) fn set_expected_loss(&mut self, fraction: f32) {
        self.expected_loss = fraction;
    }

    /// Why this member can take no part, once.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        self.decoding.take_failure()
    }

    /// Sends what was mixed for it in this tick.
    pub(crate) fn send(
        &mut self,
        now: Timestamp,
        tick: Tick,
        opus: &Arc<[u8]>,
        session: &mut Session,
        host: &Host,
    ) {
        let Some(section) = self.section else { return };
        let incoming = Incoming {
            ssrc: MIX,
            sequence: self.mixed,
            rtp_time: RtpTime(tick.rtp_time()),
        };
        self.mixed = SequenceNumber(self.mixed.0.wrapping_add(1));
        let resumes = self.last_tick.replace(tick.number) != Some(tick.number.wrapping_sub(1));
        let Some(place) = self.rewriter.rewrite(now, incoming) else {
            return;
        };
        let (payload_type, payload) = match (&mut self.red, section.red) {
            (Some(red), Some(payload_type)) => {
                red.encode(place.rtp_time, opus, &mut self.packet);
                (payload_type, Arc::from(self.packet.as_slice()))
            }
            _ => (section.opus, Arc::clone(opus)),
        };
        let packet = OutgoingRtp {
            mid: section.mid,
            payload_type,
            sequence: place.sequence,
            rtp_time: place.rtp_time.0,
            marker: resumes,
            audio_level: None,
            nackable: false,
            payload,
        };
        if session.write_rtp(now, packet) {
            self.sent += 1;
            host.metrics.increment(Counter::PacketsSent);
            host.metrics.increment(Counter::FramesPlayed);
        }
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        self.decoding.fill(stats);
        stats.packets_sent = self.sent;
    }
}

#[cfg(test)]
mod tests;
