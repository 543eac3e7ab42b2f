//! Decoded audio: through the core, through an agent, under loss, and when the agent is slow.

mod common;

use common::{RATE, connected, connected_with, counter, echo_of, millis, seconds, words};
use jackfield_engine::{Command, EngineConfig, EventKind, Route};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;
use jackfield_testkit::world::World;
use jackfield_webrtc::Direction;

#[test]
fn the_transcoding_parrot_gives_the_words_back() {
    let mut world = connected(
        Route::Transcode,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let said = words(seconds(5));
    world.caller(0).say(&said);
    world.run(seconds(6)).unwrap();
    let echo = echo_of(&said, world.caller(0).heard());
    assert!(echo > 0.8, "correlation {echo:.3}");
}

#[test]
fn an_agent_that_echoes_on_a_quiet_network_adds_under_five_milliseconds() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    world.echo_frames(millis(1));
    world.caller(0).say(&words(seconds(5)));
    let start = world.now();
    world.run(seconds(6)).unwrap();
    let arrivals: Vec<_> = world
        .caller(0)
        .packets()
        .iter()
        .map(|(at, _)| *at)
        .collect();
    assert!(
        arrivals.len() >= 245,
        "{} of 250 frames came back",
        arrivals.len()
    );
    // Both ways of the network, and the frame that has to be complete before it is sent.
    let network = Conditions::clean().delay * 2;
    let late = arrivals
        .iter()
        .take(250)
        .enumerate()
        .map(|(index, at)| at.since(start + millis(20) * u32::try_from(index).unwrap()))
        .filter(|delay| *delay > network + millis(20 + 5))
        .count();
    assert!(late < 13, "{late} of {} echoes over 5 ms", arrivals.len());
}

#[test]
fn frames_reach_the_host_whole_and_in_order() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    world.caller(0).say(&words(seconds(2)));
    world.run(seconds(3)).unwrap();
    let frames = world.frames();
    assert!(
        frames.sessions.len() >= 100,
        "{} frames",
        frames.sessions.len()
    );
    assert_eq!(frames.samples.len(), frames.sessions.len() * 960);
    assert!(frames.media_times.windows(2).all(|pair| pair[1] > pair[0]));
}

#[test]
fn the_host_may_ask_for_another_sample_rate() {
    let config = EngineConfig {
        sample_rate: 16_000,
        ..EngineConfig::default()
    };
    let mut world = connected_with(
        config,
        Route::Agent,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    let frames = world.frames();
    assert_eq!(frames.samples.len(), frames.sessions.len() * 320);
}

#[test]
fn a_host_that_does_not_fetch_loses_the_oldest_and_recovers_within_one_batch() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    world.caller(0).say(&words(seconds(5)));
    world.run_undrained(seconds(1)).unwrap();
    let dropped = counter(&mut world, "frames_dropped_total{reason=\"tap_ring_full\"}");
    assert!(
        (35.0..45.0).contains(&dropped),
        "a second less 200 ms: {dropped}"
    );
    world.run(seconds(1)).unwrap();
    let after = counter(&mut world, "frames_dropped_total{reason=\"tap_ring_full\"}");
    assert!(
        (after - dropped).abs() < 0.5,
        "nothing is lost once the host fetches again"
    );
    let frames = world.frames().sessions.len();
    assert!(
        (58..=62).contains(&frames),
        "200 ms kept and a second live: {frames}"
    );
}

#[test]
fn what_the_host_sends_plays_at_its_pace_and_its_end_is_told() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    let said = words(seconds(3));
    assert!(world.engine().send_audio(session, RATE, &said));
    world.run(seconds(1)).unwrap();
    let played = world.caller(0).packets().len();
    assert!(
        (49..=51).contains(&played),
        "real time, not faster: {played}"
    );
    assert!(!world.saw(0, EventKind::Drained));
    world.run(seconds(3)).unwrap();
    assert_eq!(world.caller(0).packets().len(), 150);
    assert!(world.saw(0, EventKind::Drained));
    let echo = echo_of(&said, world.caller(0).heard());
    assert!(echo > 0.8, "correlation {echo:.3}");
}

#[test]
fn clearing_cuts_within_one_frame() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    world.engine().send_audio(session, RATE, &words(seconds(5)));
    world.run(seconds(1)).unwrap();
    world.engine().command(Command::ClearAudio(session));
    let before = world.caller(0).packets().len();
    world.run(seconds(1)).unwrap();
    // One frame may be on its way already, and the network holds what it delays.
    let delay = Conditions::clean().delay.as_millis() / 20 + 2;
    let after = world.caller(0).packets().len() - before;
    assert!(after as u128 <= delay, "{after} packets after the cut");
    assert!(
        world.engine().send_audio(session, RATE, &words(seconds(5))),
        "room again"
    );
}

