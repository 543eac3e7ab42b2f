use super::*;
use crate::opus::{Encoder, EncoderConfig};
use crate::receiver::{Encoding, ReceivedPacket, ReceiverConfig};
use jackfield_testkit::speech::speech;
use std::time::Duration;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// Packets of speech with in-band FEC or without.
fn packets(expected_loss: f32) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    encoder.set_expected_loss(expected_loss).unwrap();
    let mut payload = [0; 1_200];
    let voice = speech(1, 48_000, Duration::from_secs(1));
    let encode = |frame: &[i16]| {
        let len = encoder.encode(frame, &mut payload).unwrap();
        payload[..len].to_vec()
    };
    voice.chunks_exact(960).map(encode).collect()
}

/// A receiver that plays the packets before `end`, and the kinds of what it plays.
struct Scene {
    receiver: AudioReceiver,
    packets: Vec<Vec<u8>>,
}

impl Scene {
    fn new(expected_loss: f32, end: usize) -> Self {
        let mut scene = Self {
            receiver: AudioReceiver::new(&ReceiverConfig::default()).unwrap(),
            packets: packets(expected_loss),
        };
        for number in 0..end {
            let now = at(20 * number as u64);
            scene.push(now, number);
            scene.play(now);
        }
        scene
    }

    fn push(&mut self, now: Timestamp, number: usize) {
        let packet = ReceivedPacket {
            sequence: number.try_into().unwrap(),
            rtp_time: u32::try_from(number).unwrap() * 960,
            payload: &self.packets[number],
            encoding: Encoding::Opus,
        };
        self.receiver.push(now, packet);
    }

    fn play(&mut self, now: Timestamp) -> Vec<FrameKind> {
        let mut out = [0; 960];
        std::iter::from_fn(|| self.receiver.poll_frame(now, &mut out))
            .map(|frame| frame.kind)
            .collect()
    }
}

#[test]
fn what_does_not_come_is_made_up_once_its_grace_is_over() {
    let mut scene = Scene::new(0.0, 20);
    assert_eq!(scene.receiver.next_step(false), Step::Wait);
    assert_eq!(scene.receiver.next_timeout(), Some(at(405)));
    assert_eq!(scene.play(at(404)), []);
    assert_eq!(scene.play(at(405)), [FrameKind::Concealed]);
}

#[test]
fn a_lost_packet_is_taken_from_the_fec_of_the_next() {
    let mut scene = Scene::new(0.2, 20);
    assert_eq!(scene.play(at(400)), [FrameKind::Received]);
    scene.push(at(420), 21);
    let next = scene.receiver.next_step(true);
    assert_eq!(next, Step::Recover { ticks: 960 });
    assert_eq!(scene.play(at(421)), [FrameKind::Fec]);
}

#[test]
fn without_fec_it_is_made_up() {
    let mut scene = Scene::new(0.0, 20);
    scene.push(at(410), 21);
    assert_eq!(scene.receiver.next_step(false), Step::Wait);
    let next = scene.receiver.next_step(true);
    assert_eq!(
        next,
        Step::MakeUp {
            ticks: 960,
            is_lost: true
        }
    );
}

#[test]
fn of_several_lost_packets_fec_brings_the_last_back() {
    let mut scene = Scene::new(0.2, 20);
    assert_eq!(scene.play(at(400)), [FrameKind::Received]);
    scene.push(at(440), 22);
    let kinds = [scene.play(at(440)), scene.play(at(441))].concat();
    assert_eq!(kinds, [FrameKind::Concealed, FrameKind::Fec]);
}

#[test]
fn a_stream_that_ends_fades_and_the_receiver_rests() {
    let mut scene = Scene::new(0.0, 20);
    let mut kinds = Vec::new();
    while let Some(due) = scene.receiver.next_timeout() {
        kinds.extend(scene.play(due));
    }
    let made_up = kinds.iter().filter(|kind| **kind == FrameKind::Concealed);
    assert_eq!(made_up.count(), 11);
    assert_eq!(kinds.len(), 50);
    assert_eq!(kinds.last(), Some(&FrameKind::Silence));
}
