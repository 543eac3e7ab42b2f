use std::time::Duration;

use jackfield_media::time::Timestamp;

use super::*;

#[test]
fn a_second_is_48_000_samples_before_and_after_the_beginning() {
    let started = Timestamp::from_millis(5_000);
    assert_eq!(place(started, Timestamp::from_millis(6_000)), 48_000);
    assert_eq!(place(started, Timestamp::from_millis(4_000)), -48_000);
    assert_eq!(place(started, started), 0);
}

#[test]
fn samples_are_a_duration_again() {
    assert_eq!(duration(960), Duration::from_millis(20));
    assert_eq!(duration(48_000 * 3_600), Duration::from_secs(3_600));
}

#[test]
fn the_end_of_time_is_a_place_too() {
    let end = Timestamp::from_nanos(u64::MAX);
    assert!(place(Timestamp::ZERO, end) > 0);
}
