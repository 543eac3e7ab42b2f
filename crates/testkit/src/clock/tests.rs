use super::*;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

#[test]
fn time_passes_only_when_told() {
    let mut clock = VirtualClock::new();
    assert_eq!(clock.now(), Timestamp::ZERO);
    assert_eq!(clock.advance(Duration::from_millis(20)), at(20));
    assert_eq!(clock.now(), at(20));
}

#[test]
fn time_never_goes_back() {
    let mut clock = VirtualClock::new();
    clock.advance_to(at(20));
    assert_eq!(clock.advance_to(at(10)), at(20));
}

#[test]
fn the_earliest_deadline_comes_first() {
    let mut clock = VirtualClock::new();
    assert!(clock.advance_to_next([Some(at(30)), None, Some(at(10))], at(100)));
    assert_eq!(clock.now(), at(10));
}

#[test]
fn without_a_deadline_before_the_end_the_end_is_reached() {
    let mut clock = VirtualClock::new();
    assert!(!clock.advance_to_next([None, Some(at(100))], at(100)));
    assert_eq!(clock.now(), at(100));
}
