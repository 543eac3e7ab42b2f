//! What is heard of a voice over networks that lose and delay, in virtual time, with real codecs.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

#[path = "common/line.rs"]
mod line;
#[path = "common/ring.rs"]
mod ring;

use std::time::Duration;

use jackfield_testkit::network::{Conditions, Jitter, Loss};
use line::{FRAME, Heard, Line};

const CALL: Duration = Duration::from_secs(12);

fn call(conditions: Conditions, listens_to_reports: bool) -> Heard {
    let mut line = Line::new(3, conditions, listens_to_reports);
    line.run(CALL);
    line.end()
}

#[test]
fn on_a_clean_network_all_is_heard_and_nothing_waits() {
    let heard = call(Conditions::clean(), true);
    assert!(heard.correlation() > 0.9, "{}", heard.correlation());
    assert_eq!(heard.delays.len(), 599);
    assert!(heard.delays.iter().all(Duration::is_zero));
    assert_eq!((heard.stats.lost, heard.reports.len()), (0, 0));
}

#[test]
fn little_is_missing_where_some_is_lost() {
    let clean = call(Conditions::clean(), true).correlation();
    for (loss, least) in [(0.03, 0.97), (0.1, 0.92)] {
        let heard = call(Conditions::random_loss(loss), true);
        let share = heard.correlation() / clean;
        assert!(share > least, "{loss}: {share}");
        let frames = heard.pcm.len() / FRAME;
        assert!((590..=605).contains(&frames), "{loss}: {frames}");
    }
}

#[test]
fn who_hears_of_losses_protects_what_is_sent() {
    let conditions = Conditions::random_loss(0.1);
    let (with, without) = (call(conditions, true), call(conditions, false));
    assert_eq!(without.stats.recovered, Duration::ZERO);
    assert!(with.stats.recovered > Duration::from_millis(500));
    assert!(with.stats.concealed < without.stats.concealed / 2);
    let (with, without) = (with.correlation(), without.correlation());
    assert!(with > without + 0.01, "{with} {without}");
}

#[test]
fn losses_are_reported_as_they_are() {
    let heard = call(Conditions::random_loss(0.1), true);
    assert!((9..=12).contains(&heard.reports.len()));
    let lost: u64 = heard
        .reports
        .iter()
        .map(|report| u64::from(report.lost))
        .sum();
    let received = heard
        .reports
        .iter()
        .map(|report| u64::from(report.received));
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = lost as f64 / (lost + received.sum::<u64>()) as f64;
    assert!((0.05..0.15).contains(&share), "{share}");
}

#[test]
fn it_is_better_than_the_ring_of_the_reference() {
    for conditions in [
        Conditions::random_loss(0.03),
        Conditions::random_loss(0.1),
        Conditions::burst_loss(),
    ] {
        let heard = call(conditions, true);
        let reference = ring::call(3, conditions, CALL);
        let (ours, theirs) = (heard.correlation(), reference.correlation());
        assert!(ours > theirs, "{conditions:?}: {ours} {theirs}");
        let delay = heard.mean_delay();
        assert!(
            delay < Duration::from_millis(21),
            "{conditions:?}: {delay:?}"
        );
    }
}

#[test]
fn what_wavers_by_a_few_milliseconds_waits_as_long_at_most() {
    let heard = call(
        Conditions {
            jitter: Jitter::Uniform {
                up_to: Duration::from_millis(4),
            },
            loss: Loss::None,
            ..Conditions::clean()
        },
        true,
    );
    let mut delays = heard.delays.clone();
    delays.sort();
    let (median, most) = (delays[delays.len() / 2], delays[delays.len() * 95 / 100]);
    assert!(median <= Duration::from_millis(4), "{median:?}");
    assert!(most <= Duration::from_millis(5), "{most:?}");
    assert_eq!(heard.stats.concealed, Duration::ZERO);
}

#[test]
fn the_delay_follows_the_jitter_both_ways() {
    let jitter = Conditions {
        jitter: Jitter::Uniform {
            up_to: Duration::from_millis(40),
        },
        loss: Loss::None,
        ..Conditions::clean()
    };
    let mut line = Line::new(5, Conditions::clean(), true);
    line.run(Duration::from_secs(5));
    assert_eq!(line.target_delay(), Duration::ZERO);
    line.set_conditions(jitter);
    line.run(Duration::from_secs(10));
    assert!(line.target_delay() > Duration::from_millis(25));
    line.set_conditions(Conditions::clean());
    line.run(Duration::from_secs(10));
    assert_eq!(line.target_delay(), Duration::ZERO);
    let heard = line.end();
    assert!(heard.stats.concealed < Duration::from_millis(300));
    assert!(heard.delays.last().unwrap() < &Duration::from_millis(5));
    assert!(heard.correlation() > 0.85, "{}", heard.correlation());
}
