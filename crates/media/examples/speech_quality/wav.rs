//! Writing what was heard.

use std::path::Path;

use crate::call::RATE;

/// Writes a WAVE file of 16-bit mono.
pub(crate) fn save(path: &Path, samples: &[i16]) {
    let bytes = u32::try_from(samples.len() * 2).expect("less than an hour");
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(b"\x02\0\x10\0data");
    file.extend_from_slice(&bytes.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    std::fs::write(path, file).expect("a writable folder");
}
