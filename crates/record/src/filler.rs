//! Opus packets that are silence.

use crate::time_line::GRAIN;

/// The content of a CELT frame whose silence flag is set (RFC 6716 §4.3): as browsers send it.
const SILENT: [u8; 2] = [0xFF, 0xFE];
/// Fullband CELT, mono, one frame a packet: 20, 10, 5 and 2.5 ms (RFC 6716 §3.1).
const LENGTHS: [(u8, u64); 4] = [
    (31 << 3, 8 * GRAIN),
    (30 << 3, 4 * GRAIN),
    (29 << 3, 2 * GRAIN),
    (28 << 3, GRAIN),
];

/// The packets of so much silence, a multiple of 2.5 ms, with their samples; the longest first.
pub(crate) fn silence(samples: u64) -> impl Iterator<Item = ([u8; 3], u64)> {
    let mut left = samples;
    std::iter::from_fn(move || {
        let (toc, length) = LENGTHS.into_iter().find(|(_, length)| *length <= left)?;
        left -= length;
        Some(([toc, SILENT[0], SILENT[1]], length))
    })
}

#[cfg(test)]
mod tests;
