//! The JSON texts of both sides.

use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, RefusalKind};

/// Sample rates that are taken.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;
const PCM16: &str = "pcm16";
/// Whole numbers that every JSON library keeps.
const LARGEST_ID: u64 = 1 << 53;
const FRAME_MS: u32 = 20;

/// What audio looks like on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// In Hz.
    pub rate: u32,
    /// 1 or 2, interleaved.
    pub channels: u8,
}

/// A text of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientMessage {
    /// The first one.
    Start(Format),
    /// To be answered with the same id.
    Ping(u64),
}

#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

#[derive(Deserialize)]
struct Start {
    rate: u32,
    #[serde(default = "mono")]
    channels: u32,
    #[serde(default)]
    format: Option<String>,
}

#[derive(Deserialize)]
struct Ping {
    id: u64,
}

/// A text of the server.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ServerMessage<'a> {
    Started {
        session: &'a str,
        rate: u32,
        channels: u8,
        format: &'a str,
        frame_ms: u32,
    },
    Clear,
    Pong {
        id: u64,
    },
    Error {
        code: &'a str,
        title: &'a str,
        detail: &'a str,
    },
}

impl ClientMessage {
    /// Reads a text; fields that are not known are passed over.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let kind: Kind = read(text)?;
        match kind.r#type.as_str() {
            "start" => Ok(Self::Start(read::<Start>(text)?.format()?)),
            "ping" => match read::<Ping>(text)?.id {
                id @ 0..LARGEST_ID => Ok(Self::Ping(id)),
                _ => Err(malformed("id: must be below 2^53")),
            },
            _ => Err(malformed("type: must be start or ping")),
        }
    }
}

impl Start {
    fn format(&self) -> Result<Format, Refusal> {
        let unsupported = |detail| Err(Refusal::new(RefusalKind::Unsupported, detail));
        if self.format.as_deref().unwrap_or(PCM16) != PCM16 {
            return unsupported("format: only pcm16 is served".to_owned());
        }
        if !RATES.contains(&self.rate) {
            let detail = format!("rate: {} Hz is not served, 8000 to 48000 are", self.rate);
            return unsupported(detail);
        }
        let channels = match self.channels {
            1 => 1,
            2 => 2,
            other => {
                return unsupported(format!("channels: {other} are not served, 1 and 2 are"));
            }
        };
        Ok(Format {
            rate: self.rate,
            channels,
        })
    }
}

/// The answer to `start`.
pub fn started(session: &str, format: Format) -> String {
    write(&ServerMessage::Started {
        session,
        rate: format.rate,
        channels: format.channels,
        format: PCM16,
        frame_ms: FRAME_MS,
    })
}

/// The client is to drop what it has queued.
pub fn clear() -> String {
    write(&ServerMessage::Clear)
}

/// The answer to a ping.
pub fn pong(id: u64) -> String {
    write(&ServerMessage::Pong { id })
}

/// What went wrong.
pub fn error(refusal: &Refusal) -> String {
    write(&ServerMessage::Error {
        code: refusal.kind.code(),
        title: refusal.kind.title(),
        detail: &refusal.detail,
    })
}

fn mono() -> u32 {
    1
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(|error| malformed(&format!("message: {error}")))
}

fn malformed(detail: &str) -> Refusal {
    Refusal::new(RefusalKind::Malformed, detail)
}

fn write(message: &ServerMessage<'_>) -> String {
    // Only maps with other keys than texts cannot be written.
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests;
