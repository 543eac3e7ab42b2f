use std::path::{Path, PathBuf};

use jackfield_record::Format;

use super::*;
use crate::hub::{Doorbell, Frames};

fn desk() -> (Tape, Desk) {
    let hub = Arc::new(Hub::new(Arc::new(Doorbell::new(|| {})), 960, 10));
    Desk::new(Arc::default(), hub)
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("jackfield-desk-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

fn start(path: &Path) -> Start {
    Start {
        recording: RecordingId::from_u64(9 << 8),
        session: SessionId::from_u64(1 << 8),
        at: at(0),
        path: path.to_owned(),
        format: Format::Wav,
        layout: Layout::Mixed,
    }
}

fn told(desk: &Desk) -> Vec<Notice> {
    let (mut notices, mut frames) = (Vec::new(), Frames::default());
    desk.hub.drain(10, &mut notices, &mut frames);
    notices
}

#[test]
fn a_disk_that_is_full_ends_the_recording_and_says_so() {
    let path = file("full.wav");
    let (tape, mut desk) = desk();
    tape.ask(Control::Start(start(&path)));
    desk.turn(at(0));
    for open in desk.open.values_mut() {
        open.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
    }
    desk.turn(at(1_000));
    let notices = told(&desk);
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].code, "disk_full");
    assert_eq!(Path::new(&notices[0].text), path);
    assert!(desk.open.is_empty());
    std::fs::remove_file(path).unwrap();
}

#[test]
fn what_was_said_before_the_end_is_in_the_file() {
    let path = file("last.wav");
    let (tape, mut desk) = desk();
    let start = start(&path);
    tape.ask(Control::Start(start.clone()));
    for frame in 0..50 {
        let said = Take::Samples {
            recording: start.recording,
            source: start.session,
            arrival: at(20 + 20 * frame),
            rate: 48_000,
            samples: Arc::from([500; 960]),
        };
        tape.note(said, &Metrics::default());
    }
    tape.ask(Control::Stop(start.recording, at(1_000)));
    desk.turn(at(1_000));
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes.len(), 80 + 96_000);
    assert_eq!(bytes[80 + 48_000..][..2], 500_i16.to_le_bytes());
    assert_eq!(told(&desk)[0].code, "");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn every_recording_ends_with_the_desk() {
    let path = file("shut.wav");
    let (tape, mut desk) = desk();
    tape.ask(Control::Start(start(&path)));
    desk.shut_down(at(500));
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 80 + 48_000);
    assert_eq!(told(&desk).len(), 1);
    std::fs::remove_file(path).unwrap();
}
