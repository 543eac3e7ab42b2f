use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn units_agree() {
    assert_eq!(Timestamp::from_millis(20), Timestamp::from_micros(20_000));
    assert_eq!(Timestamp::from_micros(3), Timestamp::from_nanos(3_000));
    assert_eq!(Timestamp::from_millis(1).as_nanos(), 1_000_000);
}

#[test]
fn since_a_later_time_is_zero() {
    let early = Timestamp::from_millis(1);
    let late = Timestamp::from_millis(3);
    assert_eq!(late.since(early), Duration::from_millis(2));
    assert_eq!(early.since(late), Duration::ZERO);
    assert_eq!(late - early, Duration::from_millis(2));
}

#[test]
fn checked_steps_stop_at_both_ends_of_time() {
    let last = Timestamp::from_nanos(u64::MAX);
    assert_eq!(last.checked_add(Duration::from_nanos(1)), None);
    assert_eq!(Timestamp::ZERO.checked_sub(Duration::from_nanos(1)), None);
    assert_eq!(Timestamp::ZERO.checked_add(Duration::MAX), None);
    assert_eq!(
        Timestamp::ZERO.checked_add(SECOND),
        Some(Timestamp::from_millis(1_000))
    );
}

#[test]
fn saturating_steps_stay_at_both_ends_of_time() {
    let last = Timestamp::from_nanos(u64::MAX);
    assert_eq!(last.saturating_add(SECOND), last);
    assert_eq!(Timestamp::ZERO.saturating_sub(SECOND), Timestamp::ZERO);
    assert_eq!(Timestamp::from_millis(u64::MAX), last);
    let mut time = Timestamp::ZERO;
    time += SECOND;
    assert_eq!(time, Timestamp::ZERO + SECOND);
}
