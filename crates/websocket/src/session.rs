//! One call: `start`, then audio both ways, until somebody ends it.

use std::collections::VecDeque;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use tungstenite::Bytes;

use crate::message::{self, ClientMessage, Format, VideoTerms};
use crate::picture::{self, HEADER_LEN, Picture, Tagged};
use crate::refusal::{Refusal, RefusalKind};
use crate::socket::{Incoming, Socket};

const SAMPLE_BYTES: usize = 2;
const NORMAL: u16 = 1000;
const GOING_AWAY: u16 = 1001;

/// What a session may take, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text, or of audio.
    pub max_message: usize,
    /// Bytes of one picture.
    pub max_picture: usize,
    /// From the upgrade until `start`.
    pub start_timeout: Duration,
    /// Between two pings of ours.
    pub ping_interval: Duration,
    /// From a ping until something comes.
    pub pong_timeout: Duration,
    /// Without a message; `None` for ever.
    pub idle_timeout: Option<Duration>,
}

impl Limits {
    /// What a client did not do in time, for people.
    fn explain(&self, kind: RefusalKind) -> String {
        let (what, limit) = match kind {
            RefusalKind::StartTimeout => ("no start came", self.start_timeout),
            RefusalKind::PongTimeout => ("a ping was not answered", self.pong_timeout),
            _ => ("no message came", self.idle_timeout.unwrap_or_default()),
        };
        format!("{what} within {} ms", limit.as_millis())
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Audio may flow, in this form.
    Started(Format),
    /// Whole samples as they came.
    Audio(Bytes),
    /// A whole frame of VP8.
    Picture(Picture),
    /// The client cannot show what comes without a key frame.
    KeyFrameWanted,
    /// What the client does with video from now on.
    Video(VideoTerms),
    /// For those in the same call.
    Message(Vec<u8>),
    /// A ping was answered after so long.
    RoundTrip(Duration),
    /// The client has ended it.
    Closed,
    /// The session ends because of this; the client was told.
    Refused(Refusal),
}

/// Bytes for the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What they are.
    pub kind: ChunkKind,
    /// A whole frame, or several.
    pub bytes: Vec<u8>,
}

/// What matters when they have to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkKind {
    /// Audio of this length, which may be left out.
    Audio(Duration),
    /// A picture, which may be left out up to the next one that is a key frame.
    Picture {
        /// Whether it is one.
        is_key: bool,
    },
    /// Something the client has to get.
    Control,
    /// The same, and audio that waits before it is not wanted any more.
    Clear,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Started(Format),
    Over,
}

/// See the module.
#[derive(Debug)]
pub struct Session {
    id: String,
    limits: Limits,
    socket: Socket,
    state: State,
    opened: Timestamp,
    last_message: Timestamp,
    last_ping: Timestamp,
    pings: u64,
    /// The last ping, while it is not answered.
    unanswered: bool,
    /// The first ping since anything came, even half a frame.
    silent_since: Option<Timestamp>,
    events: VecDeque<Event>,
    chunks: VecDeque<Chunk>,
}

impl Session {
    /// After the opening handshake; `id` is what the client is told.
    pub fn new(id: String, limits: Limits, now: Timestamp) -> Self {
        Self {
            id,
            limits,
            socket: Socket::new(limits.max_message.max(limits.max_picture) + HEADER_LEN),
            state: State::Waiting,
            opened: now,
            last_message: now,
            last_ping: now,
            pings: 0,
            unanswered: false,
            silent_since: None,
            events: VecDeque::new(),
            chunks: VecDeque::new(),
        }
    }

    /// Takes bytes of the stream as they came.
    pub fn receive(&mut self, now: Timestamp, bytes: &[u8]) {
        if self.state == State::Over {
            return;
        }
        self.silent_since = None;
        self.socket.receive(bytes);
        while self.state != State::Over {
            match self.socket.poll() {
                Ok(Some(incoming)) => self.handle(now, incoming),
                Ok(None) => return,
                Err(refusal) => return self.refuse(refusal),
            }
        }
    }

