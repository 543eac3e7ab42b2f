use std::time::Duration;

use super::*;

const RATE: u32 = 100;

fn at(millis: u64) -> Timestamp {
    Timestamp::ZERO + Duration::from_millis(millis)
}

#[test]
fn the_first_picture_is_always_allowed() {
    assert!(Budget::default().allows(at(123), 1, 0));
}

#[test]
fn after_too_much_pictures_wait_until_it_is_paid_for() {
    let mut budget = Budget::default();
    assert!(budget.allows(at(0), RATE, 0));
    budget.spend(10_000); // 800 ms, of which 200 are ahead
    assert!(!budget.allows(at(100), RATE, 0));
    assert!(!budget.allows(at(599), RATE, 0));
    assert!(budget.allows(at(600), RATE, 0));
}

#[test]
fn what_may_be_owed_is_not_waited_for() {
    let mut budget = Budget::default();
    assert!(budget.allows(at(0), RATE, 400));
    budget.spend(600 * 100 / 8); // 200 ms are ahead, 400 owed
    assert!(!budget.allows(at(0), RATE, 0));
    assert!(budget.allows(at(0), RATE, 400));
    budget.spend(1);
    assert!(!budget.allows(at(0), RATE, 400));
}

#[test]
fn what_is_not_sent_is_saved_up_to_a_limit() {
    let mut budget = Budget::default();
    assert!(budget.allows(at(0), RATE, 0));
    assert!(budget.allows(at(60_000), RATE, 0));
    budget.spend(200 * 100 / 8 + 1);
    assert!(!budget.allows(at(60_000), RATE, 0));
}

#[test]
fn time_that_runs_backwards_gives_nothing_and_takes_nothing() {
    let mut budget = Budget::default();
    assert!(budget.allows(at(1_000), RATE, 0));
    budget.spend(200 * 100 / 8 + 10);
    assert!(!budget.allows(at(0), RATE, 0));
    assert!(!budget.allows(at(1_000), RATE, 0));
    assert!(budget.allows(at(1_001), RATE, 0));
}

#[test]
fn what_is_taken_back_may_be_spent_again() {
    let mut budget = Budget::default();
    assert!(budget.allows(at(0), RATE, 0));
    budget.spend(10_000);
    assert!(!budget.allows(at(0), RATE, 0));
    budget.take_back(10_000);
    assert!(budget.allows(at(0), RATE, 0));
}
