//! What a worker does for its calls.

use jackfield_media::time::Timestamp;
use jackfield_webrtc::Mid;

use crate::CallId;
use crate::SessionId;
use crate::call::{Call, Target};
use crate::command::{Command, Hears, Route};
use crate::hub::{EventKind, Notice};
use crate::line::{Ending, Line, SeatLine};
use crate::membership::Forwarded;
use crate::metrics::Counter;
use crate::traffic::StreamOutput;

use super::Worker;

/// Lists that are used again for each packet that is passed on.
#[derive(Debug, Default)]
pub(super) struct Passing {
    packets: Vec<Forwarded>,
    targets: Vec<Target>,
}

impl Worker {
    pub(super) fn handle_call_command(&mut self, now: Timestamp, command: &Command) {
        match *command {
            Command::CreateCall(call) => {
                self.host.metrics.increment(Counter::CallsOpened);
                self.calls.create(call, &self.host);
            }
            Command::EndCall(call) => self.end_call(now, call),
            Command::OpenSeat {
                session,
                call,
                hears,
            } => self.open_seat(now, session, call, hears),
            Command::Move(session, call) => self.move_session(now, session, call),
            Command::SetGain {
                call,
                listener,
                speaker,
                gain,
            } => self
                .calls
                .change(call, |call| call.set_gain(listener, speaker, gain)),
            Command::SetMuted(session, muted) => {
                self.with_call_of(session, |call| call.set_muted(session, muted));
                self.silence_recordings(session);
            }
            Command::SetHeld(session, held) => {
                self.with_call_of(session, |call| call.set_held(session, held));
                self.silence_recordings(session);
            }
            Command::TellSlot {
                session,
                mid,
                source,
                ref data,
            } => self.tell_slot(now, session, (mid, source), data.as_deref()),
            _ => self.handle_recording_command(now, command),
        }
    }

    /// Gives calls their turns, and sends what comes of it.
    pub(super) fn run_calls(&mut self, now: Timestamp) {
        while let Some(id) = self.calls.tick(now, &mut self.lines, &self.host) {
            let Some(call) = self.calls.get(id) else {
                continue;
            };
            let touched = call.take_touched();
            for slot in &touched {
                self.drive(*slot, now, None);
            }
            if let Some(call) = self.calls.get(id) {
                call.give_back(touched);
            }
        }
    }

    /// Tells a call what became of a member, and passes on the packets that others get.
    pub(super) fn serve_call(&mut self, now: Timestamp, slot: usize, id: CallId) {
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        if line.take_change() {
            self.calls.change(id, Call::note_change);
            self.calls.plan(now, &mut self.lines, &self.host);
        }
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        if line.has_input() {
            self.calls.wake(id, now);
        }
        let mut passing = std::mem::take(&mut self.passing);
        line.take_forwarded(&mut passing.packets);
        if !passing.packets.is_empty() {
            self.forward(now, slot, id, &mut passing);
        }
        // What was driven for it may have had packets of its own, and another list.
        self.passing = passing;
    }

    fn forward(&mut self, now: Timestamp, from: usize, id: CallId, passing: &mut Passing) {
        if let (Some(call), Some(source)) = (self.calls.get(id), self.lines.get(from)) {
            let source = source.id();
            passing.targets.extend(call.targets(from));
            for target in passing.targets.drain(..) {
                if let Some(line) = self.lines.get_mut(target.line) {
                    for packet in &passing.packets {
                        line.forward(now, (target.slot, source), packet, &self.host);
                    }
                }
                self.drive(target.line, now, None);
            }
        }
        passing.packets.clear();
    }

    /// Whether a session may be opened on this route; if not, it is refused.
    pub(super) fn admits(&mut self, session: SessionId, route: Route) -> bool {
        let Route::Call(id) = route else { return true };
        let limit = self.host.config.members_per_call;
        match self.calls.get(id).map(|call| call.len()) {
            Some(members) if members < limit => return true,
            Some(_) => {
                let reason = "the call has as many members as it may";
                self.refuse_with(session, "call_full", Counter::RefusedCallFull, reason);
            }
            None => {
                let reason = "there is no such call";
                self.refuse_with(session, "call_unknown", Counter::RefusedCallUnknown, reason);
            }
        }
        false
    }

    pub(super) fn join_call(&mut self, slot: usize) {
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        let Some(id) = line.call() else { return };
        let (session, slots) = (line.id(), line.audio_slots());
        self.calls.change(id, |call| {
            call.join(session, slot);
            if !slots.is_empty() {
                call.add_slots(session, slots);
            }
        });
        self.join_recordings(slot, id);
        self.add_screens(slot);
    }

    pub(super) fn leave_call(&mut self, line: &Line) {
        if let Some(id) = line.call() {
            self.calls.change(id, |call| {
                call.leave(line.id(), &self.host);
            });
        }
    }

    /// Takes a member out of its call and into another; its peer notices nothing of it.
    fn move_session(&mut self, now: Timestamp, session: SessionId, to: CallId) {
        let Some(slot) = self.demux.slot_of(session) else {
            return;
        };
        let Some(from) = self.lines.get(slot).and_then(Line::call) else {
            return;
        };
        if from == to || self.calls.get(to).is_none() {
            return;
        }
        self.leave_recordings(now, slot, from);
        let mut leaving = None;
        self.calls
            .change(from, |call| leaving = call.leave(session, &self.host));
        if let (Some(line), Some(member)) = (self.lines.get_mut(slot), leaving) {
            line.enter(to);
            self.calls.change(to, |call| call.receive(member));
        }
        self.join_recordings(slot, to);
        self.silence_recordings(session);
        self.drive(slot, now, None);
    }

    /// Of a session that was refused: its driver has taken the stream already.
    pub(super) fn end_stream(&mut self, session: SessionId) {
        self.outbox.streams.push(StreamOutput {
            session,
            chunk: None,
            echo_of: None,
        });
    }

    fn open_seat(&mut self, now: Timestamp, id: SessionId, call: CallId, hears: Hears) {
        if !self.admits(id, Route::Call(call)) {
            return;
        }
        self.host.metrics.increment(Counter::SessionsOpened);
        self.host.metrics.increment(Counter::SessionsConnected);
        let shared = self.host.directory.get(id).unwrap_or_default();
        let line = Box::new(SeatLine::new(id, hears, shared, now, &self.host));
        for kind in [EventKind::Opened, EventKind::Connected] {
            self.host.hub.post(Notice::new(id, kind));
        }
        let slot = self.lines.insert(Line::Seat { call, line });
        self.demux.add_streamed(slot, id);
        self.join_call(slot);
    }

    /// Tells a member whose one of its slots is.
    fn tell_slot(
        &mut self,
        now: Timestamp,
        session: SessionId,
        whose: (Mid, SessionId),
        data: Option<&[u8]>,
    ) {
        if let Some(slot) = self.demux.slot_of(session)
            && let Some(line) = self.lines.get_mut(slot)
        {
            line.tell_slot(now, whose, data, &self.host);
            self.drive(slot, now, None);
        }
    }

    fn end_call(&mut self, now: Timestamp, call: CallId) {
        for slot in self.calls.end(call, &self.host) {
            if let Some(line) = self.lines.get_mut(slot) {
                line.end(Ending::CallEnded);
            }
            self.drive(slot, now, None);
        }
        self.end_call_recordings(now, call);
    }

    fn with_call_of(&mut self, session: SessionId, change: impl FnOnce(&mut Call)) {
        if let Some(id) = self.line_of(session).and_then(|(_, line)| line.call()) {
            self.calls.change(id, change);
        }
    }
}
