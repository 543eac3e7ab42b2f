use super::*;

const fn at(micros: u64) -> Timestamp {
    Timestamp::from_nanos(micros * 1_000)
}

#[test]
fn the_first_look_waits_for_nothing() {
    assert_eq!(Pace::default().rest(at(0)), Duration::ZERO);
}

#[test]
fn a_second_look_waits_for_the_rest_of_a_millisecond() {
    let mut pace = Pace::default();
    pace.look(at(5_000), true);
    assert_eq!(pace.rest(at(5_000)), Duration::from_millis(1));
    assert_eq!(pace.rest(at(5_300)), Duration::from_micros(700));
}

#[test]
fn what_comes_later_waits_for_nothing() {
    let mut pace = Pace::default();
    pace.look(at(5_000), true);
    assert_eq!(pace.rest(at(6_000)), Duration::ZERO);
    assert_eq!(pace.rest(at(20_000)), Duration::ZERO);
}

#[test]
fn nobody_rests_for_packets_that_are_only_passed_on() {
    let mut pace = Pace::default();
    pace.look(at(5_000), true);
    pace.look(at(6_000), false);
    assert_eq!(pace.rest(at(6_000)), Duration::ZERO);
}
