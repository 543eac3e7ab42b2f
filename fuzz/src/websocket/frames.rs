//! What the server may write, and in which order things may happen.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_websocket::{Event, Format, Limits, Session};

/// Small, so that messages over the limit are short too.
pub const LIMITS: Limits = Limits {
    max_message: 1_024,
    max_picture: 1_024,
    start_timeout: Duration::from_secs(5),
    ping_interval: Duration::from_secs(2),
    pong_timeout: Duration::from_secs(1),
    idle_timeout: Some(Duration::from_secs(20)),
};
const SAMPLE_BYTES: usize = 2;
const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
/// RFC 6455 §5.5.
const MAX_CONTROL: usize = 125;

/// A session as all targets begin.
pub fn session() -> Session {
    Session::new("1".into(), LIMITS, Timestamp::ZERO)
}

/// Sees everything that happens to one session.
#[derive(Debug, Default)]
pub struct Witness {
    format: Option<Format>,
    is_over: bool,
}

impl Witness {
    /// Audio comes after its format, nothing after the end.
    pub fn see(&mut self, event: &Event) {
        assert!(!self.is_over, "{event:?} after the end");
        match event {
            Event::Started(format) => {
                assert_eq!(self.format, None, "started twice");
                check_format(*format);
                self.format = Some(*format);
            }
            Event::Audio(audio) => {
                let format = self.format.expect("audio before its format");
                let sample = SAMPLE_BYTES * usize::from(format.channels);
                assert!(!audio.is_empty() && audio.len() <= LIMITS.max_message);
                assert_eq!(audio.len() % sample, 0, "half a sample");
            }
            Event::Picture(picture) => {
                let format = self.format.expect("a picture before its format");
                assert!(format.video, "a picture that was not agreed");
                let length = picture.frame.len();
                assert!((1..=LIMITS.max_picture).contains(&length));
            }
            Event::Message(_) | Event::KeyFrameWanted | Event::Video(_) => {
                assert!(self.format.is_some(), "a message before the start");
            }
            Event::RoundTrip(_) => {}
            Event::Closed | Event::Refused(_) => self.is_over = true,
        }
    }

    /// Whether the client is gone, or was told to go.
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}

/// What audio may look like.
pub fn check_format(format: Format) {
    assert!((8_000..=48_000).contains(&format.rate), "{format:?}");
    assert!((1..=2).contains(&format.channels), "{format:?}");
}

/// Whole frames that a server may write, and none after the close frame.
pub fn check_written(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let (first, payload, rest) = split_frame(bytes).expect("half a frame");
        match first {
            TEXT => {
                let text = std::str::from_utf8(payload).expect("text");
                assert!(
                    text.starts_with("{\"type\":\"") && text.ends_with('}'),
                    "{text}"
                );
            }
            BINARY => {}
            PING | PONG => assert!(payload.len() <= MAX_CONTROL),
            CLOSE => {
                assert!(payload.len() <= MAX_CONTROL && payload.len() != 1);
                assert!(rest.is_empty(), "something after the close frame");
            }
            other => panic!("a server does not write {other:#x}"),
        }
        bytes = rest;
    }
}

/// First byte, payload, and what follows; a set mask bit makes the length wrong, as it should.
fn split_frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = match head[1] {
        length @ 0..126 => (usize::from(length), rest),
        126 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    let (payload, rest) = rest.split_at_checked(length)?;
    Some((head[0], payload, rest))
}
