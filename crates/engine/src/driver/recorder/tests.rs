use std::sync::Arc;

use jackfield_record::{Format, Layout};

use super::*;
use crate::hub::Doorbell;
use crate::tape::{Control, Start};
use crate::{Hub, RecordingId, SessionId};

#[test]
fn the_thread_ends_with_every_file_whole() {
    let path = std::env::temp_dir().join(format!("jackfield-thread-{}.wav", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let clock = Clock::start();
    let hub = Arc::new(Hub::new(Arc::new(Doorbell::new(|| {})), 960, 10));
    let (tape, desk) = Desk::new(Arc::default(), hub);
    let thread = RecorderThread::spawn(desk, clock).unwrap();
    tape.ask(Control::Start(Start {
        recording: RecordingId::from_u64(9 << 8),
        session: SessionId::from_u64(1 << 8),
        at: clock.now(),
        path: path.clone(),
        format: Format::Wav,
        layout: Layout::Mixed,
    }));
    thread.stop();
    let bytes = std::fs::read(&path).unwrap();
    let size = u32::from_le_bytes(bytes[76..80].try_into().unwrap());
    assert_eq!(size as usize, bytes.len() - 80);
    std::fs::remove_file(path).unwrap();
}
