//! The JSON texts of both sides.

use data_encoding::BASE64;
use serde::Serialize;
use serde_json::{Map, Value};

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
    /// For those in the same call, encoded as they encode events.
    Event(Vec<u8>),
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
    Event {
        event: &'a str,
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
        let value: Value = serde_json::from_str(text)
            .map_err(|error| malformed(format!("message: is no JSON: {error}")))?;
        let Value::Object(fields) = value else {
            return Err(malformed("message: must be a JSON object"));
        };
        match fields.get("type").and_then(Value::as_str) {
            Some("start") => Ok(Self::Start(Format::read(&fields)?)),
            Some("ping") => match whole(&fields, "id")? {
                id @ 0..LARGEST_ID => Ok(Self::Ping(id)),
                _ => Err(malformed("id: must be below 2^53")),
            },
            Some("event") => Ok(Self::Event(event(&fields)?)),
            _ => Err(malformed("type: must be start, ping or event")),
        }
    }
}

impl Format {
    fn read(fields: &Map<String, Value>) -> Result<Self, Refusal> {
        match fields.get("format").map(Value::as_str) {
            None | Some(Some(PCM16)) => {}
            Some(Some(_)) => return Err(unsupported("format: only pcm16 is served")),
            Some(None) => return Err(malformed("format: must be a text, such as pcm16")),
        }
        let rate = whole(fields, "rate")?;
        let Some(served) = u32::try_from(rate).ok().filter(|rate| RATES.contains(rate)) else {
            let detail = format!("rate: {rate} Hz is not served, 8000 to 48000 are");
            return Err(unsupported(detail));
        };
        let channels = match fields.get("channels") {
            None => 1,
            Some(_) => whole(fields, "channels")?,
        };
        let channels = match channels {
            1 => 1,
            2 => 2,
            other => {
                let detail = format!("channels: {other} are not served, 1 and 2 are");
                return Err(unsupported(detail));
            }
        };
        Ok(Self {
            rate: served,
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

/// What happens in the call.
pub fn tell(event: &[u8]) -> String {
    let event = BASE64.encode(event);
    write(&ServerMessage::Event { event: &event })
}

/// What went wrong.
pub fn error(refusal: &Refusal) -> String {
    write(&ServerMessage::Error {
        code: refusal.kind.code(),
        title: refusal.kind.title(),
        detail: &refusal.detail,
    })
}

/// A field that has to be there.
fn whole(fields: &Map<String, Value>, name: &str) -> Result<u64, Refusal> {
    let value = fields.get(name).and_then(Value::as_u64);
    value.ok_or_else(|| malformed(format!("{name}: must be a whole number")))
}

fn event(fields: &Map<String, Value>) -> Result<Vec<u8>, Refusal> {
    let text = fields.get("event").and_then(Value::as_str);
    let decoded = text.and_then(|text| BASE64.decode(text.as_bytes()).ok());
    decoded.ok_or_else(|| malformed("event: must be a text in base64"))
}

fn malformed(detail: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Malformed, detail)
}

fn unsupported(detail: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::Unsupported, detail)
}

fn write(message: &ServerMessage<'_>) -> String {
    // Only maps with other keys than texts cannot be written.
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests;
