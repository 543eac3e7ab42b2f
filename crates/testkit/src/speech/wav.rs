//! Reading recorded speech: RIFF WAVE, 16-bit PCM.

use std::path::Path;

use thiserror::Error;

const PCM: u16 = 1;
/// The real format follows in an extended header; 16-bit files written so are PCM all the same.
const EXTENSIBLE: u16 = 0xFFFE;
const CHUNK_HEADER: usize = 8;
const RIFF_HEADER: usize = 12;

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wav {
    /// Samples per second of one channel.
    pub rate: u32,
    /// Channels, interleaved in `samples`.
    pub channels: u16,
    /// All samples.
    pub samples: Vec<i16>,
}

/// Why a file is no recording.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WavError {
    /// It could not be read.
    #[error("cannot read the file")]
    Io(#[from] std::io::Error),
    /// It is something else, or cut short.
    #[error("not a 16-bit PCM WAVE file: {0}")]
    Format(&'static str),
}

struct Format {
    rate: u32,
    channels: u16,
}

impl Wav {
    /// Read a file.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, WavError> {
        Self::parse(&std::fs::read(path)?)
    }

    /// Take the bytes of a file apart.
    pub fn parse(bytes: &[u8]) -> Result<Self, WavError> {
        if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..RIFF_HEADER) != Some(b"WAVE") {
            return Err(WavError::Format("no RIFF WAVE header"));
        }
        let mut rest = bytes.get(RIFF_HEADER..).unwrap_or_default();
        let mut format = None;
        while let Some((header, after)) = rest.split_first_chunk::<CHUNK_HEADER>() {
            let [kind @ .., len0, len1, len2, len3] = header;
            let len = u32::from_le_bytes([*len0, *len1, *len2, *len3]) as usize;
            // A writer that did not know the length left it too long: take what is there.
            let body = after.get(..len).unwrap_or(after);
            match kind {
                b"fmt " => format = Some(parse_format(body)?),
                b"data" => return finish(format, body),
                _ => {}
            }
            // Chunks start at even places.
            rest = after.get(len + len % 2..).unwrap_or_default();
        }
        Err(WavError::Format("no samples"))
    }

    /// The average of all channels.
    pub fn mono(&self) -> Vec<i16> {
        let channels = usize::from(self.channels.max(1));
        self.samples
            .chunks_exact(channels)
            .map(|frame| average(frame, i32::from(self.channels.max(1))))
            .collect()
    }
}

fn parse_format(body: &[u8]) -> Result<Format, WavError> {
    let [
        tag0,
        tag1,
        channels0,
        channels1,
        rate @ ..,
        _,
        _,
        _,
        _,
        _,
        _,
        bits0,
        bits1,
    ] = body
        .first_chunk::<16>()
        .ok_or(WavError::Format("format cut short"))?;
    let tag = u16::from_le_bytes([*tag0, *tag1]);
    let bits = u16::from_le_bytes([*bits0, *bits1]);
    if !matches!(tag, PCM | EXTENSIBLE) || bits != 16 {
        return Err(WavError::Format("other than 16-bit PCM"));
    }
    let format = Format {
        rate: u32::from_le_bytes(*rate),
        channels: u16::from_le_bytes([*channels0, *channels1]),
    };
    if format.channels == 0 || format.rate == 0 {
        return Err(WavError::Format("no channels or no rate"));
    }
    Ok(format)
}

fn finish(format: Option<Format>, body: &[u8]) -> Result<Wav, WavError> {
    let format = format.ok_or(WavError::Format("samples before the format"))?;
    let (pairs, _) = body.as_chunks::<2>();
    Ok(Wav {
        rate: format.rate,
        channels: format.channels,
        samples: pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an average of 16-bit samples"
)]
fn average(frame: &[i16], channels: i32) -> i16 {
    let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
    (sum / channels) as i16
}

#[cfg(test)]
mod tests;
