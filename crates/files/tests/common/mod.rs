//! Files to read: those of the repository, and some made for one test.
#![allow(dead_code, reason = "each test uses some of it")]

use std::path::{Path, PathBuf};

use jackfield_files::AudioReader;

/// A file of the repository's test data.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/data")
        .join(name)
}

/// A file of this content, in a place of its own.
pub(crate) fn file(name: &str, content: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    path
}

/// A WAV file's bytes: 16-bit samples whose channels take turns.
pub(crate) fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
    let size = u32::try_from(samples.len() * 2).unwrap();
    let frame = channels * 2;
    let mut bytes = Vec::from(*b"RIFF");
    bytes.extend((36 + size).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * u32::from(frame)).to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend(size.to_le_bytes());
    bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    bytes
}

/// Samples that differ from each other.
pub(crate) fn ramp(count: i16) -> Vec<i16> {
    (0..count).collect()
}

/// Everything that a reader gives, in pieces of 20 ms.
pub(crate) fn read_all(reader: &mut AudioReader) -> Result<Vec<i16>, String> {
    let mut pcm = Vec::new();
    loop {
        match reader.read_frame(&mut pcm) {
            Ok(0) => return Ok(pcm),
            Ok(_) => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Everything in a file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<i16>, String> {
    let mut reader = AudioReader::open(path).map_err(|error| error.to_string())?;
    read_all(&mut reader)
}
