//! The audio of a member who comes by RTP: decoded for the mix, sent what was mixed.

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::mixer::Voice;
use jackfield_media::opus::{Packet, SampleRate};
use jackfield_media::receiver::Encoding;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaLine, Mid, RtpPacket, Session};

use crate::SessionId;
use crate::decoding::Decoding;
use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;
use crate::reception::Reception;
use crate::section::Section;

use super::Tick;
use super::gate::{Passage, SilenceGate, is_silent};
use super::opus_stream::{Forwarded, OpusStream};
use super::slots::AudioSlots;

const RTP_CLOCK: u32 = 48_000;
/// Without a packet for so long a peer says nothing: three that are late or lost.
const PAUSE: Duration = Duration::from_millis(80);

/// One session's audio in a call.
#[derive(Debug)]
pub(crate) struct OpusMember {
    section: Option<Section>,
    decoding: Decoding,
    gate: SilenceGate,
    /// Of packets that are passed on only.
    reception: Reception,
    /// Somebody hears its voice; somebody gets its packets.
    is_mixed: bool,
    is_forwarded: bool,
    to_forward: Vec<Forwarded>,
    /// When the last packet came in which something may be said.
    last_said: Option<Timestamp>,
    voice: Voice,
    frame: Box<[i16]>,
    /// What it is sent, and whom it hears apart from that.
    stream: Option<OpusStream>,
    slots: AudioSlots,
    expected_loss: f32,
    undecoded: u64,
    sent: u64,
}

impl OpusMember {
    pub(crate) fn new(media: &[MediaLine], host: &Host) -> Self {
        let config = &host.config;
        let mut member = Self {
            section: None,
            decoding: Decoding::default(),
            gate: SilenceGate::default(),
            reception: Reception::default(),
            is_mixed: true,
            is_forwarded: false,
            to_forward: Vec::new(),
            last_said: None,
            voice: Voice::new(SampleRate::at_least(config.sample_rate)),
            frame: vec![0; config.frame_samples()].into_boxed_slice(),
            stream: None,
            slots: AudioSlots::default(),
            expected_loss: 0.0,
            undecoded: 0,
            sent: 0,
        };
        member.negotiate(media, host);
        member
    }

    /// What the peer has agreed to; for an offer of ours that is nothing before it has answered.
    pub(crate) fn negotiate(&mut self, media: &[MediaLine], host: &Host) {
        self.section = media.iter().find_map(Section::new);
        self.stream = self.section.map(|section| OpusStream::new(section, host));
        self.slots = AudioSlots::new(media, host);
    }

    /// Takes a packet of the peer.
    pub(crate) fn receive(&mut self, arrival: Timestamp, packet: RtpPacket, host: &Host) {
        let section = self.section.filter(|section| section.mid == packet.mid);
        let encoding = section.and_then(|section| section.encoding(packet.payload_type));
        if let Some(level) = packet.audio_level {
            self.voice.note_level(level);
        }
        let is_silent = is_silent(packet.audio_level) || holds_silence(encoding, &packet.payload);
        if !is_silent {
            self.last_said = Some(arrival);
        }
        if self.is_mixed {
            self.decode(arrival, &packet, is_silent, host);
        } else {
            self.undecoded += 1;
            self.gate.leave_out(packet.sequence);
            let nanos = u64::from(packet.rtp_time) * 1_000_000_000 / u64::from(RTP_CLOCK);
            let change = self.reception.note(arrival, packet.sequence, nanos);
            host.metrics.add_signed(Counter::PacketsLost, change);
            if encoding.is_none() && section.is_some() {
                host.metrics.increment(Counter::DropPayload);
            }
        }
        if let (Some(encoding), Some(section), true) = (encoding, section, self.is_forwarded) {
            self.to_forward.push(Forwarded {
                packet,
                encoding,
                opus: section.opus,
            });
        }
    }

    /// What it is for: to be heard in a mix, to be passed on, both or none of it.
    pub(crate) fn set_uses(&mut self, is_forwarded: bool, is_mixed: bool) {
        (self.is_forwarded, self.is_mixed) = (is_forwarded, is_mixed);
    }

