//! What the host asks about recordings.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jackfield_record::Format;

use super::Engine;
use crate::command::{Command, Recorded};
use crate::driver::{Clock, RecorderThread};
use crate::hub::Doorbell;
use crate::recorder::{Desk, recorded};
use crate::tape::Tape;
use crate::{EngineConfig, EngineError, Hub, Metrics, RecordingId, RequestId, SessionId};

/// A desk, the way to it, and the hub at which it tells what became of recordings.
pub(super) fn desk(config: &Arc<EngineConfig>, bell: &Arc<Doorbell>) -> (Arc<Hub>, Tape, Desk) {
    let hub = Arc::new(super::hub(config, bell));
    let (tape, desk) = Desk::new(Arc::clone(config), Arc::clone(&hub));
    (hub, tape, desk)
}

/// The host's side of the recorder.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    metrics: Arc<Metrics>,
    /// None in virtual time.
    thread: Mutex<Option<RecorderThread>>,
}

impl Recorder {
    /// Has a desk turned by a thread.
    pub(super) fn spawn(desk: Desk, clock: Clock) -> Result<Self, EngineError> {
        let metrics = desk.metrics();
        let thread = Mutex::new(Some(RecorderThread::spawn(desk, clock)?));
        Ok(Self { metrics, thread })
    }

    /// Of a desk that somebody else turns.
    pub(super) fn unthreaded(desk: &Desk) -> Self {
        Self {
            metrics: desk.metrics(),
            thread: Mutex::default(),
        }
    }

    pub(super) fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Ends every recording, once.
    pub(super) fn stop(&self) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            thread.stop();
        }
    }
}

impl Engine {
    /// Records to a file that does not exist yet. How it ended is told by a notice of its number.
    pub fn record(
        &self,
        of: Recorded,
        path: &Path,
        format: Format,
    ) -> Result<RecordingId, EngineError> {
        let RequestId(serial) = self.request()?;
        let session = of.session();
        let recording = RecordingId::new(serial, session);
        let command = Command::Record {
            of,
            recording,
            path: path.to_owned(),
            format,
        };
        if !self.tell(session, command) {
            let notice = recorded(recording, session, path, of.unknown());
            self.front_hub.post(notice);
            self.front_hub.flush();
        }
        Ok(recording)
    }

    /// Writes silence to a recording, or no longer; one that is over is left alone.
    pub fn pause_recording(&self, recording: RecordingId, is_paused: bool) {
        self.tell_recorder(recording, Command::PauseRecording(recording, is_paused));
    }

    /// Goes on recording a place with another session; a recording that is over, or of no place, is
    /// left alone.
    pub fn follow_recording(&self, recording: RecordingId, session: SessionId) {
        self.tell_recorder(recording, Command::FollowRecording(recording, session));
    }

    /// Ends a recording; one that is over is left alone.
    pub fn stop_recording(&self, recording: RecordingId) {
        self.tell_recorder(recording, Command::StopRecording(recording));
    }

    fn tell_recorder(&self, recording: RecordingId, command: Command) {
        if let Some(station) = self.stations.get(recording.worker()) {
            station.mailbox.send(command);
        }
    }
}
