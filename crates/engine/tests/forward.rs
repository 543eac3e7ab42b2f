//! The native parrot: what comes back is what was sent, in one continuous stream.

mod common;

use common::{connected, counter, echo_of, millis, seconds, words};
use jackfield_engine::{EventKind, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_webrtc::{Direction, RtpPacket};

fn sequences(world: &mut jackfield_testkit::world::World) -> Vec<u64> {
    world
        .caller(0)
        .packets()
        .iter()
        .map(|(_, packet)| packet.sequence)
        .collect()
}

#[test]
fn every_packet_comes_back_with_continuous_numbers_and_times() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.caller(0).say(&words(seconds(3)));
    world.run(seconds(4)).unwrap();
    let packets: Vec<RtpPacket> = world
        .caller(0)
        .packets()
        .iter()
        .map(|(_, packet)| packet.clone())
        .collect();
    assert_eq!(packets.len(), 150);
    for pair in packets.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence + 1);
        assert_eq!(pair[1].rtp_time.wrapping_sub(pair[0].rtp_time), 960);
    }
}

#[test]
fn what_is_lost_on_the_way_stays_a_gap_for_the_listener_to_conceal() {
    let conditions = Conditions::random_loss(0.05);
    let mut world = connected(Route::Forward, &CallerConfig::default(), &conditions);
    world.caller(0).say(&words(seconds(10)));
    world.run(seconds(11)).unwrap();
    let sequences = sequences(&mut world);
    let span = sequences.last().unwrap() - sequences.first().unwrap() + 1;
    assert!(span >= 490, "the gaps are kept: {span}");
    let missing = span - sequences.len() as u64;
    assert!(
        (20..100).contains(&missing),
        "5 % each way of 500: {missing}"
    );
    assert!(counter(&mut world, "packets_lost_total") > 5.0);
}

#[test]
fn the_sound_that_comes_back_is_the_sound_that_was_sent() {
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let said = words(seconds(3));
    world.caller(0).say(&said);
    world.run(seconds(4)).unwrap();
    let echo = echo_of(&said, world.caller(0).heard());
    assert!(echo > 0.9, "correlation {echo:.3}");
}

#[test]
fn a_caller_that_only_sends_hears_nothing_and_is_served() {
    let caller = CallerConfig {
        direction: Direction::SendOnly,
        ..CallerConfig::default()
    };
    let mut world = connected(Route::Forward, &caller, &Conditions::clean());
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    assert!(world.caller(0).packets().is_empty());
    assert!((counter(&mut world, "packets_received_total") - 50.0).abs() < 0.5);
}

#[test]
fn red_comes_back_as_red() {
    let caller = CallerConfig {
        red: true,
        ..CallerConfig::default()
    };
    let mut world = connected(Route::Forward, &caller, &Conditions::clean());
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    let line = world.caller(0).media()[0].clone();
    let red = line.payload_type(jackfield_webrtc::Codec::Red).unwrap();
    let echoed = world.caller(0).packets();
    assert_eq!(echoed.len(), 50);
    assert!(echoed.iter().all(|(_, packet)| packet.payload_type == red));
}

#[test]
fn video_comes_back_too() {
    let caller = CallerConfig {
        video: true,
        ..CallerConfig::default()
    };
    let mut world = connected(Route::Forward, &caller, &Conditions::clean());
    for frame in 0..30_u32 {
        let now = world.now();
        let sent = world
            .caller(0)
            .show(now, u64::from(frame) + 1, frame * 3000, &[0x10, 1, 2, 3]);
        assert!(sent);
        world.run(millis(33)).unwrap();
    }
    world.run(millis(100)).unwrap();
    let payloads: Vec<_> = world
        .caller(0)
        .packets()
        .iter()
        .map(|(_, p)| p.payload.clone())
        .collect();
    assert_eq!(payloads.len(), 30);
    assert!(
        payloads
            .iter()
            .all(|payload| payload[..] == [0x10, 1, 2, 3])
    );
}

#[test]
fn two_hundred_parrots_each_hear_themselves_only() {
    let mut world =
        jackfield_testkit::world::World::new(3, jackfield_engine::EngineConfig::default()).unwrap();
    for _ in 0..200 {
        world
            .call(
                Route::Forward,
                &CallerConfig::default(),
                &Conditions::clean(),
            )
            .unwrap();
    }
    world.run(seconds(2)).unwrap();
    for index in 0..200 {
        world
            .caller(index)
            .say(&words(millis(20 * (index as u64 + 1))));
    }
    world.run(seconds(5)).unwrap();
    for index in 0..200 {
        assert!(world.saw(index, EventKind::Connected));
        assert_eq!(world.caller(index).packets().len(), index + 1);
    }
}

#[test]
fn the_same_seed_gives_the_same_call() {
    let run = || {
        let conditions = Conditions::jitter_and_loss();
        let mut world = connected(Route::Forward, &CallerConfig::default(), &conditions);
        world.caller(0).say(&words(seconds(5)));
        world.run(seconds(6)).unwrap();
        let first = world.caller(0).connected();
        let arrivals: Vec<_> = world
            .caller(0)
            .packets()
            .iter()
            .map(|(at, p)| (*at, p.sequence))
            .collect();
        (first, arrivals)
    };
    assert_eq!(run(), run());
}