    /// It gets another member's packets from now on. What that member sent meanwhile was not for it,
    /// and must not look like loss.
    pub(crate) fn begin_forwarding(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.begin_forwarding();
        }
    }

    /// It is a member of another call from now on, whose turns are counted anew.
    pub(crate) fn enter(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.enter();
        }
        self.slots.enter();
        self.to_forward.clear();
    }

    /// Puts the packets that others get, since the last time, into an empty list, whose memory it keeps.
    pub(crate) fn take_forwarded(&mut self, into: &mut Vec<Forwarded>) {
        if !self.to_forward.is_empty() {
            std::mem::swap(&mut self.to_forward, into);
        }
    }

    /// Whether its peer is saying something, decoded or not.
    pub(crate) fn is_talking(&self, now: Timestamp) -> bool {
        self.last_said.is_some_and(|at| now.since(at) < PAUSE)
    }

    /// Whether its peer can say anything.
    pub(crate) fn speaks(&self) -> bool {
        self.section.is_some_and(|section| section.receives)
    }

    /// Sends a packet of another member as it came, under the numbers of this stream.
    pub(crate) fn forward(
        &mut self,
        now: Timestamp,
        from: SessionId,
        forwarded: &Forwarded,
        session: &mut Session,
        host: &Host,
    ) {
        let stream = self.stream.as_mut();
        if stream.is_some_and(|stream| stream.forward(now, from, forwarded, session, host)) {
            self.sent += 1;
        }
    }

    pub(crate) fn has_slots(&self) -> bool {
        !self.slots.is_empty()
    }

    /// Whether it hears somebody apart in that section.
    pub(crate) fn has_slot(&self, mid: Mid) -> bool {
        self.slots.has(mid)
    }

    /// The sections in which it hears others apart.
    pub(crate) fn slots(&mut self) -> &mut AudioSlots {
        &mut self.slots
    }

    /// What is said is decoded; silence, as far as packets tell of it, is not.
    fn decode(&mut self, arrival: Timestamp, packet: &RtpPacket, is_silent: bool, host: &Host) {
        let section = self.section.as_ref();
        let (number, packet) = match self.gate.pass(packet.sequence, is_silent) {
            Passage::Open(number) => (number, packet.clone()),
            Passage::Closing(number) => (number, self.falls_silent(packet)),
            Passage::Closed => {
                self.undecoded += 1;
                return;
            }
        };
        let packet = RtpPacket {
            sequence: u64::from(number.0),
            ..packet
        };
        self.decoding.receive(arrival, &packet, section, host);
    }

    /// As a sender says it that stops sending: the first byte of a packet alone.
    fn falls_silent(&self, packet: &RtpPacket) -> RtpPacket {
        let mut silent = packet.clone();
        if let (Some(section), Some(toc)) = (self.section, packet.payload.first())
            && packet.payload_type == section.opus
        {
            silent.payload = Arc::from([*toc].as_slice());
        }
        silent
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
        self.decoding.next_timeout().is_some() || self.voice.has_level()
    }

    /// When the next frame of its voice is there, as late as packets came lately.
    pub(crate) fn ready_at(&self) -> Option<Timestamp> {
        self.decoding.ready_at()
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
        let stream = self.stream.as_mut();
        if stream.is_some_and(|stream| stream.send(now, tick, opus, session, host)) {
            self.sent += 1;
        }
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        self.decoding.fill(stats);
        stats.packets_received += self.undecoded;
        stats.packets_lost += self.reception.lost();
        stats.jitter = stats.jitter.or(self.reception.jitter());
        stats.packets_sent = self.sent + self.slots.sent();
    }
}

/// Whether a packet says by itself that there is nothing in it, as those of muted senders that tell no
/// level do.
fn holds_silence(encoding: Option<Encoding>, payload: &[u8]) -> bool {
    encoding == Some(Encoding::Opus)
        && Packet::parse(payload).is_ok_and(|packet| packet.is_silence())
}

#[cfg(test)]
mod tests;
