//! A line that hears others apart, as its call sees it; only WebRTC has sections for that.

use std::sync::Arc;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::Mid;

use super::Line;
use crate::SessionId;
use crate::host::Host;
use crate::membership::{Telling, Tick};

impl Line {
    /// The sections in which its peer can hear somebody apart.
    pub(crate) fn audio_slots(&mut self) -> Vec<Mid> {
        match self {
            Self::Rtc(line) => line.audio_slots(),
            Self::Socket(_) | Self::Seat { .. } => Vec::new(),
        }
    }

    /// Whether its peer can be told whom it hears where.
    pub(crate) fn can_tell(&self) -> bool {
        matches!(self, Self::Rtc(line) if line.can_tell())
    }

    /// A slot is somebody else's, of whom its peer knows nothing yet.
    pub(crate) fn give_slot(&mut self, index: usize) {
        if let Self::Rtc(line) = self {
            line.give_slot(index);
        }
    }

    /// What its peer knows of whose a slot is.
    pub(crate) fn told_of_slot(&mut self, index: usize) -> Telling {
        match self {
            Self::Rtc(line) => line.told_of_slot(index),
            Self::Socket(_) | Self::Seat { .. } => Telling::Nothing,
        }
    }

    /// Tells its peer whose a slot is, by a message of the host; there is none when it cannot be told.
    pub(crate) fn tell_slot(
        &mut self,
        now: Timestamp,
        whose: (Mid, SessionId),
        data: Option<&[u8]>,
        host: &Host,
    ) {
        if let Self::Rtc(line) = self {
            line.tell_slot(now, whose, data, host);
        }
    }

    /// A slot gets a member's packets from now on.
    pub(crate) fn begin_slot(&mut self, index: usize) {
        if let Self::Rtc(line) = self {
            line.begin_slot(index);
        }
    }

    /// Sends what was encoded of a member in the slot that is theirs.
    pub(crate) fn send_in(
        &mut self,
        now: Timestamp,
        place: (usize, Tick),
        packet: &Arc<[u8]>,
        host: &Host,
    ) {
        if let Self::Rtc(line) = self {
            line.send_in(now, place, packet, host);
        }
    }
}
