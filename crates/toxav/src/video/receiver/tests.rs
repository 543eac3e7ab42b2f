use super::*;
use crate::rtp::{Media, Packetizer, Packets};

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// Bytes that say of themselves that they are a VP8 key frame of 16 by 16, or that they are not.
fn frame(is_key: bool, len: usize) -> Vec<u8> {
    let head = if is_key {
        [0x10, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 16, 0]
    } else {
        [0x11; 10]
    };
    let mut bytes = head.to_vec();
    bytes.resize(len, 7);
    bytes
}

/// A friend who sends a frame each 33 ms.
struct Friend {
    packetizer: Packetizer,
    packets: Packets,
    receiver: Receiver,
    now: u64,
    fetched: Encoded,
}

impl Friend {
    fn new(config: ReceiverConfig) -> Self {
        Self {
            packetizer: Packetizer::new(Media::Video, 1),
            packets: Packets::new(),
            receiver: Receiver::new(config),
            now: 0,
            fetched: Encoded::default(),
        }
    }

    /// Sends a frame without some of its packets.
    fn send(&mut self, is_key: bool, len: usize, lost: &[usize]) -> Arrivals {
        self.now += 33;
        self.packets.begin().extend(frame(is_key, len));
        self.packetizer
            .packetize(at(self.now), is_key, &mut self.packets);
        let mut all = Arrivals::default();
        let mut index = 0;
        while let Some(packet) = self.packets.next_packet() {
            if !lost.contains(&index) {
                let packet = Packet::parse(packet).unwrap();
                let arrivals = self.receiver.receive(at(self.now), &packet);
                all.events += arrivals.events;
                all.received += arrivals.received;
                all.lost += arrivals.lost;
            }
            index += 1;
        }
        all
    }

    /// Some time later: length, whether it is intact, whether it is shown, of what waits.
    fn fetch(&mut self) -> Vec<(usize, bool, bool)> {
        self.now += 20;
        self.receiver.poll(at(self.now));
        let mut found = Vec::new();
        while self.receiver.take(&mut self.fetched) {
            let frame = &self.fetched;
            found.push((frame.data.len(), frame.is_intact, frame.is_shown));
        }
        found
    }
}

#[test]
fn frames_wait_in_the_order_they_were_sent_in() {
    let mut friend = Friend::new(ReceiverConfig::default());
    friend.send(true, 5_000, &[]);
    friend.send(false, 100, &[]);
    assert_eq!(friend.receiver.queued(), 2);
    assert_eq!(friend.fetch(), [(5_000, true, true), (100, true, true)]);
    assert!(friend.fetched.data == frame(false, 100) && !friend.fetched.is_key);
    assert_eq!(friend.fetched.arrived, at(66));
}

#[test]
fn nothing_is_given_out_before_a_key_frame() {
    let mut friend = Friend::new(ReceiverConfig::default());
    friend.send(false, 100, &[]);
    assert_eq!(friend.fetch(), []);
    assert!(friend.receiver.poll_key_request(at(friend.now)));
    friend.send(true, 100, &[]);
    assert_eq!(friend.fetch(), [(100, true, true)]);
    assert!(!friend.receiver.poll_key_request(at(5_000)));
}

#[test]
fn a_key_frame_that_is_wanted_is_asked_for_until_it_comes() {
    let mut friend = Friend::new(ReceiverConfig::default());
    friend.send(true, 100, &[]);
    assert!(!friend.receiver.poll_key_request(at(friend.now)));
    friend.receiver.want_key_frame();
    friend.send(false, 100, &[]);
    assert_eq!(friend.fetch(), [(100, true, true), (100, true, true)]);
    let now = friend.now;
    assert!(friend.receiver.poll_key_request(at(now)));
    assert!(!friend.receiver.poll_key_request(at(now + 999)));
    assert!(friend.receiver.poll_key_request(at(now + 1_000)));
    friend.send(true, 100, &[]);
    assert!(!friend.receiver.poll_key_request(at(now + 5_000)));
}

