//! What is said of a session, and what is not because nobody measured it.
#![allow(
    clippy::unwrap_used,
    reason = "a call that cannot be set up has failed the test"
)]

mod common;

use std::time::Duration;

use common::{connected, seconds, words};
use jackfield_engine::{Route, SessionStats};
use jackfield_testkit::caller::CallerConfig;
use jackfield_testkit::network::Conditions;

/// The figures of a call in which somebody has talked.
fn figures(route: Route, talk: Duration) -> SessionStats {
    let mut world = connected(
        route,
        &CallerConfig::default(),
        &Conditions::random_loss(0.1),
    );
    world.caller(0).say(&words(talk));
    world.run(talk + seconds(3)).unwrap();
    let session = world.session(0).unwrap();
    let stats = world.engine().host().session_stats(session);
    stats.unwrap_or_default()
}

#[test]
fn a_parrot_that_passes_packets_on_measures_no_delay_and_asks_for_no_reports() {
    let stats = figures(Route::Forward, seconds(5));
    assert!(stats.jitter.is_some());
    assert_eq!(stats.target_delay, None);
    assert_eq!(stats.buffer_delay, None);
    assert_eq!(stats.peer_loss, None, "not zero: nobody knows it");
}

#[test]
fn a_call_that_is_decoded_measures_its_delays() {
    let stats = figures(Route::Transcode, seconds(5));
    assert!(stats.jitter.is_some() && stats.buffer_delay.is_some());
    assert!(stats.target_delay.is_some());
}

#[test]
fn what_the_peer_reports_lost_of_our_packets_is_among_the_figures() {
    // Reports of audio come every five seconds, and the first says nothing of the time before it.
    let stats = figures(Route::Transcode, seconds(20));
    assert!(
        stats.peer_loss.is_some_and(|loss| loss > 0.0 && loss < 0.5),
        "{stats:?}"
    );
}

#[test]
fn the_notice_of_a_sessions_end_tells_its_last_figures() {
    let mut world = connected(
        Route::Transcode,
        &CallerConfig::default(),
        &Conditions::default(),
    );
    world.caller(0).say(&words(seconds(2)));
    world.run(seconds(3)).unwrap();
    let session = world.session(0).unwrap();
    world.caller(0).hang_up();
    world.run(seconds(2)).unwrap();
    let host = world.engine().host();
    assert_eq!(host.session_stats(session), None, "it is forgotten");
    let mut ends = world
        .notices()
        .iter()
        .filter_map(|notice| notice.figures.as_ref());
    let figures = ends.next().unwrap();
    assert!(
        figures.packets_received > 50 && figures.jitter.is_some(),
        "{figures:?}"
    );
    assert!(ends.next().is_none());
}

#[test]
fn before_anything_came_there_is_nothing_to_tell() {
    let stats = SessionStats::default();
    assert_eq!((stats.jitter, stats.peer_loss), (None, None));
}
