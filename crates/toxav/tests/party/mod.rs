//! Some engines over a network of the testkit, in virtual time: what they do, and what their programs
//! see and hear.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod pictures;
pub mod pipe;
pub mod wire;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::speech;
use jackfield_toxav::config::Config;
use jackfield_toxav::event::{Event, Registered};
use jackfield_toxav::toxav::{AudioFrame, ToxAv};

use pictures::picture;
use wire::{Arrival, Port, Wire};

pub const RATE: u32 = 48_000;
/// Samples in 20 ms.
pub const FRAME: usize = 960;
/// What is said again and again.
const SPEECH: Duration = Duration::from_secs(6);
const TICK: Duration = Duration::from_millis(5);
/// Audio is sent every 4 ticks, video every 7.
const AUDIO_TICKS: u64 = 4;
const VIDEO_TICKS: u64 = 7;

/// Who says something to whom.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    pub from: u32,
    pub to: u32,
    pub audio: bool,
    pub video: bool,
}

impl Script {
    pub const fn audio(from: u32, to: u32) -> Self {
        Self {
            from,
            to,
            audio: true,
            video: false,
        }
    }

    pub const fn all(from: u32, to: u32) -> Self {
        Self {
            from,
            to,
            audio: true,
            video: true,
        }
    }
}

/// Engines 0 to n, friends of each other.
pub struct Party {
    pub now: Timestamp,
    pub engines: Vec<ToxAv<Port>>,
    pub wire: Arc<Wire>,
    /// What each program was told.
    pub told: Vec<Vec<Event>>,
    /// What `.0` heard of `.1`.
    pub heard: BTreeMap<(u32, u32), Vec<i16>>,
    /// What `.0` saw of `.1`.
    pub seen: BTreeMap<(u32, u32), Vec<I420>>,
    ticks: u64,
    said: BTreeMap<(u32, u32), usize>,
    shown: BTreeMap<(u32, u32), u32>,
    lines: BTreeMap<(u32, u32), Vec<i16>>,
    frame: AudioFrame,
}

impl Party {
    pub fn new(ends: u32, conditions: Conditions) -> Self {
        Self::with(ends, conditions, &Config::default())
    }

    pub fn with(ends: u32, conditions: Conditions, config: &Config) -> Self {
        let wire = Wire::new(ends, conditions);
        let engine = |own| {
            let engine = ToxAv::new(wire.port(own), *config, u64::from(own) + 1);
            engine.set_registered(Registered::ALL);
            engine
        };
        Self {
            now: Timestamp::ZERO,
            engines: (0..ends).map(engine).collect(),
            wire: Arc::clone(&wire),
            told: (0..ends).map(|_| Vec::new()).collect(),
            heard: BTreeMap::new(),
            seen: BTreeMap::new(),
            ticks: 0,
            said: BTreeMap::new(),
            shown: BTreeMap::new(),
            lines: BTreeMap::new(),
            frame: AudioFrame::default(),
        }
    }

    /// Two who talk, `0` having called.
    pub fn talking(conditions: Conditions, video_kbps: u32) -> Self {
        let mut party = Self::new(2, conditions);
        party.join(0, 1, video_kbps);
        party
    }

    /// One calls, the other answers.
    pub fn join(&mut self, from: u32, to: u32, video_kbps: u32) {
        self.engine(from)
            .call(self.now, to, 48, video_kbps)
            .unwrap();
        self.pass(50, &[]);
        self.engine(to)
            .answer(self.now, from, 48, video_kbps)
            .unwrap();
        self.pass(50, &[]);
    }

    pub fn engine(&self, number: u32) -> &ToxAv<Port> {
        &self.engines[usize::try_from(number).unwrap()]
    }

    /// What a program was told since this was last asked.
    pub fn news(&mut self, number: u32) -> Vec<Event> {
        std::mem::take(&mut self.told[usize::try_from(number).unwrap()])
    }

    /// Time passes in which these talk.
    pub fn pass(&mut self, millis: u64, scripts: &[Script]) {
        let end = self.now + Duration::from_millis(millis);
        while self.now < end {
            self.now += TICK;
            self.ticks += 1;
            for script in scripts {
                self.perform(*script);
            }
            for own in 0..u32::try_from(self.engines.len()).unwrap() {
                self.turn(own);
            }
        }
    }

    /// The speech that one says to another, from when it began.
    pub fn speech(from: u32, to: u32, duration: Duration) -> Vec<i16> {
        speech(u64::from(from * 100 + to), RATE, duration)
    }

    fn perform(&mut self, script: Script) {
        let pair = (script.from, script.to);
        if script.audio && self.ticks.is_multiple_of(AUDIO_TICKS) {
            let number = *self.said.entry(pair).or_default();
            let line = self.lines.entry(pair);
            let line = line.or_insert_with(|| Self::speech(pair.0, pair.1, SPEECH));
            let start = number * FRAME % line.len();
            let engine = &self.engines[usize::try_from(script.from).unwrap()];
            let frame = &line[start..start + FRAME];
            let sent = engine.send_audio(self.now, script.to, frame, FRAME, 1, RATE);
            sent.unwrap();
            *self.said.entry(pair).or_default() += 1;
        }
        if script.video && self.ticks.is_multiple_of(VIDEO_TICKS) {
            let number = self.shown.entry(pair).or_default();
            *number += 1;
            let picture = picture(*number);
            let engine = &self.engines[usize::try_from(script.from).unwrap()];
            engine
                .send_video(self.now, script.to, picture.as_ref())
                .unwrap();
        }
    }

    /// What a program does in its loop.
    fn turn(&mut self, own: u32) {
        let index = usize::try_from(own).unwrap();
        for (from, arrival) in self.wire.arrivals(own, self.now) {
            let engine = &self.engines[index];
            match arrival {
                Arrival::Lossless(packet) => engine.handle_lossless(self.now, from, &packet[1..]),
                Arrival::Lossy(packet) => engine.handle_lossy(self.now, from, &packet),
            }
        }
        let engine = &self.engines[index];
        engine.handle_timeout(self.now);
        self.told[index].extend(std::iter::from_fn(|| engine.poll_event()));
        while engine.poll_audio(self.now, &mut self.frame) {
            let heard = self.heard.entry((own, self.frame.friend)).or_default();
            heard.extend(&self.frame.pcm[..self.frame.samples * usize::from(self.frame.channels)]);
        }
        let seen = &mut self.seen;
        while engine.poll_video(self.now, &mut |friend, picture| {
            let all = seen.entry((own, friend)).or_default();
            all.push(picture.to_owned().unwrap());
        }) {}
    }
}
