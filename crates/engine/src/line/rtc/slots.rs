//! Voices apart: whom a session's peer hears in sections of their own, and whom we hear in ours.

use std::sync::Arc;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Mid, RtpPacket};

use super::{Path, RtcLine, State};
use crate::SessionId;
use crate::host::Host;
use crate::membership::{AudioSlots, Telling, Tick};

impl RtcLine {
    /// The sections in which its peer can hear somebody apart.
    pub(in crate::line) fn audio_slots(&mut self) -> Vec<Mid> {
        self.slots().map_or_else(Vec::new, |slots| slots.mids())
    }

    pub(in crate::line) fn can_tell(&self) -> bool {
        self.state == State::Connected && self.session.has_channel()
    }

    pub(in crate::line) fn take_slot_change(&mut self) -> bool {
        let is_ready = match &self.path {
            Path::Member(_, member) if member.has_slots() => self.can_tell(),
            _ => return false,
        };
        self.slots()
            .is_some_and(|slots| slots.take_change(is_ready))
    }

    pub(in crate::line) fn give_slot(&mut self, index: usize) {
        if let Some(slots) = self.slots() {
            slots.give(index);
        }
    }

    pub(in crate::line) fn told_of_slot(&mut self, index: usize) -> Telling {
        let slots = self.slots();
        slots.map_or(Telling::Nothing, |slots| slots.telling(index))
    }

    pub(in crate::line) fn tell_slot(
        &mut self,
        now: Timestamp,
        (mid, source): (Mid, SessionId),
        data: Option<&[u8]>,
        host: &Host,
    ) {
        let Self {
            session,
            shared,
            messages,
            ..
        } = self;
        let bytes = data.and_then(|data| messages.send(now, data, session, shared, host));
        if let Some(slots) = self.slots() {
            slots.note_told(mid, source, bytes);
        }
    }

    pub(in crate::line) fn begin_slot(&mut self, index: usize) {
        if let Some(slots) = self.slots() {
            slots.begin_forwarding(index);
        }
    }

    pub(in crate::line) fn send_in(
        &mut self,
        now: Timestamp,
        place: (usize, Tick),
        opus: &Arc<[u8]>,
        host: &Host,
    ) {
        if let Path::Member(_, member) = &mut self.path {
            let slots = member.slots();
            slots.send(now, place, opus, &mut self.session, host);
        }
    }

    /// Notes what the peer has confirmed of what it was told.
    pub(super) fn confirm_slots(&mut self) {
        if let Path::Member(_, member) = &mut self.path {
            member.slots().confirm(self.messages.confirmed());
        }
    }

    /// Whether a section is for one voice alone, whichever side hears it.
    pub(super) fn is_slot(&self, mid: Mid) -> bool {
        match &self.path {
            Path::Member(_, member) => member.has_slot(mid),
            Path::Audio(path) => path.slot_of(mid).is_some(),
            Path::Forward(_) => false,
        }
    }

    /// Whose a packet is, to recordings: each slot has a clock of its own.
    pub(super) fn heard_as(&self, packet: &RtpPacket) -> SessionId {
        match &self.path {
            Path::Audio(path) => path.slot_of(packet.mid).unwrap_or(self.id),
            Path::Member(..) | Path::Forward(_) => self.id,
        }
    }

    /// Whether its peer's audio is several streams.
    pub(in crate::line) fn hears_apart(&self) -> bool {
        matches!(&self.path, Path::Audio(path) if path.has_slots())
    }

    fn slots(&mut self) -> Option<&mut AudioSlots> {
        match &mut self.path {
            Path::Member(_, member) => Some(member.slots()),
            _ => None,
        }
    }
}
