//! All recordings of an engine, and their files. Whoever turns it gives it the time.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_record::{Config, Format, Layout, Recording, Stats};
use rustc_hash::FxHashMap;

use crate::hub::{EventKind, Notice};
use crate::metrics::Counter;
use crate::tape::{Control, Inbox, Start, Take, Tape, pair};
use crate::{EngineConfig, Hub, Metrics, RecordingId, RequestId, SessionId};

/// How often files are written to: with what waits for late packets, less than a second is lost when
/// the process is killed.
const WRITE_INTERVAL: Duration = Duration::from_millis(400);

/// See the module.
#[derive(Debug)]
pub(crate) struct Desk {
    inbox: Inbox,
    config: Arc<EngineConfig>,
    hub: Arc<Hub>,
    metrics: Arc<Metrics>,
    open: FxHashMap<RecordingId, Open>,
    write_due: Timestamp,
}

#[derive(Debug)]
struct Open {
    start: Start,
    recording: Recording,
    file: File,
    length: u64,
    counted: Stats,
}

impl Desk {
    /// A desk without recordings, and the way to it.
    pub(crate) fn new(config: Arc<EngineConfig>, hub: Arc<Hub>) -> (Tape, Self) {
        let (tape, inbox) = pair(config.recording.queue);
        let desk = Self {
            inbox,
            config,
            hub,
            metrics: Arc::default(),
            open: FxHashMap::default(),
            write_due: Timestamp::ZERO,
        };
        (tape, desk)
    }

    /// Its counters.
    pub(crate) fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.metrics)
    }

    /// Takes what was noted and asked, and writes what is due.
    pub(crate) fn turn(&mut self, now: Timestamp) {
        // What ends recordings waits until all that was noted before is in them.
        let (starts, others): (Vec<_>, Vec<_>) = self
            .inbox
            .controls()
            .into_iter()
            .partition(|control| matches!(control, Control::Start(_)));
        for control in starts {
            if let Control::Start(start) = control {
                self.start(start);
            }
        }
        for take in self.inbox.takes() {
            take.put_into(&mut self.open);
        }
        for control in others {
            self.obey(&control);
        }
        if now >= self.write_due {
            self.write_due = now + WRITE_INTERVAL;
            self.write_all(now);
        }
        self.hub.flush();
    }

    /// Ends every recording.
    pub(crate) fn shut_down(&mut self, now: Timestamp) {
        self.turn(now);
        let left: Vec<RecordingId> = self.open.keys().copied().collect();
        for recording in left {
            self.finish(recording, now);
        }
        self.hub.flush();
    }

    fn start(&mut self, start: Start) {
        if self.open.len() >= self.config.recording.limit {
            return self.tell(&start, Duration::ZERO, "too_many");
        }
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&start.path);
        let file = match opened {
            Ok(file) => file,
            Err(error) => return self.tell(&start, Duration::ZERO, reason(&error)),
        };
        match Recording::new(&self.recording_config(&start)) {
            Ok(recording) => {
                self.metrics.increment(Counter::RecordingsStarted);
                let open = Open {
                    recording,
                    file,
                    length: 0,
                    counted: Stats::default(),
                    start,
                };
                self.open.insert(open.start.recording, open);
            }
            Err(_) => self.tell(&start, Duration::ZERO, "internal"),
        }
    }

    fn recording_config(&self, start: &Start) -> Config {
        let limits = &self.config.recording;
        let [serial @ .., _, _, _, _] = start.recording.as_u64().to_le_bytes();
        Config {
            started: start.at,
            format: start.format,
            layout: start.layout,
            bitrate: limits.bitrate,
            complexity: limits.complexity,
            serial: u32::from_le_bytes(serial),
        }
    }

    fn obey(&mut self, control: &Control) {
        match *control {
            Control::Start(_) => {}
            Control::Pause(recording, at, is_paused) => {
                if let Some(open) = self.open.get_mut(&recording) {
                    open.recording.set_paused(at, is_paused);
                }
            }
            Control::Stop(recording, at) => self.finish(recording, at),
            Control::Leave(recording, source, at) => {
                let Some(open) = self.open.get_mut(&recording) else {
                    return;
                };
                if open.start.session == source {
                    self.finish(recording, at);
                } else {
                    open.recording.leave(at, source.as_u64());
                }
            }
        }
    }

    fn write_all(&mut self, now: Timestamp) {
        let mut failed = Vec::new();
        for (recording, open) in &mut self.open {
            open.recording.advance(now);
            if let Err(error) = open.write(&self.metrics) {
                failed.push((*recording, reason(&error)));
            }
        }
        for (recording, reason) in failed {
            if let Some(mut open) = self.open.remove(&recording) {
                open.recording.finish(now);
                self.tell(&open.start, open.recording.length(), reason);
            }
        }
    }

    fn finish(&mut self, recording: RecordingId, now: Timestamp) {
        let Some(mut open) = self.open.remove(&recording) else {
            return;
        };
        open.recording.finish(now);
        let code = match open.write(&self.metrics) {
            Ok(()) => "",
            Err(error) => reason(&error),
        };
        self.tell(&open.start, open.recording.length(), code);
    }

    /// Tells the host of a recording's end, and why if it is no good one.
    fn tell(&self, start: &Start, length: Duration, code: &'static str) {
        let counter = if code.is_empty() {
            Counter::RecordingsFinished
        } else {
            Counter::RecordingsFailed
        };
        self.metrics.increment(counter);
        let notice = recorded(start.recording, start.session, &start.path, code);
        self.hub.post(notice.value(length.as_secs_f64()));
    }
}

