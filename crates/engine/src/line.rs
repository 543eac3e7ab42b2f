//! One session with the route of its media: what happens to a call's line into the switchboard.
//!
//! Peers come by WebRTC or by WebSocket, or are no peers but somebody of the host; the worker drives all
//! alike.

mod budget;
mod digits;
mod member;
mod messages;
mod rtc;
mod seat;
mod slots;
mod socket;
mod video;

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Answer, Mid, SdpFragment, SessionError};

use crate::command::{Digits, Dismissal};
use crate::host::Host;
use crate::metrics::Counter;
use crate::taps::Taps;
use crate::traffic::{Incoming, Outbox};
use crate::video::Picture;
use crate::{CallId, SessionId};
pub(crate) use member::{Ear, Source};
pub(crate) use rtc::RtcLine;
pub(crate) use seat::SeatLine;
pub(crate) use socket::SocketLine;
pub(crate) use video::{VideoEvent, VideoLine};

/// How often figures are published; a reader sees nothing older.
const STATS_INTERVAL: Duration = Duration::from_millis(500);

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Local,
    Peer,
    ConsentExpired,
    SetupTimeout,
    CallEnded,
    Shutdown,
    Failed,
}

/// See the module.
#[derive(Debug)]
pub(crate) enum Line {
    Rtc(Box<RtcLine>),
    Socket(Box<SocketLine>),
    Seat { call: CallId, line: Box<SeatLine> },
}

impl Line {
    pub(crate) fn id(&self) -> SessionId {
        match self {
            Self::Rtc(line) => line.id(),
            Self::Socket(line) => line.id(),
            Self::Seat { line, .. } => line.id(),
        }
    }

    /// Names an ICE generation; empty where there is none.
    pub(crate) fn ufrag(&self) -> &str {
        match self {
            Self::Rtc(line) => line.ufrag(),
            Self::Socket(_) | Self::Seat { .. } => "",
        }
    }

    /// Whether this side checks connectivity too.
    pub(crate) fn checks(&self) -> bool {
        matches!(self, Self::Rtc(line) if line.checks())
    }

    /// Whether its audio is decoded: work that gets cheaper by the batch, unlike passing packets on.
    pub(crate) fn decodes(&self) -> bool {
        match self {
            Self::Rtc(line) => line.decodes(),
            Self::Socket(line) => line.decodes(),
            Self::Seat { .. } => true,
        }
    }

    pub(crate) fn accepts(&self, incoming: &Incoming<'_>) -> bool {
        matches!(self, Self::Rtc(line) if line.accepts(incoming))
    }

    pub(crate) fn handle_datagram(&mut self, incoming: &Incoming<'_>, host: &Host) {
        if let Self::Rtc(line) = self {
            line.handle_datagram(incoming, host);
        }
    }

    /// Takes bytes of the peer's stream; none at all mean that it has ended.
    pub(crate) fn handle_stream(&mut self, now: Timestamp, bytes: &[u8], host: &Host) {
        if let Self::Socket(line) = self {
            line.handle_stream(now, bytes, host);
        }
    }

    /// Nothing could be sent to the peer for too long.
    pub(crate) fn handle_stall(&mut self) {
        if let Self::Socket(line) = self {
            line.handle_stall();
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        match self {
            Self::Rtc(line) => line.handle_timeout(now),
            Self::Socket(line) => line.handle_timeout(now),
            Self::Seat { .. } => {}
        }
    }

    pub(crate) fn add_candidates(&mut self, fragment: &SdpFragment) -> Result<usize, SessionError> {
        match self {
            Self::Rtc(line) => line.add_candidates(fragment),
            Self::Socket(_) | Self::Seat { .. } => Err(no_ice()),
        }
    }

    pub(crate) fn restart_ice(&mut self, fragment: &SdpFragment) -> Result<String, SessionError> {
        match self {
            Self::Rtc(line) => line.restart_ice(fragment),
            Self::Socket(_) | Self::Seat { .. } => Err(no_ice()),
        }
    }

    /// Takes the peer's answer to our offer.
    pub(crate) fn accept_answer(
        &mut self,
        answer: Answer,
        host: &Host,
    ) -> Result<(), SessionError> {
        match self {
            Self::Rtc(line) => line.accept_answer(answer, host),
            Self::Socket(_) | Self::Seat { .. } => Err(no_ice()),
        }
    }

    /// Sends a message on the data channel, or what stands for it.
    pub(crate) fn send_message(&mut self, now: Timestamp, data: &[u8], host: &Host) {
        match self {
            Self::Rtc(line) => line.send_message(now, data, host),
            Self::Socket(line) => line.send_message(data, host),
            Self::Seat { .. } => {}
        }
    }

    /// Pictures of the peer, and what it says of those it is sent.
    pub(crate) fn video(&mut self) -> Option<&mut VideoLine> {
        match self {
            Self::Rtc(line) => Some(line.video()),
            Self::Socket(line) => line.video(),
            Self::Seat { .. } => None,
        }
    }

    /// Where the peer can be shown somebody: section and payload type.
    pub(crate) fn screens(&self) -> Vec<(Mid, u8)> {
        match self {
            Self::Rtc(line) => line.screens(),
            Self::Socket(line) => line.screens(),
            Self::Seat { .. } => Vec::new(),
        }
    }

    /// Sends a picture of another member.
    pub(crate) fn send_picture(&mut self, now: Timestamp, picture: Picture, host: &Host) {
        match self {
            Self::Rtc(line) => line.send_picture(now, picture, host),
            Self::Socket(line) => line.send_picture(now, picture, host),
            Self::Seat { .. } => {}
        }
    }

    /// Asks the peer to begin a stream anew.
    pub(crate) fn request_key_frame(&mut self, now: Timestamp, ssrc: u32) {
        match self {
            Self::Rtc(line) => line.request_key_frame(ssrc),
            Self::Socket(line) => line.request_key_frame(now),
            Self::Seat { .. } => {}
        }
    }

    /// A picture on its way to the peer was left out: it needs a key frame.
    pub(crate) fn handle_picture_loss(&mut self, now: Timestamp) {
        if let Self::Socket(line) = self {
            line.handle_picture_loss(now);
        }
    }

    /// Sends digits to the peer.
    pub(crate) fn send_digits(&mut self, now: Timestamp, digits: &Digits, host: &Host) {
        match self {
            Self::Rtc(line) => line.send_digits(now, digits, host),
            Self::Socket(_) | Self::Seat { .. } => {
                let count = digits.digits.len() as u64;
                host.metrics.add(Counter::DigitsUnsentFormat, count);
            }
        }
    }

    pub(crate) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        match self {
            Self::Rtc(line) => line.play(now, rate, samples),
            Self::Socket(line) => line.play(now, rate, samples),
            Self::Seat { line, .. } => line.play(now, rate, samples),
        }
    }

