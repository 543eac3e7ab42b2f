use super::*;

#[test]
fn a_frame_lasts_twenty_milliseconds_at_every_rate() {
    for rate in [8_000, 16_000, 48_000] {
        let samples = usize::try_from(rate / 50).unwrap();
        assert_eq!(duration_of(rate, samples), Duration::from_millis(20));
    }
}

#[test]
fn a_rate_that_is_none_is_no_division_by_zero() {
    assert_eq!(duration_of(0, 0), Duration::ZERO);
}

#[test]
fn after_the_end_of_time_there_is_nothing() {
    let end = Timestamp::from_nanos(u64::MAX);
    assert_eq!(after(end, Duration::from_secs(1)), end);
}
