//! What comes to a worker and what leaves it.

use std::net::SocketAddr;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::Protocol;
use jackfield_websocket::Chunk;

use crate::SessionId;

/// A datagram from a socket.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// How it came.
    pub protocol: Protocol,
    /// From whom.
    pub source: SocketAddr,
    /// The candidate it came to.
    pub destination: SocketAddr,
    /// When the kernel had it.
    pub arrival: Timestamp,
    /// Its bytes, without framing.
    pub datagram: &'a [u8],
}

/// What its driver has not taken yet.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) datagrams: Vec<Outgoing>,
    pub(crate) streams: Vec<StreamOutput>,
}

/// A datagram for a socket.
#[derive(Debug)]
pub struct Outgoing {
    /// How it goes.
    pub protocol: Protocol,
    /// The candidate it leaves from.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// Its bytes, without framing.
    pub datagram: Vec<u8>,
    /// Arrival of the packet it echoes, for the latency histogram.
    pub echo_of: Option<Timestamp>,
}

/// Something for a session's stream.
#[derive(Debug)]
pub struct StreamOutput {
    /// Whose.
    pub session: SessionId,
    /// Bytes to send; `None` when the stream ends once all before it were sent.
    pub chunk: Option<Chunk>,
    /// Arrival of the audio it echoes, for the latency histogram.
    pub echo_of: Option<Timestamp>,
}
