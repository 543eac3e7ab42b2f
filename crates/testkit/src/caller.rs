//! A synthetic caller: the browser's side of a call, with real ICE, DTLS, SRTP and Opus, in
//! virtual time.

mod config;
mod microphone;
mod slots;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jackfield_media::receiver::{AudioReceiver, Encoding, FrameKind, ReceivedPacket};
use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::AudioSender;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    CandidateKind, Certificate, Codec, DataConfig, Event, IceMode, LocalCandidate, MediaKind,
    MediaLine, Mid, OfferRules, OutgoingRtp, Output, PendingOffer, Protocol, RtpPacket,
    SdpFragment, Session, SessionConfig, SessionError, Transmit,
};

pub use config::{CallerConfig, Pauses};
use config::{codecs, failed, media, receiver_config, sender_config};
use microphone::Microphone;
use slots::Slots;

/// Of what callers say and hear, in Hz.
pub const RATE: u32 = 48_000;
const FRAME_SAMPLES: usize = 960;

/// See the module.
#[derive(Debug)]
pub struct Caller {
    session: Session,
    pending: Option<PendingOffer>,
    offer: String,
    address: SocketAddr,
    config: CallerConfig,
    /// Made once the payload types are known.
    sender: Option<AudioSender>,
    receiver: AudioReceiver,
    slots: Slots,
    microphone: Microphone,
    session_timeout: Timestamp,
    sequence: u64,
    connected: Option<Timestamp>,
    closed: bool,
    heard: Vec<i16>,
    heard_at: Vec<Timestamp>,
    heard_kinds: Vec<FrameKind>,
    packets: Vec<(Timestamp, RtpPacket)>,
    messages: Vec<Vec<u8>>,
    key_frames_wanted: usize,
}

impl Caller {
    /// A caller at an address of the imagined network; `epoch` is the engine's.
    pub fn new(
        config: &CallerConfig,
        address: SocketAddr,
        epoch: Instant,
        now: Timestamp,
    ) -> Result<Self, SessionError> {
        let session_config = SessionConfig {
            epoch,
            certificate: Certificate::generate()?,
            candidates: vec![LocalCandidate {
                protocol: Protocol::Udp,
                address,
                kind: CandidateKind::Host,
            }],
            ice: IceMode::Full,
            dtls: config.dtls,
            codecs: codecs(config),
            offers: OfferRules::default(),
            report_interval: Some(Duration::from_secs(1)),
            digits: true,
            data: DataConfig {
                offers_channel: config.channel,
                ..DataConfig::default()
            },
        };
        let (session, offer, pending) = Session::offer(&session_config, now, &media(config))?;
        Ok(Self {
            session,
            pending: Some(pending),
            offer,
            address,
            config: config.clone(),
            sender: None,
            receiver: AudioReceiver::new(&receiver_config()).map_err(failed)?,
            slots: Slots::default(),
            microphone: Microphone::new(config.pauses),
            session_timeout: now,
            sequence: 1,
            connected: None,
            closed: false,
            heard: Vec::new(),
            heard_at: Vec::new(),
            heard_kinds: Vec::new(),
            packets: Vec::new(),
            messages: Vec::new(),
            key_frames_wanted: 0,
        })
    }

    /// The SDP to post.
    pub fn offer(&self) -> &str {
        &self.offer
    }

    /// Where it sends from.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it sends from elsewhere, as a phone does that changes its network.
    pub fn move_to(&mut self, address: SocketAddr) {
        self.address = address;
    }

    /// Takes the server's answer.
    pub fn accept(&mut self, answer: &str) -> Result<(), SessionError> {
        let Some(pending) = self.pending.take() else {
            return Err(SessionError::Failed("answered twice".into()));
        };
        self.session.accept_answer(pending, answer)?;
        self.slots = Slots::new(self.session.media())?;
        let opus = self
            .payload(MediaKind::Audio, Codec::Opus)
            .map(|(_, number)| number);
        if let Some(opus) = opus.and_then(PayloadType::new) {
            self.sender =
                Some(AudioSender::new(&sender_config(&self.config, opus)).map_err(failed)?);
        }
        Ok(())
    }