#[test]
fn after_a_loss_frames_are_shown_with_their_traces() {
    let mut friend = Friend::new(ReceiverConfig::default());
    friend.send(true, 100, &[]);
    friend.send(false, 3_000, &[1]);
    friend.send(false, 200, &[]);
    assert_eq!(friend.fetch(), [(100, true, true), (200, false, true)]);
    let now = friend.now;
    assert!(friend.receiver.poll_key_request(at(now)));
    assert!(!friend.receiver.poll_key_request(at(now + 999)));
    assert!(friend.receiver.poll_key_request(at(now + 1_000)));
    friend.send(true, 300, &[]);
    assert_eq!(friend.fetch(), [(300, true, true)]);
    assert_eq!(friend.receiver.stats().lost, 1);
}

#[test]
fn or_the_last_good_picture_stays() {
    let mut friend = Friend::new(ReceiverConfig {
        broken: BrokenFrames::WaitForKeyFrame,
        ..ReceiverConfig::default()
    });
    friend.send(true, 100, &[]);
    friend.send(false, 100, &[0]);
    friend.send(false, 200, &[]);
    assert_eq!(friend.fetch(), [(100, true, true)]);
    friend.send(true, 300, &[]);
    friend.send(false, 400, &[]);
    assert_eq!(friend.fetch(), [(300, true, true), (400, true, true)]);
    assert_eq!(friend.receiver.stats().unusable, 1);
}

#[test]
fn who_is_behind_decodes_and_shows_the_last_few() {
    let mut friend = Friend::new(ReceiverConfig::default());
    for number in 0..6 {
        friend.send(number == 0, 100, &[]);
    }
    let shown = friend.fetch().into_iter().map(|(_, _, shown)| shown);
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [false, false, false, true, true, true]
    );
}

#[test]
fn a_key_frame_makes_what_waits_before_it_unnecessary() {
    let mut friend = Friend::new(ReceiverConfig::default());
    for number in 0..6 {
        friend.send(number % 5 == 0, 100 + number, &[]);
    }
    assert_eq!(friend.fetch(), [(105, true, true)]);
    assert_eq!(friend.receiver.stats().unusable, 5);
}

#[test]
fn the_queue_is_bounded_and_its_overflow_counted() {
    let mut friend = Friend::new(ReceiverConfig {
        max_queued: 4,
        ..ReceiverConfig::default()
    });
    for number in 0..10 {
        friend.send(number == 0, 100, &[]);
    }
    assert_eq!(friend.receiver.stats().overflowed, 6);
    assert_eq!(friend.fetch().len(), 4);
    assert!(friend.receiver.memory() < 50_000);
    assert!(friend.receiver.poll_key_request(at(friend.now)));
}

#[test]
fn what_came_and_what_did_not_is_told_from_the_tenth_frame_on() {
    let mut friend = Friend::new(ReceiverConfig::default());
    for number in 0..9 {
        assert_eq!(friend.send(number == 0, 1_000, &[]), Arrivals::default());
    }
    let told = friend.send(false, 1_000, &[]);
    assert_eq!((told.events, told.received, told.lost), (1, 1_000, 0));
    friend.send(false, 2_000, &[1]);
    // Given up when the next is here, and a frame that does not come at all has the mean length.
    let mut all = friend.send(false, 1_000, &[]);
    friend.now += 20;
    let rest = friend.receiver.poll(at(friend.now));
    all.received += rest.received;
    all.lost += rest.lost;
    assert_eq!((all.received, all.lost), (2_292, 708));
    friend.send(false, 1_000, &[0]);
    friend.send(false, 1_000, &[]);
    friend.now += 20;
    let told = friend.receiver.poll(at(friend.now));
    assert_eq!((told.events, told.received), (1, 1_000));
    assert!((1_000..1_200).contains(&told.lost), "{}", told.lost);
}

#[test]
fn what_cannot_be_decoded_is_asked_for_again() {
    let mut friend = Friend::new(ReceiverConfig::default());
    friend.send(true, 100, &[]);
    assert!(!friend.receiver.poll_key_request(at(0)));
    friend.receiver.note_undecodable();
    assert!(friend.receiver.poll_key_request(at(0)));
}
