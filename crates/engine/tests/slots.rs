//! Others heard apart from the mix, each in a section of the listener's own.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up has failed"
)]

mod common;

use common::duo::Duo;
use common::gathering::{Gathering, is_silent, part_of, voice};
use common::{RATE, millis, seconds};
use jackfield_engine::{EngineConfig, EventKind, Frames, Hears, Route, SessionId};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::rms;
use jackfield_webrtc::{Direction, Mid};

/// A call whose host tells listeners whom they hear where.
struct Room {
    call: Gathering,
    answered: usize,
}

impl Room {
    fn new() -> Self {
        Self::with(EngineConfig::default())
    }

    fn with(config: EngineConfig) -> Self {
        Self {
            call: Gathering::with(config),
            answered: 0,
        }
    }

    /// A caller with so many slots, that was told whose they are.
    fn listener(&mut self, slots: usize) -> usize {
        self.listener_over(slots, &Conditions::clean())
    }

    fn listener_over(&mut self, slots: usize, network: &Conditions) -> usize {
        let config = CallerConfig {
            channel: true,
            slots,
            ..CallerConfig::default()
        };
        let index = self.call.caller_with(&config, network);
        self.run(1_000);
        index
    }

    fn run(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 20 {
            self.call.run(millis(20));
            self.tell();
        }
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of sessions"
    )]
    fn tell(&mut self) {
        let host = self.call.world.engine().host();
        let notices = self.call.world.notices();
        for notice in &notices[self.answered..] {
            if notice.kind == EventKind::Slot && notice.value > 0.0 {
                let (mid, source) = (&notice.code, SessionId::from_u64(notice.value as u64));
                let words = told(mid, source);
                host.tell_slot(notice.session, mid, source, words).unwrap();
            }
        }
        self.answered = notices.len();
    }

    /// Where a listener hears somebody now.
    #[allow(clippy::float_cmp, reason = "whole numbers")]
    fn slot_of(&self, listener: usize, source: SessionId) -> Option<Mid> {
        let session = self.call.id(listener);
        let notices = self.call.notices_of(session, EventKind::Slot);
        let mut mids: Vec<&str> = notices.iter().map(|notice| notice.code.as_str()).collect();
        mids.dedup();
        let last = |mid: &str| notices.iter().rev().find(|notice| notice.code == mid);
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let source = source.as_u64() as f64;
        mids.into_iter()
            .find(|mid| last(mid).is_some_and(|notice| notice.value == source))
            .map(Mid::from)
    }

    fn heard(&mut self, listener: usize, source: SessionId) -> Vec<i16> {
        let mid = self.slot_of(listener, source).unwrap();
        self.call
            .world
            .caller(listener)
            .heard_in(mid)
            .unwrap()
            .to_vec()
    }

    fn heard_mixed(&mut self, listener: usize) -> Vec<i16> {
        self.call.world.caller(listener).heard().to_vec()
    }

    fn says(&mut self, caller: usize, said: &[i16]) {
        self.call.world.caller(caller).say(said);
    }

    /// Packets that a listener was sent in all of its sections.
    fn packets(&mut self, listener: usize) -> usize {
        self.call.world.caller(listener).packets().len()
    }
}

fn told(mid: &str, source: SessionId) -> Vec<u8> {
    format!("{mid} is {}", source.as_u64()).into_bytes()
}

#[test]
fn two_who_speak_at_once_are_heard_apart_and_nothing_is_decoded() {
    let mut room = Room::new();
    let all = [room.listener(4), room.listener(4), room.listener(4)];
    let ids = all.map(|caller| room.call.id(caller));
    room.run(1_000);
    let voices = [1, 2].map(|seed| voice(seed, RATE, seconds(4)));
    let work = |room: &mut Room| {
        let decoded = room.call.counter("samples_received_total");
        (decoded, room.call.counter("mix_encodes_total"))
    };
    let before = work(&mut room);
    for (caller, said) in all.iter().zip(&voices) {
        room.says(*caller, said);
    }
    room.run(5_000);
    assert_eq!(work(&mut room), before);
    for (index, said) in voices.iter().enumerate() {
        let heard = room.heard(all[2], ids[index]);
        assert!(part_of(said, &heard) > 0.8, "{}", part_of(said, &heard));
        assert!(part_of(&voices[1 - index], &heard) < 0.2);
    }
    assert!(room.heard_mixed(all[2]).is_empty());
    let first = room.heard(all[0], ids[1]);
    assert!(part_of(&voices[1], &first) > 0.8);
}

