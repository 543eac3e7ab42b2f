//! A call in virtual time: callers by WebRTC, clients by WebSocket, and seats.

use std::collections::HashMap;
use std::time::Duration;

use jackfield_engine::{CallId, EngineConfig, EventKind, Hears, Notice, Route, SessionId};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::{align, rms, speech};
use jackfield_testkit::world::World;

use super::RATE;
use super::socket_client::{Heard, Wire};

/// Time goes on in such steps while WebSocket clients or seats talk.
const STEP: Duration = Duration::from_millis(20);

pub(crate) struct Gathering {
    pub(crate) world: World,
    pub(crate) call: CallId,
    clients: HashMap<SessionId, Client>,
    seats: HashMap<SessionId, Vec<i16>>,
}

struct Client {
    rate: u32,
    to_say: Vec<i16>,
    heard: Vec<i16>,
    texts: Vec<String>,
    /// Pictures were agreed: what came of them, each with its time.
    seen: Option<Vec<(u32, Vec<u8>)>>,
    is_ended: bool,
}

impl Client {
    fn take(&mut self, bytes: &[u8]) {
        let Some(seen) = &mut self.seen else {
            for heard in Wire::parse(bytes) {
                match heard {
                    Heard::Audio(samples) => self.heard.extend(samples),
                    Heard::Text(text) => self.texts.push(text),
                    _ => {}
                }
            }
            return;
        };
        for (first, payload) in Wire::split(bytes) {
            match (first, payload) {
                (0x81, text) => self.texts.push(String::from_utf8(text.to_vec()).unwrap()),
                (0x82, [0, _, _, _, _, _, _, _, audio @ ..]) => {
                    let pairs = audio.chunks(2);
                    let samples = pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
                    self.heard.extend(samples);
                }
                (0x82, [1, _, _, _, a, b, c, d, frame @ ..]) => {
                    let time = u32::from_le_bytes([*a, *b, *c, *d]);
                    seen.push((time, frame.to_vec()));
                }
                _ => {}
            }
        }
    }
}

impl Gathering {
    pub(crate) fn new() -> Self {
        Self::with(EngineConfig::default())
    }

    pub(crate) fn with(config: EngineConfig) -> Self {
        let mut world = World::new(7, config).unwrap();
        let call = world.engine().host().create_call().unwrap();
        Self {
            world,
            call,
            clients: HashMap::new(),
            seats: HashMap::new(),
        }
    }

    pub(crate) fn caller(&mut self) -> usize {
        self.caller_with(&CallerConfig::default(), &Conditions::clean())
    }

    /// A caller that is connected; answers its index.
    pub(crate) fn caller_with(&mut self, caller: &CallerConfig, network: &Conditions) -> usize {
        let route = Route::Call(self.call);
        let index = self.world.call(route, caller, network).unwrap();
        for _ in 0..10 {
            self.run(Duration::from_millis(500));
            if self.world.caller(index).connected().is_some() {
                return index;
            }
        }
        assert!(self.world.caller(index).connected().is_some());
        index
    }

    pub(crate) fn id(&self, index: usize) -> SessionId {
        self.world.session(index).unwrap()
    }

