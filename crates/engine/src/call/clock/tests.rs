use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn counted(metrics: &Metrics, wanted: &str) -> u64 {
    let mut found = 0.0;
    metrics.visit(|name, value| {
        if name == wanted {
            found = value;
        }
    });
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small count"
    )]
    let count = found as u64;
    count
}

#[test]
fn ticks_come_every_20_ms_from_what_woke_the_call() {
    let (mut clock, metrics) = (CallClock::default(), Metrics::default());
    assert_eq!(clock.next(), None);
    clock.wake(at(100));
    clock.wake(at(103));
    assert_eq!(clock.next(), Some(at(104)));
    let first = clock.tick(at(104), &metrics);
    let second = clock.tick(at(125), &metrics);
    assert_eq!(second.number, first.number + 1);
    assert_eq!(second.rtp_time(), first.rtp_time() + 960);
    assert_eq!(clock.next(), Some(at(144)));
    assert_eq!(counted(&metrics, "mix_ticks_total"), 2);
    assert_eq!(counted(&metrics, "mix_ticks_late_total"), 0);
}

#[test]
fn a_tick_that_begins_late_is_counted_and_moves_no_other() {
    let (mut clock, metrics) = (CallClock::default(), Metrics::default());
    clock.wake(at(0));
    clock.tick(at(15), &metrics);
    assert_eq!(clock.next(), Some(at(24)));
    assert_eq!(counted(&metrics, "mix_ticks_late_total"), 1);
}

#[test]
fn a_long_stall_is_not_caught_up_with_but_counted() {
    let (mut clock, metrics) = (CallClock::default(), Metrics::default());
    clock.wake(at(0));
    let before = clock.tick(at(4), &metrics);
    let after = clock.tick(at(1_030), &metrics);
    assert_eq!(clock.next(), Some(at(1_044)));
    assert_eq!(after.number - before.number, 51);
    assert_eq!(after.rtp_time() - before.rtp_time(), 51 * 960);
    assert_eq!(counted(&metrics, "mix_ticks_total"), 52);
    assert_eq!(counted(&metrics, "mix_ticks_late_total"), 51);
}

#[test]
fn a_pause_shows_in_numbers_and_in_media_time() {
    let (mut clock, metrics) = (CallClock::default(), Metrics::default());
    clock.wake(at(0));
    let before = clock.tick(at(4), &metrics);
    clock.sleep();
    assert_eq!(clock.next(), None);
    clock.wake(at(2_000));
    let after = clock.tick(at(2_004), &metrics);
    assert_eq!(after.number, before.number + 2);
    assert_eq!(after.media_nanos() - before.media_nanos(), 2_000_000_000);
}
