//! The way from lines to files: a bounded queue of what was said, and what the host asks beside it.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use jackfield_media::time::Timestamp;
use jackfield_record::{Format, Layout, Packet, SenderReport};

use crate::metrics::Counter;
use crate::{Metrics, RecordingId, SessionId};

/// What was said, for one recording.
#[derive(Debug)]
pub(crate) enum Take {
    Packet {
        recording: RecordingId,
        source: SessionId,
        arrival: Timestamp,
        packet: Packet,
    },
    Samples {
        recording: RecordingId,
        source: SessionId,
        arrival: Timestamp,
        rate: u32,
        samples: Arc<[i16]>,
    },
    Report {
        recording: RecordingId,
        source: SessionId,
        report: SenderReport,
    },
}

/// What to do with a recording.
#[derive(Debug)]
pub(crate) enum Control {
    Start(Start),
    Pause(RecordingId, Timestamp, bool),
    Stop(RecordingId, Timestamp),
    /// A participant is gone; a recording of theirs alone ends.
    Leave(RecordingId, SessionId, Timestamp),
}

/// A recording to begin.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) recording: RecordingId,
    /// Whose it is.
    pub(crate) session: SessionId,
    pub(crate) at: Timestamp,
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    pub(crate) layout: Layout,
}

/// A worker's end of the way. One that leads nowhere takes everything, too.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    queue: SyncSender<Take>,
    controls: Arc<Mutex<Vec<Control>>>,
}

/// The recorder's end.
#[derive(Debug)]
pub(crate) struct Inbox {
    queue: Receiver<Take>,
    controls: Arc<Mutex<Vec<Control>>>,
}

impl Default for Tape {
    fn default() -> Self {
        pair(0).0
    }
}

/// Both ends; so many takes wait between them.
pub(crate) fn pair(limit: usize) -> (Tape, Inbox) {
    let (sender, receiver) = sync_channel(limit);
    let controls = Arc::<Mutex<Vec<Control>>>::default();
    let tape = Tape {
        queue: sender,
        controls: Arc::clone(&controls),
    };
    let inbox = Inbox {
        queue: receiver,
        controls,
    };
    (tape, inbox)
}

impl Tape {
    /// Notes what was said. What there is no room for is counted, and will be silence.
    pub(crate) fn note(&self, take: Take, metrics: &Metrics) {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(take) {
            metrics.increment(Counter::DropRecording);
        }
    }

    /// Asks something; what was noted before is recorded before. Bounded by the host, as commands are.
    pub(crate) fn ask(&self, control: Control) {
        let mut controls = self.controls.lock().unwrap_or_else(PoisonError::into_inner);
        controls.push(control);
    }
}

impl Inbox {
    /// What was asked since the last time.
    pub(crate) fn controls(&self) -> Vec<Control> {
        std::mem::take(&mut self.controls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was noted, as long as something waits.
    pub(crate) fn takes(&self) -> impl Iterator<Item = Take> {
        self.queue.try_iter()
    }
}

#[cfg(test)]
mod tests;
