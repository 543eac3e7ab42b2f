//! A WebRTC session as a member of a call.

use std::sync::Arc;

use jackfield_media::mixer::Voice;
use jackfield_media::time::Timestamp;

use crate::host::Host;
use crate::line::{Ear, Source};
use crate::membership::{Forwarded, Tick};
use crate::{CallId, SessionId};

use super::{Path, RtcLine, State};

impl RtcLine {
    pub(in crate::line) fn call(&self) -> Option<CallId> {
        match &self.path {
            Path::Member(call, _) => Some(*call),
            _ => None,
        }
    }

    pub(in crate::line) fn enter(&mut self, to: CallId) {
        if let Path::Member(call, member) = &mut self.path {
            *call = to;
            member.enter();
        }
    }

    pub(in crate::line) fn ear(&self) -> Ear {
        match &self.path {
            Path::Member(_, member) if self.state == State::Connected && member.listens() => {
                Ear::Opus
            }
            _ => Ear::Nothing,
        }
    }

    pub(in crate::line) fn source(&self) -> Source {
        let is_up = matches!(self.state, State::Connected | State::Lost(_));
        match &self.path {
            Path::Member(_, member) if is_up && member.speaks() => Source::Packets,
            _ => Source::Nothing,
        }
    }

    pub(in crate::line) fn take_change(&mut self) -> bool {
        let told = Some((self.source(), self.ear()));
        let is_other = std::mem::replace(&mut self.told, told) != told;
        self.take_slot_change() || is_other
    }

    pub(in crate::line) fn set_uses(&mut self, is_forwarded: bool, is_mixed: bool) {
        if let Path::Member(_, member) = &mut self.path {
            member.set_uses(is_forwarded, is_mixed);
        }
    }

    pub(in crate::line) fn is_talking(&self, now: Timestamp) -> bool {
        matches!(&self.path, Path::Member(_, member) if member.is_talking(now))
    }

    pub(in crate::line) fn begin_forwarding(&mut self) {
        if let Path::Member(_, member) = &mut self.path {
            member.begin_forwarding();
        }
    }

    pub(in crate::line) fn take_forwarded(&mut self, into: &mut Vec<Forwarded>) {
        if let Path::Member(_, member) = &mut self.path {
            member.take_forwarded(into);
        }
    }

    pub(in crate::line) fn forward(
        &mut self,
        now: Timestamp,
        (slot, from): (Option<usize>, SessionId),
        packet: &Forwarded,
        host: &Host,
    ) {
        let Path::Member(_, member) = &mut self.path else {
            return;
        };
        let session = &mut self.session;
        match slot {
            None => member.forward(now, from, packet, session, host),
            Some(index) => member
                .slots()
                .forward(now, (index, from), packet, session, host),
        }
    }

    pub(in crate::line) fn has_input(&self) -> bool {
        matches!(&self.path, Path::Member(_, member) if member.has_input())
    }

    pub(in crate::line) fn ready_at(&self) -> Option<Timestamp> {
        match &self.path {
            Path::Member(_, member) => member.ready_at(),
            _ => None,
        }
    }

    pub(in crate::line) fn hear(&mut self, now: Timestamp, host: &Host) {
        if let Path::Member(_, member) = &mut self.path {
            member.hear(now, host);
        }
    }

    pub(in crate::line) fn voice(&mut self) -> Option<&mut Voice> {
        match &mut self.path {
            Path::Member(_, member) => Some(member.voice()),
            _ => None,
        }
    }

    pub(in crate::line) fn expected_loss(&self) -> f32 {
        match &self.path {
            Path::Member(_, member) => member.expected_loss(),
            _ => 0.0,
        }
    }

    pub(in crate::line) fn send_mixed(
        &mut self,
        now: Timestamp,
        tick: Tick,
        opus: &Arc<[u8]>,
        host: &Host,
    ) {
        if let Path::Member(_, member) = &mut self.path {
            member.send(now, tick, opus, &mut self.session, host);
        }
    }
}
