use super::*;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn iterations_and_a_reserve_are_taken_off_a_frame() {
    let mut interval = Interval::new(ms(20));
    assert_eq!(interval.remaining(), ms(15));
    for took in [1, 2, 3] {
        interval.note_iteration(ms(took));
    }
    assert_eq!(interval.remaining(), ms(13));
    interval.note_frame(ms(60));
    assert_eq!(interval.remaining(), ms(53));
}

#[test]
fn who_is_slower_than_frames_come_does_not_wait() {
    let mut interval = Interval::new(ms(20));
    for _ in 0..3 {
        interval.note_iteration(ms(40));
    }
    assert_eq!(interval.remaining(), Duration::ZERO);
    for _ in 0..3 {
        interval.note_iteration(ms(0));
    }
    assert_eq!(interval.remaining(), ms(15), "only the last ones count");
}
