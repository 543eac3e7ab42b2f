use super::*;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A packet every 20 ms from `first` on, each late by what is said.
fn observe(estimator: &mut DelayEstimator, first: u64, late: impl IntoIterator<Item = u64>) {
    for (number, late) in (first..).zip(late) {
        let arrival = Timestamp::from_millis(1_000 + 20 * number + late);
        estimator.observe(arrival, Transit::of(arrival, 960 * number));
    }
}

fn spread(late: impl IntoIterator<Item = u64>) -> Duration {
    let mut estimator = DelayEstimator::new();
    observe(&mut estimator, 0, late);
    estimator.spread()
}

/// Nothing for so long, then all at once, then as before.
fn stall(packets: u64) -> impl Iterator<Item = u64> {
    let burst = (1..=packets).rev().map(|behind| 20 * behind);
    std::iter::repeat_n(0, 20)
        .chain(burst)
        .chain(std::iter::repeat_n(0, 20))
}

#[test]
fn without_jitter_there_is_nothing_to_wait_for() {
    assert_eq!(DelayEstimator::new().spread(), Duration::ZERO);
    assert_eq!(spread([0; 300]), Duration::ZERO);
    assert_eq!(spread([70; 300]), Duration::ZERO);
}

#[test]
fn the_slowest_packet_is_the_measure() {
    let late = (0..300).map(|number| number * 7 % 31);
    assert_eq!(spread(late), ms(30));
}

#[test]
fn a_short_stall_is_believed_at_once() {
    assert_eq!(spread(stall(3)), ms(60));
}

#[test]
fn a_long_stall_is_believed_when_it_comes_again() {
    assert_eq!(spread(stall(15)), Duration::ZERO);
    assert_eq!(spread(stall(15).chain(stall(15))), ms(300));
}

#[test]
fn what_a_stall_held_back_may_come_slowly_and_is_still_one_stall() {
    // A second of audio comes within 260 ms.
    let drain = (0..50).rev().map(|behind| 15 * behind);
    let around = std::iter::repeat_n(0, 20);
    assert_eq!(spread(around.clone().chain(drain).chain(around)), ms(0));
}

#[test]
fn what_waited_before_the_call_was_up_says_nothing_of_the_network() {
    for step in [20, 18, 15] {
        let history = (0..120).rev().map(|behind| step * behind);
        let calm = std::iter::repeat_n(0, 20);
        assert_eq!(spread(history.chain(calm)), ms(0), "{step} ms at a time");
    }
}

#[test]
fn a_clock_that_jumps_forward_leaves_nothing_to_wait_for() {
    for jump in [100, 300, 900] {
        let calm = std::iter::repeat_n(0, 100);
        let late = std::iter::repeat_n(jump, 100).chain(calm);
        assert_eq!(spread(late), ms(0), "{jump} ms");
    }
}

#[test]
fn a_stall_is_remembered_when_the_path_becomes_a_little_quicker() {
    let stalls = stall(15).chain(stall(15)).map(|late| late + 1);
    assert_eq!(spread(stalls.chain([0; 10])), ms(301));
}

#[test]
fn jitter_is_forgotten_after_four_seconds() {
    let calm = |frames| stall(3).chain(std::iter::repeat_n(0, frames));
    assert_eq!(spread(calm(150)), ms(60));
    assert_eq!(spread(calm(210)), Duration::ZERO);
}

#[test]
fn silence_makes_nothing_forgotten() {
    let mut estimator = DelayEstimator::new();
    observe(&mut estimator, 0, stall(3));
    // An update of DTX every 400 ms, for eight seconds.
    for update in 1..20 {
        observe(&mut estimator, 43 + 20 * update, [0]);
    }
    assert_eq!(estimator.spread(), ms(60));
}

#[test]
fn a_path_that_becomes_longer_is_no_jitter_in_the_end() {
    let late = std::iter::repeat_n(0, 100).chain(std::iter::repeat_n(50, 250));
    assert_eq!(spread(late), Duration::ZERO);
}

#[test]
fn interarrival_jitter_is_that_of_rfc_3550() {
    let mut estimator = DelayEstimator::new();
    // Each differs from the one before by 16 ms: that is where the estimate goes.
    observe(&mut estimator, 0, (0..500).map(|number| number % 2 * 16));
    let off = estimator.jitter().abs_diff(ms(16));
    assert!(off < ms(1), "{:?}", estimator.jitter());
}
