//! The JSON texts of both sides.

use data_encoding::BASE64;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::refusal::{Refusal, RefusalKind};

/// Sample rates that are taken.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;
const PCM16: &str = "pcm16";
const VP8: &str = "vp8";
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
    /// Frames of VP8 go beside it, both ways.
    pub video: bool,
}

/// What a client says of its video; what is left out stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoTerms {
    /// It shows something. At first it does from its first picture on.
    pub sends: Option<bool>,
    /// So much it takes, in kbit/s; 0 for nothing. At first as much as there is.
    pub takes_kbps: Option<u32>,
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
    /// It cannot go on showing what it is sent without a key frame.
    KeyFrame,
    /// What it does with video from now on.
    Video(VideoTerms),
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
        #[serde(skip_serializing_if = "Option::is_none")]
        video: Option<&'a str>,
        frame_ms: u32,
    },
    Clear,
    KeyFrame,
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
            Some("key_frame") => Ok(Self::KeyFrame),
            Some("video") => Ok(Self::Video(VideoTerms::read(&fields)?)),
            _ => Err(malformed(
                "type: must be start, ping, event, key_frame or video",
            )),
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
            video: Self::has_video(fields)?,
        })
    }

    fn has_video(fields: &Map<String, Value>) -> Result<bool, Refusal> {
        match fields.get("video").map(Value::as_str) {
            None => Ok(false),
            Some(Some(VP8)) => Ok(true),
            Some(Some(_)) => Err(unsupported("video: only vp8 is served")),
            Some(None) => Err(malformed("video: must be a text, such as vp8")),
        }
    }
}

impl VideoTerms {
    fn read(fields: &Map<String, Value>) -> Result<Self, Refusal> {
        let sends = match fields.get("sends") {
            None => None,
            Some(Value::Bool(sends)) => Some(*sends),
            Some(_) => return Err(malformed("sends: must be true or false")),
        };
        let takes_kbps = match fields.get("takes_kbps") {
            None => None,
            // More than anybody sends is no limit.
            Some(_) => Some(u32::try_from(whole(fields, "takes_kbps")?).unwrap_or(u32::MAX)),
        };
        Ok(Self { sends, takes_kbps })
    }
}

/// The answer to `start`.
pub fn started(session: &str, format: Format) -> String {
    write(&ServerMessage::Started {
        session,
        rate: format.rate,
        channels: format.channels,
        format: PCM16,
        video: format.video.then_some(VP8),
        frame_ms: FRAME_MS,
    })
}

/// The client is to drop what it has queued.
pub fn clear() -> String {
    write(&ServerMessage::Clear)
}

/// What the client sends is to begin anew with a key frame.
pub fn key_frame() -> String {
    write(&ServerMessage::KeyFrame)
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
