use jackfield_webrtc::RtpPacket;
use jackfield_webrtc::vp8::Packetizer;

use super::*;

const LIMIT: usize = 8_192;
const START: Timestamp = Timestamp::from_millis(1_000);

/// The packets of frames with these first bytes, each of them three.
fn packets(frames: &[Vec<u8>]) -> Vec<OutgoingRtp> {
    let mut packetizer = Packetizer::new("video".into());
    let mut packets = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        let time = u32::try_from(index).unwrap() * 3_000;
        packetizer.packetize(time, frame, |packet| packets.push(outgoing(packet)));
    }
    packets
}

fn outgoing(packet: RtpPacket) -> OutgoingRtp {
    OutgoingRtp {
        mid: packet.mid,
        payload_type: 96,
        sequence: packet.sequence,
        rtp_time: packet.rtp_time,
        marker: packet.marker,
        audio_level: None,
        nackable: true,
        payload: packet.payload,
    }
}

fn frame(number: u8, is_key: bool) -> Vec<u8> {
    let mut frame = vec![number; 3_000];
    frame[0] = number << 1 | u8::from(!is_key);
    frame
}

/// A key frame and those that rest on it.
fn film(count: u8) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| frame(number, number == 0))
        .collect()
}

struct Viewer {
    joiner: FrameJoiner,
    now: Timestamp,
    seen: Vec<(u32, Vec<u8>)>,
    asked: usize,
}

impl Viewer {
    fn new() -> Self {
        Self {
            joiner: FrameJoiner::new(LIMIT),
            now: START,
            seen: Vec::new(),
            asked: 0,
        }
    }

    fn take(&mut self, packet: &OutgoingRtp) {
        let seen = &mut self.seen;
        let asks = self.joiner.push(self.now, packet.clone(), |time, frame| {
            seen.push((time, frame.to_vec()));
        });
        self.asked += usize::from(asks);
        self.now += Duration::from_millis(10);
    }

    fn numbers(&self) -> Vec<u8> {
        self.seen.iter().map(|(_, frame)| frame[1]).collect()
    }
}

#[test]
fn frames_are_what_they_were_before_they_were_cut() {
    let frames = film(3);
    let mut viewer = Viewer::new();
    for packet in packets(&frames) {
        viewer.take(&packet);
    }
    let expected: Vec<(u32, Vec<u8>)> = [0, 3_000, 6_000].into_iter().zip(frames).collect();
    assert_eq!(viewer.seen, expected);
    assert_eq!(viewer.asked, 0);
    assert_eq!(viewer.joiner.take_left_out(), 0);
}

#[test]
fn packets_that_come_late_are_put_into_their_places() {
    let mut packets = packets(&film(3));
    packets.swap(1, 5);
    packets.swap(6, 7);
    let mut viewer = Viewer::new();
    for packet in &packets {
        viewer.take(packet);
    }
    viewer.take(&packets[0]);
    assert_eq!(viewer.numbers(), [0, 1, 2]);
    assert_eq!(viewer.asked, 0);
}

#[test]
fn what_never_comes_is_given_up_and_a_key_frame_asked_for() {
    let mut frames = film(12);
    frames[9] = frame(9, true);
    let mut viewer = Viewer::new();
    for (index, packet) in packets(&frames).iter().enumerate() {
        if index != 4 {
            viewer.take(packet);
        }
    }
    assert_eq!(viewer.numbers(), [0, 9, 10, 11]);
    assert!(viewer.asked > 0);
    assert_eq!(viewer.joiner.take_left_out(), 8);
}

#[test]
fn nothing_is_seen_before_a_key_frame() {
    let mut viewer = Viewer::new();
    for packet in packets(&[frame(1, false), frame(2, false), frame(3, true)]) {
        viewer.take(&packet);
    }
    assert_eq!(viewer.numbers(), [3]);
    assert_eq!(viewer.asked, 2);
}

#[test]
fn a_frame_without_an_end_is_left_when_another_begins() {
    let mut packets = packets(&[frame(0, true), frame(1, true)]);
    packets[2].marker = false;
    let mut viewer = Viewer::new();
    for packet in &packets {
        viewer.take(packet);
    }
    assert_eq!(viewer.numbers(), [1]);
}

#[test]
fn a_frame_over_the_limit_is_left_out() {
    let large = vec![0; LIMIT + 1];
    let mut viewer = Viewer::new();
    for packet in packets(&[large, frame(1, true)]) {
        viewer.take(&packet);
    }
    assert_eq!(viewer.numbers(), [1]);
    assert_eq!(viewer.joiner.take_left_out(), 1);
}

#[test]
fn what_waits_is_bounded() {
    let mut viewer = Viewer::new();
    let mut packet = packets(&film(1)).remove(0);
    for sequence in 0..100_000 {
        packet.sequence = 1 + sequence * 2;
        packet.marker = false;
        viewer.now = START;
        viewer.take(&packet);
        assert!(viewer.joiner.packets.len() <= MAX_PACKETS);
    }
}

#[test]
fn after_a_leap_it_goes_on_with_a_key_frame() {
    let mut viewer = Viewer::new();
    let first = packets(&film(2));
    for packet in &first {
        viewer.take(packet);
    }
    for mut packet in packets(&[frame(5, true), frame(6, false)]) {
        packet.sequence += 1_000_000;
        viewer.take(&packet);
    }
    assert_eq!(viewer.numbers(), [0, 1, 5, 6]);
}

#[test]
fn who_begins_anew_waits_for_a_key_frame() {
    let packets = packets(&[frame(0, true), frame(1, false), frame(2, true)]);
    let mut viewer = Viewer::new();
    viewer.take(&packets[0]);
    viewer.joiner.begin_anew();
    for packet in &packets[3..] {
        viewer.take(packet);
    }
    assert_eq!(viewer.numbers(), [2]);
}