    /// Whether it has an answer: only then it does something.
    pub fn is_answered(&self) -> bool {
        self.pending.is_none()
    }

    /// The credentials and candidates of this caller as a fragment, for a trickle PATCH.
    pub fn fragment(&self) -> Result<SdpFragment, SessionError> {
        SdpFragment::parse(&self.offer)
    }

    /// Audio to send, mono at 48 kHz, as a microphone gives it: frame by frame on a 20 ms clock
    /// from the moment of connection.
    pub fn say(&mut self, samples: &[i16]) {
        self.microphone.say(samples);
    }

    /// Forgets what was not said yet.
    pub fn fall_silent(&mut self) {
        self.microphone.fall_silent();
    }

    /// What the microphone took since it was switched on, at the moment of connection: 20 ms for
    /// every frame, whether or not it was sent.
    pub fn said(&self) -> &[i16] {
        self.microphone.said()
    }

    /// When the first sample of [`Caller::said`] was spoken.
    pub fn said_from(&self) -> Option<Timestamp> {
        self.microphone.began()
    }

    /// Sends one video packet.
    pub fn show(&mut self, now: Timestamp, sequence: u64, rtp_time: u32, payload: &[u8]) -> bool {
        let Some((mid, payload_type)) = self.payload(MediaKind::Video, Codec::Vp8) else {
            return false;
        };
        self.session.write_rtp(
            now,
            OutgoingRtp {
                mid,
                payload_type,
                sequence,
                rtp_time,
                marker: true,
                audio_level: None,
                nackable: true,
                payload: Arc::from(payload),
            },
        )
    }

    /// When media could flow first.
    pub fn connected(&self) -> Option<Timestamp> {
        self.connected
    }

    /// Whether the server ended the session.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// What came back, decoded, mono at 48 kHz, from the first packet on.
    pub fn heard(&self) -> &[i16] {
        &self.heard
    }

    /// What came in one of the sections beside the first, decoded, from the first packet on.
    pub fn heard_in(&self, section: Mid) -> Option<&[i16]> {
        self.slots.heard(section)
    }

    /// When each 20 ms of [`Caller::heard`] began to play.
    pub fn heard_at(&self) -> &[Timestamp] {
        &self.heard_at
    }

    /// How each 20 ms of [`Caller::heard`] came about.
    pub fn heard_kinds(&self) -> &[FrameKind] {
        &self.heard_kinds
    }

    /// Every RTP packet that came back, with its arrival.
    pub fn packets(&self) -> &[(Timestamp, RtpPacket)] {
        &self.packets
    }

    /// Sends a message on the data channel; false when it cannot.
    pub fn send_message(&mut self, now: Timestamp, data: &[u8]) -> bool {
        self.session.send_message(now, data).is_ok()
    }

    /// How often it was asked for a key frame.
    pub fn key_frames_wanted(&self) -> usize {
        self.key_frames_wanted
    }

    /// Every message that came on the data channel.
    pub fn messages(&self) -> &[Vec<u8>] {
        &self.messages
    }

    /// The sections that were negotiated.
    pub fn media(&self) -> &[MediaLine] {
        self.session.media()
    }

    /// Says good-bye.
    pub fn hang_up(&mut self) {
        self.session.close();
    }

    /// Takes a datagram that arrived; bytes that are none are left out.
    pub fn handle_datagram(&mut self, now: Timestamp, from: SocketAddr, datagram: &[u8]) {
        let to = self.address;
        // What a real peer would drop is no error of the test.
        let _ = self
            .session
            .handle_datagram(now, Protocol::Udp, from, to, datagram);
    }

