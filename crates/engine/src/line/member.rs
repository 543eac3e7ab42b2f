//! A line as a call sees it: a voice, and an ear.

use std::sync::Arc;

use jackfield_media::mixer::Voice;
use jackfield_media::opus::SampleRate;
use jackfield_media::time::Timestamp;

use crate::CallId;
use crate::SessionId;
use crate::command::Hears;
use crate::host::Host;
use crate::membership::{Forwarded, Tick};

use super::{Line, SeatLine};

/// What a member can be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ear {
    /// Nothing, or nothing yet.
    Nothing,
    /// The mix as Opus.
    Opus,
    /// The mix as samples.
    Pcm(SampleRate),
    /// What this seat's host is given.
    Seat(Hears),
}

/// What there is to hear of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nothing, or nothing yet.
    Nothing,
    /// Packets of Opus, which others can be given as they are.
    Packets,
    /// Samples.
    Samples,
}

impl Ear {
    pub(crate) fn hears(self) -> bool {
        !matches!(self, Self::Nothing | Self::Seat(Hears::Nothing))
    }
}

impl Line {
    pub(crate) fn source(&self) -> Source {
        match self {
            Self::Rtc(line) => line.source(),
            Self::Socket(line) => line.source(),
            Self::Seat { line, .. } => line.source(),
        }
    }

    /// Whether its ear or its source became another since the last time.
    pub(crate) fn take_change(&mut self) -> bool {
        match self {
            Self::Rtc(line) => line.take_change(),
            Self::Socket(line) => line.take_change(),
            Self::Seat { line, .. } => line.take_change(),
        }
    }

    /// What it is needed for: its packets by others, its voice by a mix.
    pub(crate) fn set_uses(&mut self, is_forwarded: bool, is_mixed: bool) {
        if let Self::Rtc(line) = self {
            line.set_uses(is_forwarded, is_mixed);
        }
    }

    /// Whether its packets have something to say, decoded or not.
    pub(crate) fn is_talking(&self, now: Timestamp) -> bool {
        matches!(self, Self::Rtc(line) if line.is_talking(now))
    }

    /// It gets another member's packets from now on.
    pub(crate) fn begin_forwarding(&mut self) {
        if let Self::Rtc(line) = self {
            line.begin_forwarding();
        }
    }

    /// Puts the packets that others get, since the last time, into an empty list.
    pub(crate) fn take_forwarded(&mut self, into: &mut Vec<Forwarded>) {
        if let Self::Rtc(line) = self {
            line.take_forwarded(into);
        }
    }

    /// Sends another member's packet, in a slot or in the stream that has the mix otherwise.
    pub(crate) fn forward(
        &mut self,
        now: Timestamp,
        place: (Option<usize>, SessionId),
        packet: &Forwarded,
        host: &Host,
    ) {
        if let Self::Rtc(line) = self {
            line.forward(now, place, packet, host);
        }
    }

    /// Which call it is a member of.
    pub(crate) fn call(&self) -> Option<CallId> {
        match self {
            Self::Rtc(line) => line.call(),
            Self::Socket(line) => line.call(),
            Self::Seat { call, .. } => Some(*call),
        }
    }

    /// It is a member of another call from now on.
    pub(crate) fn enter(&mut self, to: CallId) {
        match self {
            Self::Rtc(line) => line.enter(to),
            Self::Socket(line) => line.enter(to),
            Self::Seat { call, .. } => *call = to,
        }
    }

    pub(crate) fn ear(&self) -> Ear {
        match self {
            Self::Rtc(line) => line.ear(),
            Self::Socket(line) => line.ear(),
            Self::Seat { line, .. } => Ear::Seat(line.hears()),
        }
    }

    /// Whether something waits to be heard of it.
    pub(crate) fn has_input(&self) -> bool {
        match self {
            Self::Rtc(line) => line.has_input(),
            Self::Socket(line) => line.has_input(),
            Self::Seat { line, .. } => line.has_input(),
        }
    }

    /// When a frame of its voice is there, give or take whole frames; `None` for a seat, which has no
    /// clock of its own.
    pub(crate) fn ready_at(&self) -> Option<Timestamp> {
        match self {
            Self::Rtc(line) => line.ready_at(),
            Self::Socket(line) => line.ready_at(),
            Self::Seat { .. } => None,
        }
    }

    /// Moves what is due to its voice.
    pub(crate) fn hear(&mut self, now: Timestamp, host: &Host) {
        match self {
            Self::Rtc(line) => line.hear(now, host),
            Self::Socket(line) => line.hear(now, host),
            Self::Seat { line, .. } => line.hear(now, host),
        }
    }

    /// `None` for a WebSocket without `start`, and outside of calls.
    pub(crate) fn voice(&mut self) -> Option<&mut Voice> {
        match self {
            Self::Rtc(line) => line.voice(),
            Self::Socket(line) => line.voice(),
            Self::Seat { line, .. } => Some(line.voice()),
        }
    }

    /// The part of what it is sent that its peer loses, 0 to 1.
    pub(crate) fn expected_loss(&self) -> f32 {
        match self {
            Self::Rtc(line) => line.expected_loss(),
            Self::Socket(_) | Self::Seat { .. } => 0.0,
        }
    }

    pub(crate) fn send_opus(
        &mut self,
        now: Timestamp,
        tick: Tick,
        packet: &Arc<[u8]>,
        host: &Host,
    ) {
        if let Self::Rtc(line) = self {
            line.send_mixed(now, tick, packet, host);
        }
    }

    pub(crate) fn send_pcm(&mut self, frame: &[i16], host: &Host) {
        if let Self::Socket(line) = self {
            line.send_mixed(frame, host);
        }
    }

    /// Of a seat.
    pub(crate) fn seat(&mut self) -> Option<&mut SeatLine> {
        match self {
            Self::Seat { line, .. } => Some(line),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
