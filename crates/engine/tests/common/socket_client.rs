//! A WebSocket client in virtual time: it writes frames by hand, so that it can also write wrong ones.

use std::time::Duration;

use jackfield_engine::{EngineConfig, Notice, Route, SessionId, VirtualEngine};
use jackfield_media::time::Timestamp;

/// What the server sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    Text(String),
    Audio(Vec<i16>),
    Close(u16),
    /// The stream was ended.
    End,
    Other(u8),
}

/// Frames as bytes.
pub(crate) struct Wire;

impl Wire {
    pub(crate) fn text(text: &str) -> Vec<u8> {
        Self::frame(0x81, text.as_bytes())
    }

    pub(crate) fn audio(samples: &[i16]) -> Vec<u8> {
        let bytes: Vec<u8> = samples
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        Self::frame(0x82, &bytes)
    }

    /// A message of who agreed on pictures.
    pub(crate) fn picture(time: u32, frame: &[u8]) -> Vec<u8> {
        let [a, b, c, d] = time.to_le_bytes();
        Self::frame(0x82, &[&[1, 0, 0, 0, a, b, c, d], frame].concat())
    }

    pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![first];
        if let Ok(short @ 0..126) = u8::try_from(payload.len()) {
            bytes.push(0x80 | short);
        } else {
            bytes.push(0x80 | 0x7e);
            bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
        }
        bytes.extend([0; 4]);
        bytes.extend(payload);
        bytes
    }

    pub(crate) fn parse(bytes: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        parse(bytes, |one| heard.push(one));
        heard
    }

    /// The first byte and the payload of each frame.
    pub(crate) fn split(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
        let mut frames = Vec::new();
        while let [first, length, rest @ ..] = bytes {
            let (length, rest) = match length {
                126 => (
                    usize::from(u16::from_be_bytes([rest[0], rest[1]])),
                    &rest[2..],
                ),
                short => (usize::from(*short), rest),
            };
            let (payload, rest) = rest.split_at(length);
            frames.push((*first, payload));
            bytes = rest;
        }
        frames
    }
}

pub(crate) struct Client {
    pub(crate) engine: VirtualEngine,
    pub(crate) session: SessionId,
    pub(crate) notices: Vec<Notice>,
    /// Samples the host was handed.
    pub(crate) tapped: Vec<i16>,
    pub(crate) heard: Vec<(Timestamp, Heard)>,
}

impl Client {
    pub(crate) fn connected(route: Route) -> Self {
        let address = "192.0.2.1:4000".parse().unwrap();
        let config = EngineConfig::default();
        let epoch = std::time::Instant::now();
        let mut engine = VirtualEngine::new(config, address, epoch, || {}).unwrap();
        let session = engine.open_socket(route).unwrap();
        Self {
            engine,
            session,
            notices: Vec::new(),
            tapped: Vec::new(),
            heard: Vec::new(),
        }
    }

    pub(crate) fn started(route: Route, rate: u32, channels: u8) -> Self {
        let mut client = Self::connected(route);
        client.text(&format!(
            r#"{{"type":"start","rate":{rate},"channels":{channels}}}"#
        ));
        client.run(Duration::ZERO);
        client
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.raw(&Wire::text(text));
    }

    pub(crate) fn audio(&mut self, samples: &[i16]) {
        self.raw(&Wire::audio(samples));
    }

    pub(crate) fn frame(&mut self, first: u8, payload: &[u8]) {
        self.raw(&Wire::frame(first, payload));
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.engine.receive_stream(self.session, bytes);
        self.collect();
    }

    /// Lets time pass, a millisecond at a time.
    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.engine.now() + time;
        self.collect();
        while self.engine.now() < end {
            let next = self.engine.now() + Duration::from_millis(1);
            self.engine.step(next.min(end));
            self.collect();
        }
    }

    /// Speaks in messages of 20 ms, in real time.
    pub(crate) fn speak(&mut self, rate: u32, samples: &[i16]) {
        for frame in samples.chunks(rate as usize / 50) {
            self.audio(frame);
            self.run(Duration::from_millis(20));
        }
    }

    pub(crate) fn heard_audio(&self) -> Vec<i16> {
        let audio = |(_, heard): &(Timestamp, Heard)| match heard {
            Heard::Audio(samples) => samples.clone(),
            _ => Vec::new(),
        };
        self.heard.iter().flat_map(audio).collect()
    }

    pub(crate) fn heard_texts(&self) -> Vec<&str> {
        self.heard
            .iter()
            .filter_map(|(_, heard)| match heard {
                Heard::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn was_told(&self, part: &str) -> bool {
        self.heard_texts().iter().any(|text| text.contains(part))
    }

    pub(crate) fn close_code(&self) -> Option<u16> {
        self.heard.iter().find_map(|(_, heard)| match heard {
            Heard::Close(code) => Some(*code),
            _ => None,
        })
    }

    fn collect(&mut self) {
        let now = self.engine.now();
        for output in self.engine.take_streams() {
            assert_eq!(output.session, self.session);
            match output.chunk {
                None => self.heard.push((now, Heard::End)),
                Some(chunk) => parse(&chunk.bytes, |heard| self.heard.push((now, heard))),
            }
        }
        let (notices, frames) = self.engine.drain();
        self.notices.extend(notices);
        self.tapped.extend(frames.samples);
    }
}

fn parse(bytes: &[u8], mut note: impl FnMut(Heard)) {
    for (first, payload) in Wire::split(bytes) {
        note(match first {
            0x81 => Heard::Text(String::from_utf8(payload.to_vec()).unwrap()),
            0x82 => Heard::Audio(
                payload
                    .chunks(2)
                    .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
                    .collect(),
            ),
            0x88 => Heard::Close(u16::from_be_bytes([payload[0], payload[1]])),
            other => Heard::Other(other),
        });
    }
}