#[test]
fn a_slot_is_one_stream_that_goes_on() {
    let mut room = Room::new();
    let (speaker, listener) = (room.call.caller(), room.listener(1));
    let id = room.call.id(speaker);
    for number in 1..4 {
        room.says(speaker, &voice(number, RATE, seconds(1)));
        room.run(2_000);
    }
    let mid = room.slot_of(listener, id).unwrap();
    let packets = room.call.world.caller(listener).packets().iter();
    let in_slot: Vec<_> = packets.filter(|(_, packet)| packet.mid == mid).collect();
    assert!(in_slot.len() > 100, "{}", in_slot.len());
    for pair in in_slot.windows(2) {
        assert_eq!(pair[1].1.ssrc, pair[0].1.ssrc);
        assert_eq!(pair[1].1.sequence, pair[0].1.sequence + 1);
    }
}

#[test]
fn the_listener_is_told_who_it_is_before_the_first_packet_even_if_packets_are_lost() {
    let mut room = Room::new();
    let listener = room.listener_over(3, &Conditions::random_loss(0.1));
    let mut speakers = Vec::new();
    for number in 1..4 {
        let speaker = room.call.caller();
        room.says(speaker, &voice(number, RATE, seconds(20)));
        speakers.push(speaker);
        for _ in 0..100 {
            room.run(20);
            let ids: Vec<_> = speakers
                .iter()
                .map(|caller| room.call.id(*caller))
                .collect();
            for id in ids {
                let Some(mid) = room.slot_of(listener, id) else {
                    continue;
                };
                let caller = room.call.world.caller(listener);
                let is_told = caller.messages().contains(&told(&mid.to_string(), id));
                let comes = caller.packets().iter().any(|(_, packet)| packet.mid == mid);
                assert!(is_told || !comes);
            }
        }
    }
    room.run(3_000);
    for speaker in speakers {
        let id = room.call.id(speaker);
        assert!(!room.heard(listener, id).is_empty());
    }
}

#[test]
fn nobody_is_heard_in_a_slot_against_the_matrix_mute_or_hold() {
    let mut room = Room::new();
    let (speaker, other) = (room.call.caller(), room.call.caller());
    let listener = room.listener(2);
    let (id, listening) = (room.call.id(speaker), room.call.id(listener));
    room.run(1_000);
    let said = |room: &mut Room| {
        let before = room.packets(listener);
        room.says(speaker, &voice(1, RATE, seconds(1)));
        room.run(2_000);
        room.packets(listener) - before
    };
    assert!(said(&mut room) >= 49);
    let host = room.call.world.engine().host();
    host.set_muted(id, true);
    assert_eq!(said(&mut room), 0);
    host.set_muted(id, false);
    assert!(said(&mut room) >= 49);
    host.set_held(listening, true);
    assert_eq!(said(&mut room), 0);
    host.set_held(listening, false);
    room.call.set_gain(listening, id, 0.0);
    assert_eq!(said(&mut room), 0);
    assert!(
        room.slot_of(listener, id).is_none(),
        "whom one may not hear"
    );
    let word = voice(2, RATE, seconds(1));
    room.says(other, &word);
    room.run(2_000);
    let other = room.call.id(other);
    assert!(part_of(&word, &room.heard(listener, other)) > 0.8);
    room.call.set_gain(listening, id, 1.0);
    room.run(2_000);
    assert!(said(&mut room) >= 49);
    assert!(room.slot_of(listener, id).is_some());
}

#[test]
fn who_is_made_quieter_is_so_in_the_slot() {
    let mut room = Room::new();
    let speaker = room.call.caller();
    let (near, far) = (room.listener(2), room.listener(2));
    let (id, distant) = (room.call.id(speaker), room.call.id(far));
    room.call.set_gain(distant, id, 0.25);
    room.run(1_000);
    let said = voice(1, RATE, seconds(3));
    room.says(speaker, &said);
    room.run(4_000);
    let (loud, quiet) = (room.heard(near, id), room.heard(far, id));
    assert!(part_of(&said, &loud) > 0.8 && part_of(&said, &quiet) > 0.8);
    let ratio = rms(&quiet) / rms(&loud);
    assert!((0.15..0.4).contains(&ratio), "{ratio}");
    assert!(room.heard_mixed(far).is_empty());
}

