//! Audio from a friend over a bad network, in virtual time, with the reports that go back.

use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Network};
use jackfield_testkit::speech::{align, speech};
use jackfield_toxav::audio::{AudioFrame, Receiver, ReceiverConfig, Sender, SenderConfig, Stats};
use jackfield_toxav::bandwidth::{Controller, Report};
use jackfield_toxav::rtp::{Packet, Packets};

pub const RATE: u32 = 48_000;
pub const FRAME: usize = 960;
/// Content is looked for this far from where it should be (samples).
const SEARCHED: usize = 7_200;
/// And compared in stretches of this length (samples).
const COMPARED: usize = 24_000;

/// What was said and what was heard of it.
pub struct Heard {
    pub said: Vec<i16>,
    pub pcm: Vec<i16>,
    pub stats: Stats,
    /// How long after it was sent each frame was heard, beyond the path's 20 ms.
    pub delays: Vec<Duration>,
    pub reports: Vec<Report>,
}

/// A call under changing conditions.
pub struct Line {
    said: Vec<i16>,
    sender: Sender,
    packets: Packets,
    network: Network<Vec<u8>>,
    receiver: Receiver,
    controller: Controller,
    listens_to_reports: bool,
    heard: Heard,
    frame: AudioFrame,
    now: u64,
}

impl Line {
    pub fn new(seed: u64, conditions: Conditions, listens_to_reports: bool) -> Self {
        Self {
            said: speech(seed, RATE, Duration::from_mins(1)),
            sender: Sender::new(SenderConfig::default(), 1),
            packets: Packets::new(),
            network: Network::new(seed, conditions),
            receiver: Receiver::new(ReceiverConfig::default()),
            controller: Controller::new(Timestamp::ZERO),
            listens_to_reports,
            heard: Heard {
                said: Vec::new(),
                pcm: Vec::new(),
                stats: Stats::default(),
                delays: Vec::new(),
                reports: Vec::new(),
            },
            frame: AudioFrame::default(),
            now: 0,
        }
    }

    pub fn set_conditions(&mut self, conditions: Conditions) {
        self.network.set_conditions(conditions);
    }

    /// Plays on for some time.
    pub fn run(&mut self, time: Duration) {
        let end = self.now + u64::try_from(time.as_millis()).unwrap();
        while self.now < end {
            let now = Timestamp::from_millis(self.now);
            if self.now.is_multiple_of(20) {
                self.say(now);
            }
            while let Some(packet) = self.network.poll(now) {
                self.receive(now, &packet);
            }
            self.hear(now);
            self.now += 1;
        }
    }

    pub fn target_delay(&self) -> Duration {
        self.receiver.stats().target_delay
    }

    pub fn end(mut self) -> Heard {
        self.heard.stats = self.receiver.stats();
        self.heard
    }

    fn say(&mut self, now: Timestamp) {
        let start = usize::try_from(self.now / 20).unwrap() * FRAME;
        let pcm = &self.said[start..start + FRAME];
        self.heard.said.extend_from_slice(pcm);
        self.sender
            .encode(now, pcm, 1, RATE, &mut self.packets)
            .unwrap();
        while let Some(packet) = self.packets.next_packet() {
            self.network.send(now, packet.to_vec());
        }
    }

    fn receive(&mut self, now: Timestamp, packet: &[u8]) {
        let packet = Packet::parse(packet).unwrap();
        let arrivals = self.receiver.receive(now, &packet);
        self.controller.note(arrivals);
        let receiver = &mut self.receiver;
        let report = self.controller.poll_report(now, || receiver.take_lost());
        if let Some(report) = report.and_then(|report| Report::parse(&report)) {
            self.heard.reports.push(report);
            if self.listens_to_reports {
                self.sender.set_expected_loss(report.loss()).unwrap();
            }
        }
    }

    fn hear(&mut self, now: Timestamp) {
        while self.receiver.poll(now, &mut self.frame) {
            assert_eq!((self.frame.rate, self.frame.channels), (RATE, 1));
            self.heard.pcm.extend_from_slice(&self.frame.pcm);
            self.heard.delays.push(self.receiver.stats().delay);
        }
    }
}

impl Heard {
    /// How much of what was said was heard, as the mean correlation of stretches.
    pub fn correlation(&self) -> f64 {
        let usable = self.said.len().min(self.pcm.len()) - COMPARED - SEARCHED;
        let places = (SEARCHED..usable).step_by(COMPARED);
        let found = places.map(|place| {
            let said = &self.said[place..place + COMPARED];
            align(said, &self.pcm[place - SEARCHED..], 2 * SEARCHED).correlation
        });
        let found: Vec<_> = found.collect();
        found.iter().sum::<f64>() / f64::from(u32::try_from(found.len()).unwrap())
    }

    pub fn mean_delay(&self) -> Duration {
        self.delays.iter().sum::<Duration>() / u32::try_from(self.delays.len()).unwrap()
    }
}
