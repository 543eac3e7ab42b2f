use std::sync::atomic::AtomicBool;

use super::*;
use crate::error::SendError;
use crate::event::{CallState, Control};

pub(super) const FRIEND: u32 = 3;
pub(super) const NOW: Timestamp = Timestamp::from_millis(5_000);
pub(super) const STRANGER: u32 = 9;
pub(super) const OFFLINE: u32 = 8;
pub(super) const FRAME: usize = 960;

/// A network that notes what it is given.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    pub(super) lossless: Mutex<Vec<Vec<u8>>>,
    pub(super) lossy: Mutex<Vec<Vec<u8>>>,
    pub(super) received: Mutex<Vec<(u32, bool)>>,
    pub(super) is_full: AtomicBool,
}

impl Network for Notebook {
    fn send_lossless(&self, _: u32, packet: &[u8]) -> Result<(), SendError> {
        self.take(&self.lossless, packet)
    }

    fn send_lossy(&self, _: u32, packet: &[u8]) -> Result<(), SendError> {
        self.take(&self.lossy, packet)
    }

    fn knows(&self, friend: u32) -> bool {
        friend != STRANGER
    }

    fn is_online(&self, friend: u32) -> bool {
        friend != OFFLINE
    }

    fn receive_media(&self, friend: u32, receives: bool) {
        locked(&self.received).push((friend, receives));
    }
}

impl Notebook {
    fn take(&self, notes: &Mutex<Vec<Vec<u8>>>, packet: &[u8]) -> Result<(), SendError> {
        if self.is_full.load(Relaxed) {
            return Err(SendError::QueueFull);
        }
        locked(notes).push(packet.to_vec());
        Ok(())
    }
}

pub(super) fn engine() -> ToxAv<Notebook> {
    let engine = ToxAv::new(Notebook::default(), Config::default(), 1);
    engine.set_registered(Registered::ALL);
    engine
}

/// In a call that sends and takes everything.
pub(super) fn in_call() -> ToxAv<Notebook> {
    let engine = engine();
    engine.call(NOW, FRIEND, 48, 1_000).unwrap();
    engine.handle_lossless(NOW, FRIEND, &[1, 1, 1, 3, 1, 0x3C, 0]);
    while engine.poll_event().is_some() {}
    engine
}

#[test]
fn media_packets_are_wanted_while_a_call_is_answered() {
    let engine = in_call();
    assert_eq!(*locked(&engine.network.received), [(FRIEND, true)]);
    engine.control(NOW, FRIEND, Control::Cancel).unwrap();
    assert_eq!(locked(&engine.network.received)[1..], [(FRIEND, false)]);
    assert_eq!(engine.next_audio(NOW), None);
}

/// As an engine of ours sends it.
pub(super) fn whole_audio() -> Vec<u8> {
    let engine = in_call();
    let pcm = [0; FRAME];
    engine
        .send_audio(NOW, FRIEND, &pcm, FRAME, 1, 48_000)
        .unwrap();
    let sent = locked(&engine.network.lossy);
    sent[0].clone()
}

#[test]
fn the_same_seed_gives_the_same_streams_and_calls_differ() {
    assert_eq!(whole_audio(), whole_audio());
    let ssrc = |packet: &[u8]| packet[9..13].to_vec();
    let engine = in_call();
    engine.control(NOW, FRIEND, Control::Cancel).unwrap();
    let later = NOW + Duration::from_secs(1);
    engine.call(later, FRIEND, 48, 0).unwrap();
    // The friend knows of the end, and answers.
    engine.handle_lossless(later, FRIEND, &[1, 1, 2, 2, 1, 1, 0]);
    engine.handle_lossless(later, FRIEND, &[1, 1, 1, 3, 1, 0x3C, 0]);
    engine
        .send_audio(later, FRIEND, &[0; FRAME], FRAME, 1, 48_000)
        .unwrap();
    let sent = locked(&engine.network.lossy);
    assert_ne!(ssrc(&sent[0]), ssrc(&whole_audio()));
}

#[test]
fn rings_end_when_the_program_says_so() {
    let engine = engine();
    assert_eq!(engine.ring_timeout_s(), None);
    engine.set_ring_timeout_s(Some(30));
    engine.call(NOW, FRIEND, 48, 0).unwrap();
    engine.handle_timeout(NOW + Duration::from_secs(30));
    let finished = Event::CallState {
        friend: FRIEND,
        state: CallState::FINISHED,
    };
    assert_eq!(engine.poll_event(), Some(finished));
}

#[test]
fn calls_are_looked_after_by_one_thread_now_and_then() {
    let engine = in_call();
    assert!(engine.is_to_look(NOW));
    assert!(!engine.is_to_look(NOW));
    assert!(!engine.is_to_look(NOW + Duration::from_millis(4)));
    assert!(engine.is_to_look(NOW + LOOK));
}

#[test]
fn from_eight_calls_on_each_is_encoded_more_cheaply_until_there_are_fewer() {
    let engine = engine();
    let sample = |at: usize| i16::try_from(at % 97 * 200).unwrap();
    let voice: Vec<i16> = (0..FRAME).map(sample).collect();
    let packet = |friend| {
        locked(&engine.network.lossy).clear();
        let sent = engine.send_audio(NOW, friend, &voice, FRAME, 1, 48_000);
        sent.unwrap();
        locked(&engine.network.lossy)[0][81..].to_vec()
    };
    let begin = |friend| {
        engine.call(NOW, friend, 48, 0).unwrap();
        engine.handle_lossless(NOW, friend, &[1, 1, 1, 3, 1, 0x3C, 0]);
    };
    let friends = [10, 11, 12, 13, 14, 15, 16, 17];
    friends[..7].iter().copied().for_each(begin);
    let alone = packet(10);
    begin(17);
    let crowded = packet(17);
    assert_ne!(alone, crowded);
    assert_eq!(packet(11), crowded, "all of them");
    engine.control(NOW, 17, Control::Cancel).unwrap();
    assert_eq!(packet(12), alone);
}
