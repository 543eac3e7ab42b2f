//! The recordings of a worker's sessions.

use std::path::PathBuf;

use jackfield_media::time::Timestamp;
use jackfield_record::{Format, Layout};

use super::Worker;
use crate::command::Command;
use crate::line::Line;
use crate::recorder::recorded;
use crate::tape::{Control, Start, Tape};
use crate::{CallId, RecordingId, SessionId};

/// Whose recording it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    Session(SessionId),
    /// Everybody in it, those to come included.
    Call(CallId),
}

impl Worker {
    pub(super) fn handle_recording_command(&mut self, now: Timestamp, command: &Command) {
        match command {
            Command::Record {
                session,
                recording,
                path,
                format,
            } => self.record(now, *session, *recording, path.clone(), *format),
            Command::RecordCall {
                call,
                recording,
                path,
                format,
            } => self.record_call(now, *call, *recording, path.clone(), *format),
            Command::PauseRecording(recording, is_paused) => {
                self.host
                    .tape
                    .ask(Control::Pause(*recording, now, *is_paused));
            }
            Command::StopRecording(recording) => self.stop_recording(now, *recording),
            // Every other command has its place in the worker itself.
            _ => {}
        }
    }

    /// What is recorded goes there from now on.
    pub(crate) fn record_to(&mut self, tape: Tape) {
        self.host.tape = tape;
    }

    /// Begins a recording of a session.
    fn record(
        &mut self,
        now: Timestamp,
        session: SessionId,
        recording: RecordingId,
        path: PathBuf,
        format: Format,
    ) {
        let slot = self.demux.slot_of(session);
        let Some(line) = slot.and_then(|slot| self.lines.get_mut(slot)) else {
            let notice = recorded(recording, session, &path, "unknown_session");
            return self.host.hub.post(notice);
        };
        let layout = if line.is_packets() {
            Layout::Packets
        } else {
            Layout::Mixed
        };
        self.host.tape.ask(Control::Start(Start {
            recording,
            session,
            at: now,
            path,
            format,
            layout,
        }));
        line.taps().add(recording, session, &self.host);
        self.recordings
            .insert(recording, Recorded::Session(session));
    }

    /// Ends a recording.
    fn stop_recording(&mut self, now: Timestamp, recording: RecordingId) {
        let slots: Vec<usize> = match self.recordings.remove(&recording) {
            None => return,
            Some(Recorded::Session(session)) => self.demux.slot_of(session).into_iter().collect(),
            Some(Recorded::Call(call)) => self
                .calls
                .get(call)
                .map(|call| call.slots().collect())
                .unwrap_or_default(),
        };
        for slot in slots {
            if let Some(line) = self.lines.get_mut(slot) {
                line.taps().remove(recording);
            }
        }
        self.host.tape.ask(Control::Stop(recording, now));
    }

    /// Begins a recording of everybody in a call.
    fn record_call(
        &mut self,
        now: Timestamp,
        id: CallId,
        recording: RecordingId,
        path: PathBuf,
        format: Format,
    ) {
        let session = SessionId::from_u64(id.as_u64());
        let Some(call) = self.calls.get(id) else {
            let notice = recorded(recording, session, &path, "call_unknown");
            return self.host.hub.post(notice);
        };
        let slots: Vec<usize> = call.slots().collect();
        self.host.tape.ask(Control::Start(Start {
            recording,
            session,
            at: now,
            path,
            format,
            layout: Layout::Mixed,
        }));
        self.recordings.insert(recording, Recorded::Call(id));
        for slot in slots {
            self.tap(slot, recording);
        }
    }

    /// Somebody is in a call now: they are in its recordings, too.
    pub(super) fn join_recordings(&mut self, slot: usize, call: CallId) {
        let of_call = self
            .recordings
            .iter()
            .filter(|(_, recorded)| **recorded == Recorded::Call(call));
        let recordings: Vec<RecordingId> = of_call.map(|(recording, _)| *recording).collect();
        for recording in recordings {
            self.tap(slot, recording);
        }
    }

    /// A call is over, and its recordings with it.
    pub(super) fn end_call_recordings(&mut self, now: Timestamp, call: CallId) {
        let tape = &self.host.tape;
        self.recordings.retain(|recording, recorded| {
            let is_over = *recorded == Recorded::Call(call);
            if is_over {
                tape.ask(Control::Stop(*recording, now));
            }
            !is_over
        });
    }

    /// Who is muted or held is silent in recordings as well.
    pub(super) fn silence_recordings(&mut self, session: SessionId) {
        let Some((slot, line)) = self.line_of(session) else {
            return;
        };
        let call = line.call().and_then(|call| self.calls.get(call));
        let is_silent = call.is_some_and(|call| call.is_silent(session));
        if let Some(line) = self.lines.get_mut(slot) {
            line.taps().set_silent(is_silent);
        }
    }

    /// A session is over, and what is recorded of it alone.
    pub(super) fn end_recordings(&mut self, now: Timestamp, line: &mut Line) {
        let session = line.id();
        line.taps().leave(session, now, &self.host);
        self.recordings
            .retain(|_, recorded| *recorded != Recorded::Session(session));
    }

    fn tap(&mut self, slot: usize, recording: RecordingId) {
        if let Some(line) = self.lines.get_mut(slot) {
            let source = line.id();
            line.taps().add(recording, source, &self.host);
        }
    }
}
