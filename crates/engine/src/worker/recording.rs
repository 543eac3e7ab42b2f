//! The recordings of a worker's sessions.

use std::path::PathBuf;

use jackfield_media::time::Timestamp;
use jackfield_record::{Format, Layout};

use super::Worker;
use crate::command::{Command, Recorded};
use crate::line::Line;
use crate::recorder::recorded;
use crate::tape::{Control, Start, Tape};
use crate::{CallId, RecordingId, SessionId};

impl Worker {
    pub(super) fn handle_recording_command(&mut self, now: Timestamp, command: &Command) {
        match command {
            Command::Record {
                of,
                recording,
                path,
                format,
            } => self.record(now, *of, *recording, path.clone(), *format),
            Command::PauseRecording(recording, is_paused) => {
                self.host
                    .tape
                    .ask(Control::Pause(*recording, now, *is_paused));
            }
            Command::FollowRecording(recording, session) => {
                self.follow_recording(now, *recording, *session);
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

    /// Begins a recording.
    fn record(
        &mut self,
        now: Timestamp,
        of: Recorded,
        recording: RecordingId,
        path: PathBuf,
        format: Format,
    ) {
        let session = of.session();
        let Some(slots) = self.slots_of(of) else {
            let notice = recorded(recording, session, &path, of.unknown());
            return self.host.hub.post(notice);
        };
        let layout = match (of, slots.first().and_then(|slot| self.lines.get(*slot))) {
            (Recorded::Session(_) | Recorded::Place { .. }, Some(line)) if line.is_packets() => {
                Layout::Packets
            }
            _ => Layout::Mixed,
        };
        self.host.tape.ask(Control::Start(Start {
            recording,
            session,
            at: now,
            path,
            format,
            layout,
        }));
        self.recordings.insert(recording, of);
        for slot in slots {
            self.tap(slot, recording);
        }
    }

    /// Ends a recording.
    fn stop_recording(&mut self, now: Timestamp, recording: RecordingId) {
        let Some(of) = self.recordings.remove(&recording) else {
            return;
        };
        for slot in self.slots_of(of).unwrap_or_default() {
            if let Some(line) = self.lines.get_mut(slot) {
                line.taps().remove(recording);
            }
        }
        self.host.tape.ask(Control::Stop(recording, now));
    }

    /// Somebody has their place by another session now.
    fn follow_recording(&mut self, now: Timestamp, recording: RecordingId, session: SessionId) {
        let Some(Recorded::Place { session: known, .. }) = self.recordings.get_mut(&recording)
        else {
            return;
        };
        let before = std::mem::replace(known, session);
        if before == session {
            return;
        }
        if let Some((_, line)) = self.line_of(before) {
            line.taps().remove(recording);
            self.host.tape.ask(Control::Leave(recording, before, now));
        }
        if let Some(slot) = self.demux.slot_of(session) {
            self.tap(slot, recording);
        }
    }

    /// The lines that are recorded; `None` when there is no such session, or call.
    fn slots_of(&mut self, of: Recorded) -> Option<Vec<usize>> {
        match of {
            Recorded::Session(session) | Recorded::Place { session, .. } => {
                Some(vec![self.demux.slot_of(session)?])
            }
            Recorded::Call(call) => Some(self.calls.get(call)?.slots().collect()),
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

    /// Somebody is in that call no more: they are silent in its recordings from now on.
    pub(super) fn leave_recordings(&mut self, now: Timestamp, slot: usize, call: CallId) {
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        let session = line.id();
        for (recording, recorded) in &self.recordings {
            if recorded.call() == Some(call) && line.taps().remove(*recording) {
                self.host.tape.ask(Control::Leave(*recording, session, now));
            }
        }
    }

    /// A call is over, and its recordings with it.
    pub(super) fn end_call_recordings(&mut self, now: Timestamp, call: CallId) {
        let tape = &self.host.tape;
        self.recordings.retain(|recording, recorded| {
            let is_over = recorded.call() == Some(call);
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