#[test]
fn a_host_that_was_refused_hears_of_room_when_it_clears_instead() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    assert!(world.engine().send_audio(session, RATE, &words(seconds(9))));
    assert!(!world.engine().send_audio(session, RATE, &words(seconds(2))));
    world.engine().command(Command::ClearAudio(session));
    world.run(millis(40)).unwrap();
    assert!(world.saw(0, EventKind::Room) && world.saw(0, EventKind::Drained));
}

#[test]
fn what_is_played_to_a_peer_that_takes_nothing_is_over_at_once() {
    let caller = CallerConfig {
        direction: Direction::SendOnly,
        ..CallerConfig::default()
    };
    let mut world = connected(Route::Agent, &caller, &Conditions::clean());
    let session = world.session(0).unwrap();
    assert!(world.engine().send_audio(session, RATE, &words(seconds(9))));
    world.run(millis(40)).unwrap();
    assert!(world.saw(0, EventKind::Drained));
}

#[test]
fn over_the_limit_the_host_is_refused_and_told_when_there_is_room() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    assert!(world.engine().send_audio(session, RATE, &words(seconds(9))));
    assert!(!world.engine().send_audio(session, RATE, &words(seconds(2))));
    world.run(seconds(3)).unwrap();
    assert!(!world.saw(0, EventKind::Room));
    world.run(seconds(3)).unwrap();
    assert!(world.saw(0, EventKind::Room));
    assert!(world.engine().send_audio(session, RATE, &words(seconds(2))));
}

/// Samples recovered and concealed so far.
#[test]
fn what_a_stalled_agent_owes_is_skipped_and_counted() {
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let session = world.session(0).unwrap();
    let frame = words(millis(20));
    for turn in 0..400 {
        let frames = match turn {
            100..114 => 0,
            114 => 15,
            _ => 1,
        };
        for _ in 0..frames {
            assert!(world.engine().send_audio(session, RATE, &frame));
        }
        world.run(millis(20)).unwrap();
    }
    let dropped = counter(&mut world, "samples_dropped_total{reason=\"stall\"}");
    assert!((9_600.0..=16_000.0).contains(&dropped), "{dropped} samples");
}

fn repaired(world: &mut World) -> (f64, f64) {
    (
        counter(world, "samples_recovered_total"),
        counter(world, "samples_concealed_total"),
    )
}

#[test]
fn loss_is_repaired_by_fec_and_red_and_counted() {
    for red in [false, true] {
        let caller = CallerConfig {
            red,
            ..CallerConfig::default()
        };
        let conditions = Conditions::random_loss(0.1);
        let mut world = connected(Route::Agent, &caller, &conditions);
        world.caller(0).say(&words(seconds(30)));
        // RTCP tells the caller of its loss every few seconds; from then on it sends FEC.
        world.run(seconds(10)).unwrap();
        let before = repaired(&mut world);
        world.run(seconds(20)).unwrap();
        let after = repaired(&mut world);
        let (recovered, concealed) = (after.0 - before.0, after.1 - before.1);
        assert!(
            recovered > concealed,
            "red {red}: {recovered} samples recovered, {concealed} concealed"
        );
    }
}

#[test]
fn one_callers_loss_leaves_no_gap_for_another() {
    let mut world = connected(
        Route::Transcode,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let bad = Conditions::random_loss(0.3);
    world
        .call(Route::Transcode, &CallerConfig::default(), &bad)
        .unwrap();
    world.run(seconds(3)).unwrap();
    let said = words(seconds(5));
    world.caller(0).say(&said);
    world.caller(1).say(&said);
    world.run(seconds(6)).unwrap();
    let echo = echo_of(&said, world.caller(0).heard());
    assert!(echo > 0.8, "correlation {echo:.3}");
}

#[test]
fn a_listener_takes_audio_and_sends_none() {
    let mut world = connected(
        Route::Listen,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    assert_eq!(world.caller(0).media()[0].direction, Direction::SendOnly);
    world.caller(0).say(&words(seconds(1)));
    world.run(seconds(2)).unwrap();
    assert!(world.frames().sessions.len() >= 49);
    assert!(world.caller(0).packets().is_empty());
}

#[test]
fn a_minute_of_call_is_the_same_every_time() {
    let run = || {
        let mut world = connected(
            Route::Transcode,
            &CallerConfig::default(),
            &Conditions::jitter_and_loss(),
        );
        world.caller(0).say(&words(seconds(30)));
        world.run(seconds(31)).unwrap();
        world.caller(0).heard().to_vec()
    };
    assert!(run() == run(), "two runs of one seed differ");
}