impl Open {
    fn write(&mut self, metrics: &Metrics) -> io::Result<()> {
        for write in self.recording.take_writes() {
            let offset = write.offset.unwrap_or(self.length);
            self.file.write_all_at(&write.bytes, offset)?;
            self.length = self.length.max(offset + write.bytes.len() as u64);
            metrics.add(Counter::RecordedBytes, write.bytes.len() as u64);
        }
        let stats = self.recording.stats();
        let counted = std::mem::replace(&mut self.counted, stats);
        metrics.add(Counter::DropRecordingLate, stats.late - counted.late);
        let malformed = stats.malformed - counted.malformed;
        metrics.add(Counter::DropRecordingMalformed, malformed);
        metrics.add(Counter::DropRecording, stats.refused - counted.refused);
        Ok(())
    }
}

impl Take {
    fn put_into(self, open: &mut FxHashMap<RecordingId, Open>) {
        let recording = match &self {
            Self::Packet { recording, .. }
            | Self::Samples { recording, .. }
            | Self::Report { recording, .. } => *recording,
        };
        // One that has failed is still told of for a while.
        let Some(open) = open.get_mut(&recording) else {
            return;
        };
        let recording = &mut open.recording;
        match self {
            Self::Packet {
                source,
                arrival,
                packet,
                ..
            } => recording.packet(source.as_u64(), arrival, &packet),
            Self::Samples {
                source,
                arrival,
                rate,
                samples,
                ..
            } if open.start.layout == Layout::Mixed || open.start.format == Format::Wav => {
                recording.samples(source.as_u64(), arrival, rate, &samples);
            }
            Self::Samples { .. } => {}
            Self::Report { source, report, .. } => recording.report(source.as_u64(), &report),
        }
    }
}

/// What the host is told at a recording's end.
pub(crate) fn recorded(
    recording: RecordingId,
    session: SessionId,
    path: &std::path::Path,
    code: &str,
) -> Notice {
    Notice::new(session, EventKind::Recorded)
        .request(RequestId(recording.as_u64()))
        .text(path.to_string_lossy())
        .code(code)
}

/// A word for what the system says.
fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "no_directory",
        io::ErrorKind::PermissionDenied => "permission_denied",
        io::ErrorKind::AlreadyExists => "exists",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk_full",
        io::ErrorKind::ReadOnlyFilesystem => "read_only",
        io::ErrorKind::NotADirectory => "not_a_directory",
        io::ErrorKind::IsADirectory => "is_a_directory",
        io::ErrorKind::FileTooLarge => "too_large",
        _ => "io_error",
    }
}

#[cfg(test)]
mod tests;
