//! Whatever the bytes are, they are read or refused.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

mod common;

use std::path::Path;

use common::{data, ramp, read_all, wav};
use jackfield_files::{AudioReader, FilesError};
use proptest::prelude::*;

/// More than any of the samples holds: bytes that promise an hour must not take one.
const LONGEST: usize = 48_000 * 60 * 2;

/// Read to the end or to the first complaint.
fn survive(name: &str, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let mut reader = match AudioReader::from_bytes(Path::new(name), bytes) {
        Ok(reader) => reader,
        Err(error) => {
            let named = matches!(&error, FilesError::Unreadable { path, .. } if path == name);
            prop_assert!(named, "{error}");
            return Ok(());
        }
    };
    let mut pcm = Vec::new();
    while let Ok(1..) = reader.read_frame(&mut pcm) {
        prop_assert!(pcm.len() < LONGEST);
    }
    Ok(())
}

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let read = |name| std::fs::read(data(name)).unwrap();
    let mut mp3 = read("files/jfk.mp3");
    mp3.truncate(6000);
    vec![
        ("a.wav", wav(16_000, 1, &ramp(2000))),
        ("a.mp3", mp3),
        ("a.flac", read("files/speech.flac")),
        ("a.ogg", read("files/speech.ogg")),
        ("a.opus", read("files/speech.opus")),
        ("a.m4a", read("files/speech.m4a")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survive("any.wav", bytes)?;
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0_usize..6,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        early in any::<bool>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let (name, mut bytes) = samples().swap_remove(which);
        // Headers are where lies do harm.
        let reach = if early { bytes.len().min(200) } else { bytes.len() };
        for (place, value) in damage {
            bytes[place.index(reach)] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        survive(name, bytes)?;
    }
}

#[test]
fn whole_files_are_read_without_complaint() {
    for (name, bytes) in samples() {
        let mut reader = AudioReader::from_bytes(Path::new(name), bytes).unwrap();
        let pcm = read_all(&mut reader).unwrap();
        assert!(pcm.len() > 2000, "{name}");
    }
}