    /// When something is due.
    pub fn next_timeout(&self) -> Timestamp {
        [
            Some(self.session_timeout),
            self.microphone.next_timeout(),
            self.sender.as_ref().and_then(AudioSender::next_timeout),
            self.receiver.next_timeout(),
            self.slots.next_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(self.session_timeout)
    }

    /// Does what is due and answers what to send.
    pub fn run(&mut self, now: Timestamp) -> Result<Vec<Transmit>, SessionError> {
        let mut transmits = Vec::new();
        if self.session_timeout <= now {
            self.session.handle_timeout(now)?;
        }
        self.drain(now, &mut transmits)?;
        self.speak(now);
        while self.send_due(now) {
            self.drain(now, &mut transmits)?;
        }
        self.listen(now);
        Ok(transmits)
    }

    fn drain(&mut self, now: Timestamp, transmits: &mut Vec<Transmit>) -> Result<(), SessionError> {
        loop {
            match self.session.poll_output()? {
                Output::Transmit(transmit) => transmits.push(transmit),
                Output::Event(event) => self.note(now, event),
                Output::Timeout(at) => {
                    self.session_timeout = at;
                    return Ok(());
                }
            }
        }
    }

    fn note(&mut self, now: Timestamp, event: Event) {
        match event {
            Event::Connected => {
                self.connected = Some(now);
                self.microphone.switch_on(now);
            }
            Event::Rtp(packet) => self.hear(now, packet),
            Event::Message(data) => self.messages.push(data),
            Event::KeyframeRequest(_) => self.key_frames_wanted += 1,
            Event::PeerReport { loss, .. } => {
                if let Some(sender) = &mut self.sender {
                    sender.set_expected_loss(loss);
                }
            }
            Event::Closed => {
                self.closed = true;
                self.microphone.switch_off();
            }
            _ => {}
        }
    }

    fn hear(&mut self, now: Timestamp, packet: RtpPacket) {
        let encoding = match self.codec_of(&packet) {
            Some(Codec::Opus) => Some(Encoding::Opus),
            Some(Codec::Red) => Some(Encoding::Red),
            _ => None,
        };
        if let Some(encoding) = encoding {
            let [low, high, ..] = packet.sequence.to_le_bytes();
            let slot = self.slots.receiver(packet.mid);
            slot.unwrap_or(&mut self.receiver).push(
                now,
                ReceivedPacket {
                    sequence: u16::from_le_bytes([low, high]),
                    rtp_time: packet.rtp_time,
                    payload: &packet.payload,
                    encoding,
                },
            );
        }
        self.packets.push((now, packet));
    }

    fn codec_of(&self, packet: &RtpPacket) -> Option<Codec> {
        let line = self
            .session
            .media()
            .iter()
            .find(|line| line.mid == packet.mid)?;
        let payload = line
            .payloads
            .iter()
            .find(|(pt, _)| *pt == packet.payload_type)?;
        Some(payload.1)
    }

    fn speak(&mut self, now: Timestamp) {
        while let Some((at, frame)) = self.microphone.poll(now) {
            // A second of room is far more than the microphone is ahead.
            let _ = self
                .sender
                .as_mut()
                .map(|sender| sender.queue(at, RATE, &frame));
        }
    }

    fn send_due(&mut self, now: Timestamp) -> bool {
        let mut payload = Vec::new();
        let packet = self
            .sender
            .as_mut()
            .and_then(|sender| sender.poll_packet(now, &mut payload));
        let Some(sent) = packet else {
            return false;
        };
        let red = self
            .payload(MediaKind::Audio, Codec::Red)
            .filter(|_| sent.red);
        let Some((mid, payload_type)) = red.or(self.payload(MediaKind::Audio, Codec::Opus)) else {
            return false;
        };
        let sequence = self.sequence;
        self.sequence += 1;
        self.session.write_rtp(
            now,
            OutgoingRtp {
                mid,
                payload_type,
                sequence,
                rtp_time: sent.rtp_time,
                marker: sent.marker,
                audio_level: None,
                nackable: false,
                payload: Arc::from(payload),
            },
        )
    }

    fn listen(&mut self, now: Timestamp) {
        self.slots.listen(now);
        let mut frame = [0; FRAME_SAMPLES];
        while let Some(heard) = self.receiver.poll_frame(now, &mut frame) {
            self.heard.extend_from_slice(&frame);
            self.heard_at.push(now);
            self.heard_kinds.push(heard.kind);
        }
    }

    fn payload(&self, kind: MediaKind, codec: Codec) -> Option<(Mid, u8)> {
        let line = self.session.media().iter().find(|line| line.kind == kind)?;
        Some((line.mid, line.payload_type(codec)?))
    }
}

#[cfg(test)]
mod tests;
