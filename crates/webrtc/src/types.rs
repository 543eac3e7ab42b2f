//! The words a session speaks.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jackfield_media::dtmf::Press;
use jackfield_media::time::Timestamp;
use str0m::net::DatagramSend;

/// What carries a datagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// One datagram per packet.
    Udp,
    /// Frames with a 16-bit length (RFC 4571), taken off before they reach the session.
    Tcp,
}

/// Audio or video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
}

/// Which way media flows, as seen from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// We send and receive.
    SendRecv,
    /// We send.
    SendOnly,
    /// We receive.
    RecvOnly,
    /// Nothing flows.
    Inactive,
}

impl Direction {
    /// Whether we may send.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }
}

/// The payload formats a session can negotiate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// RFC 7587.
    Opus,
    /// Redundant Opus, RFC 2198.
    Red,
    /// RFC 7741.
    Vp8,
    /// Digits, RFC 4733.
    TelephoneEvent {
        /// Of its timestamps, in Hz.
        clock_rate: u32,
    },
}

impl Codec {
    /// As SDP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::Red => "red",
            Self::Vp8 => "VP8",
            Self::TelephoneEvent { .. } => "telephone-event",
        }
    }
}

/// The name of a media section, unique in its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mid(pub(crate) str0m::media::Mid);

/// Of a section that only this side knows; no more than 16 letters and digits are kept.
impl From<&str> for Mid {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl std::fmt::Display for Mid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One negotiated media section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaLine {
    /// Its name.
    pub mid: Mid,
    /// Audio or video.
    pub kind: MediaKind,
    /// As seen from us.
    pub direction: Direction,
    /// Payload type and format, in the peer's order of preference.
    pub payloads: Vec<(u8, Codec)>,
}

impl MediaLine {
    /// The payload type of a format, if it was negotiated.
    pub fn payload_type(&self, codec: Codec) -> Option<u8> {
        self.payloads
            .iter()
            .find(|(_, known)| *known == codec)
            .map(|(payload_type, _)| *payload_type)
    }

    /// The format of a payload type.
    pub fn codec(&self, payload_type: u8) -> Option<Codec> {
        let mut known = self.payloads.iter();
        known
            .find(|(known, _)| *known == payload_type)
            .map(|(_, codec)| *codec)
    }
}

/// An RTP packet from the peer, decrypted, checked for replay, its counters unwrapped.
#[derive(Debug, Clone)]
pub struct RtpPacket {
    /// The section it belongs to.
    pub mid: Mid,
    /// Who sent it.
    pub ssrc: u32,
    /// Its payload type, as negotiated.
    pub payload_type: u8,
    /// What that stands for, if it is one of ours.
    pub codec: Option<Codec>,
    /// Sequence number with its roll-overs.
    pub sequence: u64,
    /// RTP time, the lower 32 bits.
    pub rtp_time: u32,
    /// The marker bit.
    pub marker: bool,
    /// RFC 6464 level in dBov (0 to -127), when the peer sends it.
    pub audio_level: Option<i8>,
    /// Of which picture it is a part, where that can be told.
    pub picture: Option<Picture>,
    /// What it carries. Shared, so that forwarding copies nothing.
    pub payload: Arc<[u8]>,
}

/// What a packet of VP8 says of its picture (RFC 7741 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Nothing before it is needed, and this is its first packet.
    pub starts_key_frame: bool,
    /// Which, and on which it rests.
    pub numbers: PictureNumbers,
}

/// The counters of VP8 that have to go on when its sender is exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PictureNumbers {
    /// Counts pictures, in 7 or 15 bits.
    pub id: Option<u16>,
    /// Counts those on which others rest.
    pub base: Option<u8>,
}

/// An RTP packet to the peer.
#[derive(Debug, Clone)]
pub struct OutgoingRtp {
    /// The section to send it in.
    pub mid: Mid,
    /// One of the section's payload types.
    pub payload_type: u8,
    /// Sequence number with its roll-overs; starts below 65,536 and never repeats.
    pub sequence: u64,
    /// RTP time.
    pub rtp_time: u32,
    /// The marker bit.
    pub marker: bool,
    /// RFC 6464 level to tell the peer.
    pub audio_level: Option<i8>,
    /// Whether to keep it for retransmission.
    pub nackable: bool,
    /// What it carries.
    pub payload: Arc<[u8]>,
}

/// A datagram for the socket.
#[derive(Debug)]
pub struct Transmit {
    /// UDP, or TCP without its framing.
    pub protocol: Protocol,
    /// The local candidate it leaves from.
    pub source: SocketAddr,
    /// Where it goes.
    pub destination: SocketAddr,
    pub(crate) contents: DatagramSend,
}

impl Transmit {
    /// The bytes to send.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// The bytes to send, without copying them.
    pub fn into_contents(self) -> Vec<u8> {
        self.contents.into()
    }
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// ICE and DTLS are up: media flows.
    Connected,
    /// ICE found its way back after [`Event::Disconnected`].
    Reconnected,
    /// The peer stopped answering (RFC 7675); it may come back, by itself or by an ICE restart.
    Disconnected,
    /// Media from the peer.
    Rtp(RtpPacket),
    /// The peer asks for a key frame of what we send in this section.
    KeyframeRequest(Mid),
    /// How the peer receives what we send, from its RTCP reports.
    PeerReport {
        /// The section.
        mid: Mid,
        /// Share of our packets it lost, 0 to 1.
        loss: f32,
        /// Round trip, when known.
        round_trip: Option<Duration>,
    },
    /// Messages can be sent on the data channel.
    ChannelOpened,
    /// The peer opened another data channel, which was closed.
    ChannelRefused,
    /// The peer closed the data channel; messages that waited are lost.
    ChannelClosed,
    /// A message of the peer on the data channel.
    Message(Vec<u8>),
    /// So much the peer can take of what we send, in bits per second (REMB).
    Bandwidth(u64),
    /// The peer pressed a key and let it go.
    Press(Press),
    /// The peer says which moment of its wall clock a stream's RTP time stands for (RFC 3550 §6.4.1).
    SenderReport {
        /// When it arrived.
        arrival: Timestamp,
        /// Of the stream.
        ssrc: u32,
        /// Since 1970, by the peer's clock.
        wall_clock: Duration,
        /// The stream's time at that moment.
        rtp_time: u32,
    },
    /// The peer closed the session; nothing follows.
    Closed,
}

/// What [`crate::Session::poll_output`] answers.
#[derive(Debug)]
pub enum Output {
    /// Send this.
    Transmit(Transmit),
    /// Note this.
    Event(Event),
    /// Nothing more now; call `handle_timeout` at this time at the latest.
    Timeout(Timestamp),
}

#[cfg(test)]
mod tests;