#[test]
fn a_slot_of_somebody_who_left_is_the_next_ones() {
    let mut room = Room::new();
    let (first, second) = (room.call.caller(), room.call.caller());
    let ids = [first, second].map(|caller| room.call.id(caller));
    let listener = room.listener(1);
    let mid = room.slot_of(listener, ids[0]).unwrap();
    assert!(room.slot_of(listener, ids[1]).is_none());
    room.call.hang_up(ids[0]);
    room.run(200);
    assert!(room.slot_of(listener, ids[0]).is_none(), "nobody's for now");
    let told_free = room
        .call
        .notices_of(room.call.id(listener), EventKind::Slot)
        .last()
        .unwrap()
        .value;
    assert!(told_free.abs() < 0.5);
    let word = voice(2, RATE, seconds(1));
    room.says(second, &word);
    room.run(2_000);
    assert!(
        part_of(&word, &room.heard_mixed(listener)) > 0.7,
        "no word is lost"
    );
    assert_eq!(room.slot_of(listener, ids[1]), Some(mid));
    let again = voice(3, RATE, seconds(1));
    room.says(second, &again);
    room.run(2_000);
    let part = part_of(&again, &room.heard(listener, ids[1]));
    assert!(part > 0.8, "{part}");
}

#[test]
fn clients_by_websocket_and_agents_have_slots_too() {
    let mut room = Room::new();
    let client = room.call.client(16_000);
    let agent = room.call.seat(Hears::Mix);
    let listener = room.listener(2);
    // An agent has a slot from its first words on, which are in the mix.
    let first = voice(3, RATE, seconds(1));
    room.call.seat_says(agent, &first);
    room.run(2_000);
    let mixed = room.heard_mixed(listener).len();
    let by_client = voice(1, 16_000, seconds(5));
    let by_agent = voice(2, RATE, seconds(5));
    room.call.client_says(client, &by_client);
    room.call.seat_says(agent, &by_agent);
    room.run(6_000);
    let (of_client, of_agent) = (room.heard(listener, client), room.heard(listener, agent));
    let part = part_of(&by_agent, &of_agent);
    assert!(part > 0.8, "{part}");
    let foreign = part_of(&by_agent, &of_client);
    assert!(foreign < 0.2, "{foreign} of {}", of_client.len());
    assert!(rms(&of_client) > 300.0 && of_client.len() > 48_000);
    assert!(is_silent(&room.heard_mixed(listener)[mixed..]));
}

#[test]
fn the_mix_holds_those_for_whom_there_is_no_slot() {
    let mut room = Room::new();
    let speakers = [room.call.caller(), room.call.caller(), room.call.caller()];
    let first = room.call.id(speakers[0]);
    let listener = room.listener(1);
    let voices = [1, 2, 3].map(|seed| voice(seed, RATE, seconds(4)));
    for (speaker, said) in speakers.iter().zip(&voices) {
        room.says(*speaker, said);
    }
    room.run(5_000);
    let mixed = room.heard_mixed(listener);
    assert!(part_of(&voices[0], &mixed) < 0.2);
    assert!(part_of(&voices[1], &mixed) > 0.4 && part_of(&voices[2], &mixed) > 0.4);
    let apart = room.heard(listener, first);
    assert!(part_of(&voices[0], &apart) > 0.8);
    assert!(part_of(&voices[1], &apart) < 0.2);
}

#[test]
fn for_want_of_a_slot_who_is_muted_gives_theirs_up() {
    let mut room = Room::new();
    let (first, second) = (room.call.caller(), room.call.caller());
    let ids = [first, second].map(|caller| room.call.id(caller));
    let listener = room.listener(1);
    let mid = room.slot_of(listener, ids[0]).unwrap();
    room.call.world.engine().host().set_muted(ids[0], true);
    room.run(2_000);
    assert_eq!(room.slot_of(listener, ids[1]), Some(mid));
}

