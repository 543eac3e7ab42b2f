//! Binary messages where pictures were agreed: eight bytes that say what follows, then audio or a
//! frame of VP8.

use tungstenite::Bytes;

use crate::refusal::{Refusal, RefusalKind};

/// Bytes before audio and frames: kind, three zeroes, RTP time, little-endian as samples are.
pub const HEADER_LEN: usize = 8;
const AUDIO: u8 = 0;
const PICTURE: u8 = 1;

/// A whole frame of VP8, of any other client or of our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// When it is to be shown, at 90 kHz, from any beginning on.
    pub time: u32,
    /// As its encoder made it.
    pub frame: Bytes,
}

/// What a message is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Tagged {
    Audio(Bytes),
    Picture(Picture),
}

/// Whether nothing before a frame is needed to show it (RFC 6386 §9.1).
pub fn is_key_frame(frame: &[u8]) -> bool {
    frame.first().is_some_and(|first| first & 1 == 0)
}

/// Reads a message of a client.
pub(crate) fn read(message: &Bytes) -> Result<Tagged, Refusal> {
    let Some(([kind, _, _, _, a, b, c, d], _)) = message.split_first_chunk::<HEADER_LEN>() else {
        let detail = format!(
            "binary: {} bytes are no header of {HEADER_LEN}",
            message.len()
        );
        return Err(Refusal::new(RefusalKind::Malformed, detail));
    };
    let rest = message.slice(HEADER_LEN..);
    match *kind {
        AUDIO => Ok(Tagged::Audio(rest)),
        PICTURE if rest.is_empty() => Err(Refusal::new(
            RefusalKind::Malformed,
            "picture: has no frame",
        )),
        PICTURE => Ok(Tagged::Picture(Picture {
            time: u32::from_le_bytes([*a, *b, *c, *d]),
            frame: rest,
        })),
        other => {
            let detail = format!("binary: kind {other} is neither audio (0) nor a picture (1)");
            Err(Refusal::new(RefusalKind::Malformed, detail))
        }
    }
}

/// What goes before audio.
pub(crate) const fn audio_header() -> [u8; HEADER_LEN] {
    [AUDIO, 0, 0, 0, 0, 0, 0, 0]
}

/// The message that carries a frame.
pub(crate) fn write(time: u32, frame: &[u8]) -> Vec<u8> {
    let [a, b, c, d] = time.to_le_bytes();
    [&[PICTURE, 0, 0, 0, a, b, c, d], frame].concat()
}

#[cfg(test)]
mod tests;
