//! What the host asks of a worker.

use std::net::SocketAddr;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use jackfield_media::dtmf::{Digit, DigitTiming};
use jackfield_media::mixer::Gain;
use jackfield_record::Format;
use jackfield_webrtc::{Answer, Mid, Offer};

use crate::{CallId, RecordingId, RequestId, SessionId};

/// What the engine does with a session's audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Packets go back as they came: nothing is decoded.
    Forward,
    /// Jitter buffer, decode, encode: everything in the core.
    Transcode,
    /// Decoded frames go to the host, what the host sends is played out.
    Agent,
    /// Decoded frames go to the host, nothing is played.
    Listen,
    /// A member of this call: it hears the others, and they hear it.
    Call(CallId),
}

impl Route {
    /// Which call it leads to.
    pub(crate) fn call(self) -> Option<CallId> {
        match self {
            Self::Call(call) => Some(call),
            _ => None,
        }
    }
}

/// What the host is given of what a seat hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hears {
    /// Everybody who speaks, each apart.
    Each,
    /// All together.
    Mix,
    /// Nothing: it only speaks.
    Nothing,
}

/// Audio from the host for many sessions of one worker.
#[derive(Debug)]
pub struct Play {
    /// Of all samples, in Hz.
    pub rate: u32,
    /// Which samples belong to whom.
    pub items: Vec<(SessionId, Range<usize>)>,
    /// Mono.
    pub samples: Arc<[i16]>,
}

/// Whom a recording is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// What a session's peer says.
    Session(SessionId),
    /// Everybody in a call, those to come included, in one.
    Call(CallId),
    /// Who has a place in a call: first this session's peer, then those of the sessions that follow it.
    /// Between them, and until the call is over, there is silence.
    Place {
        /// Where.
        call: CallId,
        /// Who has the place now.
        session: SessionId,
    },
}

impl Recorded {
    /// As notices name it: a call is on its worker like a session.
    pub(crate) fn session(self) -> SessionId {
        match self {
            Self::Session(session) => session,
            Self::Call(call) | Self::Place { call, .. } => SessionId::from_u64(call.as_u64()),
        }
    }

    /// The call that it ends with at the latest.
    pub(crate) fn call(self) -> Option<CallId> {
        match self {
            Self::Session(_) => None,
            Self::Call(call) | Self::Place { call, .. } => Some(call),
        }
    }

    /// What becomes of a recording of nobody.
    pub(crate) fn unknown(self) -> &'static str {
        match self {
            Self::Session(_) | Self::Place { .. } => "unknown_session",
            Self::Call(_) => "call_unknown",
        }
    }
}

/// Keys to press for a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    /// In order.
    pub digits: Vec<Digit>,
    /// Of each.
    pub timing: DigitTiming,
}

/// Why somebody may not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dismissal {
    /// The key that let them in is not known any more.
    KeyRevoked,
    /// The token that let them in has expired.
    TokenExpired,
    /// Neither side has said anything for too long.
    Inactive,
    /// Longer than anybody may stay.
    TooLong,
}

impl Dismissal {
    /// The one that the host calls so; `None` for what is no reason to tell.
    pub fn named(reason: &str) -> Option<Self> {
        match reason {
            "key_revoked" => Some(Self::KeyRevoked),
            "token_expired" => Some(Self::TokenExpired),
            "inactive" => Some(Self::Inactive),
            "max_duration" => Some(Self::TooLong),
            _ => None,
        }
    }
}

/// One thing to do, in the order asked.
#[derive(Debug)]
pub enum Command {
    /// Answer an offer.
    Open {
        /// The new session.
        session: SessionId,
        /// The peer's.
        offer: Box<Offer>,
        /// What to do with its audio.
        route: Route,
    },
    /// Make an offer.
    Dial {
        /// The new session.
        session: SessionId,
        /// What to do with its audio.
        route: Route,
        /// Offer video too.
        video: bool,
        /// Sections beside, in each of which one other is heard.
        slots: usize,
    },
    /// Take the answer to an offer of ours.
    Answer {
        /// Whose.
        session: SessionId,
        /// For the answer to this.
        request: RequestId,
        /// The peer's.
        answer: Box<Answer>,
    },
    /// Send a message on a session's data channel.
    Message {
        /// Whose.
        session: SessionId,
        /// The message.
        data: Vec<u8>,
    },
    /// Send digits to a session's peer.
    Digits {
        /// Whose.
        session: SessionId,
        /// Which.
        digits: Digits,
    },
    /// Talk to a peer over a stream that was upgraded to a WebSocket.
    OpenSocket {
        /// The new session.
        session: SessionId,
        /// What to do with its audio.
        route: Route,
    },
    /// Begin a call without members.
    CreateCall(CallId),
    /// End a call, and the sessions of all its members.
    EndCall(CallId),
    /// Seat somebody of the host in a call.
    OpenSeat {
        /// The new session.
        session: SessionId,
        /// Where.
        call: CallId,
        /// What the host is given.
        hears: Hears,
    },
    /// Take a member out of its call and into another one of the same worker.
    Move(SessionId, CallId),
    /// Set how loud one member hears another.
    SetGain {
        /// Whose members they are.
        call: CallId,
        /// Who hears.
        listener: SessionId,
        /// Whom.
        speaker: SessionId,
        /// How loud.
        gain: Gain,
    },
    /// Tell a member's peer whose one of its slots is; from then on that one is heard there.
    TellSlot {
        /// Whose slot.
        session: SessionId,
        /// Which.
        mid: Mid,
        /// Whom it hears there.
        source: SessionId,
        /// The message; none when it cannot be told.
        data: Option<Vec<u8>>,
    },
    /// Let nobody hear a member, or everybody again.
    SetMuted(SessionId, bool),
    /// Take a member out of its call's audio, or back.
    SetHeld(SessionId, bool),
    /// Take trickled candidates.
    Trickle {
        /// Whose.
        session: SessionId,
        /// For the answer.
        request: RequestId,
        /// An sdpfrag.
        fragment: String,
    },
    /// Restart ICE.
    Restart {
        /// Whose.
        session: SessionId,
        /// For the answer.
        request: RequestId,
        /// An sdpfrag with new credentials.
        fragment: String,
    },
    /// Play audio.
    Play(Play),
    /// Drop the audio that waits for play-out.
    ClearAudio(SessionId),
    /// End a session.
    Close(SessionId),
    /// End a session that is not to go on, and say why.
    Dismiss(SessionId, Dismissal),
    /// Record to a file that does not exist yet.
    Record {
        /// Whom.
        of: Recorded,
        /// The new recording.
        recording: RecordingId,
        /// The file.
        path: PathBuf,
        /// What the file is to be.
        format: Format,
    },
    /// Go on recording a place with this session.
    FollowRecording(RecordingId, SessionId),
    /// Write silence, or no longer.
    PauseRecording(RecordingId, bool),
    /// End a recording.
    StopRecording(RecordingId),
    /// Ask these which address they see us at.
    StunServers(Vec<SocketAddr>),
}

#[cfg(test)]
mod tests;