    pub(crate) fn client(&mut self, rate: u32) -> SessionId {
        let start = format!(r#"{{"type":"start","rate":{rate},"channels":1}}"#);
        self.client_with(rate, &start, None)
    }

    /// A client with a camera and a screen.
    pub(crate) fn camera(&mut self) -> SessionId {
        let start = r#"{"type":"start","rate":48000,"video":"vp8"}"#;
        self.client_with(48_000, start, Some(Vec::new()))
    }

    pub(crate) fn client_shows(&mut self, session: SessionId, time: u32, frame: &[u8]) {
        let bytes = Wire::picture(time, frame);
        self.world.engine().receive_stream(session, &bytes);
    }

    /// The pictures that a client with a screen was shown, each with its time.
    pub(crate) fn seen_by_client(&self, session: SessionId) -> &[(u32, Vec<u8>)] {
        self.clients[&session].seen.as_deref().unwrap()
    }

    fn client_with(
        &mut self,
        rate: u32,
        start: &str,
        seen: Option<Vec<(u32, Vec<u8>)>>,
    ) -> SessionId {
        let route = Route::Call(self.call);
        let session = self.world.engine().open_socket(route).unwrap();
        let client = Client {
            rate,
            to_say: Vec::new(),
            heard: Vec::new(),
            texts: Vec::new(),
            seen,
            is_ended: false,
        };
        self.clients.insert(session, client);
        let bytes = Wire::text(start);
        self.world.engine().receive_stream(session, &bytes);
        self.run(Duration::ZERO);
        session
    }

    pub(crate) fn seat(&mut self, hears: Hears) -> SessionId {
        let host = self.world.engine().host();
        let session = host.open_seat(self.call, hears).unwrap();
        self.seats.insert(session, Vec::new());
        self.run(Duration::ZERO);
        session
    }

    /// From now on, and after what was to be said before.
    pub(crate) fn client_says(&mut self, session: SessionId, samples: &[i16]) {
        let client = self.clients.get_mut(&session).unwrap();
        client.to_say.extend_from_slice(samples);
    }

    /// As an agent in real time does.
    pub(crate) fn seat_says(&mut self, session: SessionId, samples: &[i16]) {
        self.seats
            .get_mut(&session)
            .unwrap()
            .extend_from_slice(samples);
    }

    pub(crate) fn run(&mut self, time: Duration) {
        let end = self.world.now() + time;
        loop {
            self.collect();
            let now = self.world.now();
            if now >= end {
                return;
            }
            self.speak();
            self.world.run(STEP.min(end.since(now))).unwrap();
        }
    }

    pub(crate) fn hang_up(&mut self, session: SessionId) {
        self.world.engine().host().close(session);
    }

    pub(crate) fn set_gain(&mut self, listener: SessionId, speaker: SessionId, gain: f32) {
        let host = self.world.engine().host();
        host.set_gain(self.call, listener, speaker, gain).unwrap();
    }

    pub(crate) fn heard_by_client(&self, session: SessionId) -> &[i16] {
        &self.clients[&session].heard
    }

    pub(crate) fn client_writes(&mut self, session: SessionId, text: &str) {
        let bytes = Wire::text(text);
        self.world.engine().receive_stream(session, &bytes);
        self.run(Duration::ZERO);
    }

    /// Whether a text with these words in it was sent to a client.
    pub(crate) fn was_told(&self, session: SessionId, words: &str) -> bool {
        let texts = &self.clients[&session].texts;
        texts.iter().any(|text| text.contains(words))
    }

    pub(crate) fn is_ended(&self, session: SessionId) -> bool {
        self.clients[&session].is_ended
    }

    /// What a seat was given of a source so far.
    pub(crate) fn heard_by_seat(&self, seat: SessionId, source: SessionId) -> Vec<i16> {
        let frames = self.world.frames();
        let rows = frames.sessions.iter().zip(&frames.sources);
        rows.zip(frames.samples.chunks(960))
            .filter(|((listener, speaker), _)| {
                (**listener, **speaker) == (seat.as_u64(), source.as_u64())
            })
            .flat_map(|(_, row)| row.to_vec())
            .collect()
    }

    pub(crate) fn notices_of(&self, session: SessionId, kind: EventKind) -> Vec<&Notice> {
        let notices = self.world.notices().iter();
        notices
            .filter(|notice| notice.session == session && notice.kind == kind)
            .collect()
    }

    pub(crate) fn closed_because(&self, session: SessionId) -> Option<&str> {
        let closed = self.notices_of(session, EventKind::Closed);
        closed.first().map(|notice| notice.code.as_str())
    }

    pub(crate) fn counter(&mut self, name: &str) -> f64 {
        super::counter(&mut self.world, name)
    }

    fn speak(&mut self) {
        let engine = self.world.engine();
        for (session, client) in &mut self.clients {
            let frame = (client.rate as usize / 50).min(client.to_say.len());
            if frame > 0 && !client.is_ended {
                let samples: Vec<i16> = client.to_say.drain(..frame).collect();
                engine.receive_stream(*session, &Wire::audio(&samples));
            }
        }
        for (session, to_say) in &mut self.seats {
            let frame = 960.min(to_say.len());
            if frame > 0 {
                let samples: Vec<i16> = to_say.drain(..frame).collect();
                engine.send_audio(*session, RATE, &samples);
            }
        }
    }

    fn collect(&mut self) {
        self.world.run(Duration::ZERO).unwrap();
        for output in self.world.engine().take_streams() {
            let Some(client) = self.clients.get_mut(&output.session) else {
                continue;
            };
            let Some(chunk) = output.chunk else {
                client.is_ended = true;
                continue;
            };
            client.take(&chunk.bytes);
        }
    }
}

/// Everybody has a voice of their own.
pub(crate) fn voice(number: u64, rate: u32, duration: Duration) -> Vec<i16> {
    speech(number, rate, duration)
}

/// How much of what was said is in what was heard, wherever in the first seconds it begins. For others
/// that are heard too this is about the part it has of the energy.
pub(crate) fn part_of(said: &[i16], heard: &[i16]) -> f64 {
    align(said, heard, 3 * RATE as usize).correlation
}

pub(crate) fn is_silent(heard: &[i16]) -> bool {
    rms(heard) < 20.0
}