#[test]
fn there_are_no_more_slots_than_the_server_allows() {
    let mut room = Room::with(EngineConfig {
        audio_slots_per_member: 1,
        ..EngineConfig::default()
    });
    let speakers = [room.call.caller(), room.call.caller()];
    let listener = room.listener(3);
    let media = room.call.world.caller(listener).media();
    let directions: Vec<Direction> = media.iter().map(|line| line.direction).collect();
    let [both, hears, off] = [
        Direction::SendRecv,
        Direction::RecvOnly,
        Direction::Inactive,
    ];
    assert_eq!(directions, [both, hears, off, off]);
    let has_slot = speakers.map(|speaker| {
        let id = room.call.id(speaker);
        room.slot_of(listener, id).is_some()
    });
    assert_eq!(has_slot, [true, false]);
}

#[test]
fn who_cannot_be_told_hears_the_mix() {
    let mut room = Room::new();
    let speaker = room.call.caller();
    let config = CallerConfig {
        slots: 2,
        ..CallerConfig::default()
    };
    let listener = room.call.caller_with(&config, &Conditions::clean());
    let said = voice(1, RATE, seconds(2));
    room.says(speaker, &said);
    room.run(3_000);
    assert!(part_of(&said, &room.heard_mixed(listener)) > 0.8);
}

#[test]
fn who_is_moved_hears_those_of_the_other_call_apart() {
    let mut room = Room::new();
    let before = room.call.caller();
    let before = room.call.id(before);
    let listener = room.listener(1);
    let mid = room.slot_of(listener, before).unwrap();
    let host = room.call.world.engine().host();
    room.call.call = host.create_call_beside(room.call.call).unwrap();
    let speaker = room.call.caller();
    assert!(host.move_session(room.call.id(listener), room.call.call));
    room.run(2_000);
    let id = room.call.id(speaker);
    assert_eq!(room.slot_of(listener, id), Some(mid));
    let said = voice(1, RATE, seconds(2));
    room.says(speaker, &said);
    room.run(3_000);
    let part = part_of(&said, &room.heard(listener, id));
    assert!(part > 0.8, "{part}");
}

#[test]
fn a_session_of_ours_hands_each_slot_to_its_host() {
    let mut duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let call = duo.server.engine.host().create_call().unwrap();
    let host = duo.client.engine.host();
    let ours = host.dial(Route::Agent, false, 2).unwrap();
    duo.run(millis(0));
    let theirs = duo.be_answered(ours, Route::Call(call));
    duo.run(seconds(2));
    let agent = duo.server.engine.host().open_seat(call, Hears::Nothing);
    let agent = agent.unwrap();
    duo.run(millis(0));
    duo.server.engine.send_audio(agent, RATE, &[8_000; 960]);
    duo.run(millis(100));
    let slot = duo.server.notice(EventKind::Slot).unwrap();
    let server = duo.server.engine.host();
    server
        .tell_slot(theirs, &slot.code, agent, b"agent".to_vec())
        .unwrap();
    duo.run(millis(500));
    assert_eq!(duo.client.messages(), [b"agent"]);
    // Its first words were in the mix, to its end.
    duo.run(seconds(2));
    duo.client.collect();
    duo.client.frames = Frames::default();
    let said = voice(1, RATE, seconds(2));
    for frame in said.chunks(960) {
        duo.server.engine.send_audio(agent, RATE, frame);
        duo.run(millis(20));
        duo.client.collect();
    }
    for _ in 0..30 {
        duo.run(millis(100));
        duo.client.collect();
    }
    let frames = &duo.client.frames;
    assert!(!frames.sources.is_empty());
    let mut sources = frames.sources.clone();
    sources.dedup();
    assert_eq!(sources, [1], "the first slot");
    let part = part_of(&said, &frames.samples);
    assert!(part > 0.8, "{part} of {}", frames.samples.len());
    assert!(
        frames.samples.len() < said.len() + 2 * RATE as usize,
        "no silence without end"
    );
}

#[test]
fn an_offer_has_no_more_slots_than_there_may_be() {
    let duo = Duo::new(EngineConfig::default(), EngineConfig::default());
    let refused = duo.client.engine.host().dial(Route::Agent, false, 17);
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("slots: 17, at most 16"), "{error}");
}