    /// Looks at the deadlines.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.state == State::Over {
            return;
        }
        if let Some(kind) = self.run_out(now) {
            return self.refuse(Refusal::new(kind, self.limits.explain(kind)));
        }
        if now >= self.last_ping + self.limits.ping_interval {
            self.last_ping = now;
            self.pings += 1;
            self.unanswered = true;
            self.silent_since.get_or_insert(now);
            let payload = Bytes::copy_from_slice(&self.pings.to_be_bytes());
            self.socket.ping(payload);
            self.flush(ChunkKind::Control);
        }
    }

    /// When [`Session::handle_timeout`] is wanted.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        if self.state == State::Over {
            return None;
        }
        let ping = self.last_ping + self.limits.ping_interval;
        [
            Some(ping),
            self.start_due(),
            self.pong_due(),
            self.idle_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// What happened since. Call until `None`.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What is to be sent. Call until `None`.
    pub fn poll_chunk(&mut self) -> Option<Chunk> {
        self.chunks.pop_front()
    }

    /// What audio looks like, once that was agreed.
    pub fn format(&self) -> Option<Format> {
        match self.state {
            State::Started(format) => Some(format),
            _ => None,
        }
    }

    /// Sends mono samples at the agreed rate, on every channel the client has.
    pub fn send_audio(&mut self, samples: &[i16]) {
        let Some(format) = self.format() else { return };
        let channels = usize::from(format.channels);
        let length = samples.len() * SAMPLE_BYTES * channels;
        let mut bytes = Vec::with_capacity(HEADER_LEN + length);
        if format.video {
            bytes.extend(picture::audio_header());
        }
        for sample in samples {
            for _ in 0..channels {
                bytes.extend_from_slice(&sample.to_le_bytes());
            }
        }
        self.send_bytes(format, length, bytes.into());
    }

    /// Sends audio back as it came.
    pub fn echo(&mut self, audio: Bytes) {
        let Some(format) = self.format() else { return };
        let length = audio.len();
        if format.video {
            let bytes = [&picture::audio_header()[..], &audio].concat();
            self.send_bytes(format, length, bytes.into());
        } else {
            self.send_bytes(format, length, audio);
        }
    }

    /// Sends a whole frame of VP8, to be shown at a time (90 kHz), if pictures were agreed.
    pub fn send_picture(&mut self, time: u32, frame: &[u8]) {
        if self.format().is_some_and(|format| format.video) {
            self.socket.binary(picture::write(time, frame).into());
            let is_key = picture::is_key_frame(frame);
            self.flush(ChunkKind::Picture { is_key });
        }
    }

    /// Has the client begin anew with a key frame.
    pub fn want_key_frame(&mut self) {
        if self.format().is_some_and(|format| format.video) {
            self.socket.text(message::key_frame());
            self.flush(ChunkKind::Control);
        }
    }

    /// Has the client drop what it has queued.
    pub fn clear(&mut self) {
        if self.format().is_some() {
            self.socket.text(message::clear());
            self.flush(ChunkKind::Clear);
        }
    }

    /// Tells the client what happens in its call.
    pub fn tell(&mut self, event: &[u8]) {
        if self.format().is_some() {
            self.socket.text(message::tell(event));
            self.flush(ChunkKind::Control);
        }
    }

    /// Ends the session from this side; `stopping` says that the whole server does.
    pub fn close(&mut self, stopping: bool) {
        if self.state != State::Over {
            self.state = State::Over;
            if stopping {
                self.socket.close(GOING_AWAY, "the server stops");
            } else {
                self.socket.close(NORMAL, "");
            }
            self.flush(ChunkKind::Control);
        }
    }

    /// Ends the session because something is wrong, and says what.
    pub fn refuse(&mut self, refusal: Refusal) {
        if self.state == State::Over {
            return;
        }
        self.state = State::Over;
        self.socket.text(message::error(&refusal));
        self.socket
            .close(refusal.kind.close_code(), refusal.kind.code());
        self.flush(ChunkKind::Control);
        self.events.push_back(Event::Refused(refusal));
    }

    fn handle(&mut self, now: Timestamp, incoming: Incoming) {
        match incoming {
            Incoming::Text(text) => {
                self.last_message = now;
                self.handle_text(text.as_str());
            }
            Incoming::Binary(bytes) => {
                self.last_message = now;
                self.handle_binary(bytes);
            }
            Incoming::Pong(payload) => {
                if self.unanswered && *payload == self.pings.to_be_bytes() {
                    self.unanswered = false;
                    let round_trip = now.since(self.last_ping);
                    self.events.push_back(Event::RoundTrip(round_trip));
                }
            }
            // Written by the socket itself.
            Incoming::Alive => self.flush(ChunkKind::Control),
            Incoming::Close => {
                self.state = State::Over;
                self.flush(ChunkKind::Control);
                self.events.push_back(Event::Closed);
            }
        }
    }

    fn handle_text(&mut self, text: &str) {
        if text.len() > self.limits.max_message {
            return self.too_large("a message", text.len(), self.limits.max_message);
        }
        match ClientMessage::parse(text) {
            Ok(message) => self.handle_message(message),
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn handle_message(&mut self, message: ClientMessage) {
        match (message, self.state) {
            (ClientMessage::Start(format), State::Waiting) => {
                self.state = State::Started(format);
                self.socket.text(message::started(&self.id, format));
                self.flush(ChunkKind::Control);
                self.events.push_back(Event::Started(format));
            }
            (ClientMessage::Start(_), _) => self.malformed("type: start comes once"),
            (ClientMessage::Event(event), State::Started(_)) => {
                self.events.push_back(Event::Message(event));
            }
            (ClientMessage::Event(_), _) => self.malformed("event comes after start"),
            (ClientMessage::KeyFrame, State::Started(_)) => {
                self.events.push_back(Event::KeyFrameWanted);
            }
            (ClientMessage::Video(terms), State::Started(_)) => {
                self.events.push_back(Event::Video(terms));
            }
            (ClientMessage::KeyFrame | ClientMessage::Video(_), _) => {
                self.malformed("video comes after start");
            }
            (ClientMessage::Ping(id), _) => {
                self.socket.text(message::pong(id));
                self.flush(ChunkKind::Control);
            }
        }
    }

    fn handle_binary(&mut self, bytes: Bytes) {
        let Some(format) = self.format() else {
            return self.malformed("audio comes after start");
        };
        if !format.video {
            return self.handle_audio(format, bytes);
        }
        match picture::read(&bytes) {
            Ok(Tagged::Audio(audio)) => self.handle_audio(format, audio),
            Ok(Tagged::Picture(picture)) if picture.frame.len() > self.limits.max_picture => {
                self.too_large("a picture", picture.frame.len(), self.limits.max_picture);
            }
            Ok(Tagged::Picture(picture)) => self.events.push_back(Event::Picture(picture)),
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn handle_audio(&mut self, format: Format, audio: Bytes) {
        if audio.len() > self.limits.max_message {
            return self.too_large("a message", audio.len(), self.limits.max_message);
        }
        let sample = SAMPLE_BYTES * usize::from(format.channels);
        if !audio.len().is_multiple_of(sample) {
            let detail = format!(
                "audio: {} bytes are no whole number of samples of {sample} bytes",
                audio.len()
            );
            return self.malformed(&detail);
        }
        if !audio.is_empty() {
            self.events.push_back(Event::Audio(audio));
        }
    }

    fn malformed(&mut self, detail: &str) {
        self.refuse(Refusal::new(RefusalKind::Malformed, detail));
    }

    /// As the socket says of what is over every limit.
    fn too_large(&mut self, what: &str, size: usize, limit: usize) {
        let detail = format!("{what} of {size} bytes is over the limit of {limit}");
        self.refuse(Refusal::new(RefusalKind::TooLarge, detail));
    }

    /// Sends a message with so many bytes of audio in it.
    fn send_bytes(&mut self, format: Format, length: usize, bytes: Bytes) {
        let samples = length / SAMPLE_BYTES / usize::from(format.channels);
        let nanos = samples as u64 * 1_000_000_000 / u64::from(format.rate);
        self.socket.binary(bytes);
        self.flush(ChunkKind::Audio(Duration::from_nanos(nanos)));
    }

    fn flush(&mut self, kind: ChunkKind) {
        let bytes = self.socket.take_written();
        if !bytes.is_empty() {
            self.chunks.push_back(Chunk { kind, bytes });
        }
    }

    /// The deadline that has passed, if one has.
    fn run_out(&self, now: Timestamp) -> Option<RefusalKind> {
        let passed = |due: Option<Timestamp>| due.is_some_and(|due| due <= now);
        if passed(self.start_due()) {
            Some(RefusalKind::StartTimeout)
        } else if passed(self.pong_due()) {
            Some(RefusalKind::PongTimeout)
        } else if passed(self.idle_due()) {
            Some(RefusalKind::IdleTimeout)
        } else {
            None
        }
    }

    fn start_due(&self) -> Option<Timestamp> {
        (self.state == State::Waiting).then(|| self.opened + self.limits.start_timeout)
    }

    /// Whatever comes after a ping shows that the connection lives.
    fn pong_due(&self) -> Option<Timestamp> {
        Some(self.silent_since? + self.limits.pong_timeout)
    }

    fn idle_due(&self) -> Option<Timestamp> {
        Some(self.last_message + self.limits.idle_timeout?)
    }
}

#[cfg(test)]
mod tests;