    pub(crate) fn clear_audio(&mut self) {
        match self {
            Self::Rtc(line) => line.clear_audio(),
            Self::Socket(line) => line.clear_audio(),
            Self::Seat { line, .. } => line.clear_audio(),
        }
    }

    /// Its recordings.
    pub(crate) fn taps(&mut self) -> &mut Taps {
        match self {
            Self::Rtc(line) => line.taps(),
            Self::Socket(line) => line.taps(),
            Self::Seat { line, .. } => line.taps(),
        }
    }

    /// Whether its audio comes in packets of one stream that a recording can keep.
    pub(crate) fn is_packets(&self) -> bool {
        matches!(self, Self::Rtc(line) if !line.hears_apart())
    }

    /// Ends the session; its good-bye leaves with the next [`Line::run`].
    pub(crate) fn end(&mut self, ending: Ending) {
        match self {
            Self::Rtc(line) => line.end(ending),
            Self::Socket(line) => line.end(ending),
            Self::Seat { line, .. } => line.end(ending),
        }
    }

    /// Ends the session as its peer may not stay, and says why where there are words for it.
    pub(crate) fn dismiss(&mut self, why: Dismissal) {
        match self {
            Self::Socket(line) => line.dismiss(why),
            Self::Rtc(_) | Self::Seat { .. } => self.end(Ending::Local),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        match self {
            Self::Rtc(line) => line.is_over(),
            Self::Socket(line) => line.is_over(),
            Self::Seat { line, .. } => line.is_over(),
        }
    }

    /// Does everything that can be done now.
    pub(crate) fn run(
        &mut self,
        now: Timestamp,
        arrival: Option<Timestamp>,
        host: &Host,
        outbox: &mut Outbox,
    ) {
        match self {
            Self::Rtc(line) => line.run(now, arrival, host, &mut outbox.datagrams),
            Self::Socket(line) => line.run(now, arrival, host, &mut outbox.streams),
            Self::Seat { line, .. } => line.run(now, host),
        }
    }

    /// When to come back at the latest.
    pub(crate) fn next_timeout(&self, now: Timestamp, host: &Host) -> Option<Timestamp> {
        match self {
            Self::Rtc(line) => line.next_timeout(now, host),
            Self::Socket(line) => line.next_timeout(),
            Self::Seat { line, .. } => line.next_timeout(),
        }
    }

    pub(crate) fn announce_end(&self, host: &Host) {
        match self {
            Self::Rtc(line) => line.announce_end(host),
            Self::Socket(line) => line.announce_end(host),
            Self::Seat { line, .. } => line.announce_end(host),
        }
    }
}

impl Ending {
    fn code(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Peer => "peer",
            Self::ConsentExpired => "consent_expired",
            Self::SetupTimeout => "setup_timeout",
            Self::CallEnded => "call_ended",
            Self::Shutdown => "shutdown",
            Self::Failed => "error",
        }
    }

    fn counter(self) -> Counter {
        match self {
            Self::Local => Counter::ClosedLocal,
            Self::Peer => Counter::ClosedPeer,
            Self::ConsentExpired => Counter::ClosedConsent,
            Self::SetupTimeout => Counter::ClosedSetup,
            Self::CallEnded => Counter::ClosedCall,
            Self::Shutdown => Counter::ClosedShutdown,
            Self::Failed => Counter::ClosedError,
        }
    }
}

fn no_ice() -> SessionError {
    SessionError::Unsupported("this session has no ICE".into())
}
