//! When a call ticks, between the frames of those who talk in it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::gathering::{Gathering, voice};
use common::seconds;
use common::socket_client::{Heard, Wire};
use jackfield_engine::SessionId;
use jackfield_testkit::speech::{align, rms};

const RATE: u32 = 16_000;
/// Milliseconds by which the second talker's frames come after those of the first.
const AFTER: usize = 6;

/// What a listener got, and when.
#[derive(Default)]
struct Received {
    samples: Vec<i16>,
    /// Milliseconds from the talker's last frame to the message.
    waits: Vec<usize>,
}

/// An open microphone that keeps the call awake, and somebody who talks; 20 ms come in one message.
struct Talk {
    call: Gathering,
    first: SessionId,
    talker: SessionId,
    listener: SessionId,
    at: usize,
    /// By how many milliseconds the talker's frame of a second is late.
    late: usize,
}

impl Talk {
    fn new() -> Self {
        let mut call = Gathering::new();
        let [first, talker, listener] = [(); 3].map(|()| call.client(RATE));
        Self {
            call,
            first,
            talker,
            listener,
            at: 0,
            late: 0,
        }
    }

    /// Until all of it was said, by the first, by the talker.
    fn go_on(&mut self, by_first: &[i16], by_talker: &[i16]) -> Received {
        let mut heard = Received::default();
        let mut frames = by_first.chunks(320).zip(by_talker.chunks(320));
        let mut later = None;
        loop {
            if self.at.is_multiple_of(20) {
                let Some((first, second)) = frames.next() else {
                    return heard;
                };
                self.send(self.first, first);
                later = Some(second);
            }
            let is_late = self.at % 1_000 < 20;
            if self.at % 20 == AFTER + if is_late { self.late } else { 0 } {
                later
                    .take()
                    .into_iter()
                    .for_each(|frame| self.send(self.talker, frame));
            }
            self.call.world.run(common::millis(1)).unwrap();
            self.at += 1;
            self.collect(&mut heard);
        }
    }

    fn send(&mut self, session: SessionId, frame: &[i16]) {
        let engine = self.call.world.engine();
        engine.receive_stream(session, &Wire::audio(frame));
    }

    fn collect(&mut self, heard: &mut Received) {
        for output in self.call.world.engine().take_streams() {
            let chunk = output.chunk.filter(|_| output.session == self.listener);
            for message in chunk.iter().flat_map(|chunk| Wire::parse(&chunk.bytes)) {
                if let Heard::Audio(samples) = message {
                    heard.samples.extend(samples);
                    heard.waits.push((self.at + 19 - AFTER) % 20);
                }
            }
        }
    }
}

#[test]
fn who_talks_for_long_is_heard_at_once_and_whole() {
    let mut talk = Talk::new();
    let (said, silence) = (voice(1, RATE, seconds(4)), vec![0; 4 * RATE as usize]);
    talk.go_on(&said, &silence);
    let long = voice(2, RATE, seconds(20));
    let heard = talk.go_on(&vec![0; long.len()], &long);
    let (before, after) = (heard.waits[10], *heard.waits.last().unwrap());
    assert!(before >= 15, "waited {before} ms only");
    assert!((2..=4).contains(&after), "waits {after} ms");
    // On the way it passed the frames of who spoke before, so that one frame of a pause was left out.
    let half = 10 * RATE as usize;
    let found = align(&long[half..], &heard.samples[half - 640..], 1_280);
    assert!(found.correlation > 0.99, "{found:?}");
    assert!(long.len().abs_diff(heard.samples.len()) <= 640);
    assert!(rms(&heard.samples) > 0.99 * rms(&long));
}

#[test]
fn who_is_late_now_and_then_is_waited_for() {
    let mut talk = Talk::new();
    talk.late = 7;
    let long = voice(2, RATE, seconds(20));
    let heard = talk.go_on(&vec![0; long.len()], &long);
    let wait = *heard.waits.last().unwrap();
    assert!((8..=12).contains(&wait), "waits {wait} ms");
    let half = 10 * RATE as usize;
    let found = align(&long[half..], &heard.samples[half - 640..], 1_280);
    assert!(found.correlation > 0.99, "{found:?}");
}
