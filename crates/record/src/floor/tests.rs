use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn floor() -> Floor {
    Floor::new(Duration::from_secs(60))
}

#[test]
fn what_the_network_adds_goes_away() {
    let mut floor = floor();
    for (second, value) in [30, 10, 70, 55].into_iter().enumerate() {
        floor.note(at(second as u64), value);
    }
    assert_eq!(floor.value(), Some(10));
}

#[test]
fn a_value_is_forgotten_after_the_window() {
    let mut floor = floor();
    floor.note(at(0), 10);
    for second in 1..80 {
        floor.note(at(second), 50);
    }
    assert_eq!(floor.value(), Some(50));
}

#[test]
fn the_last_value_stays_when_nothing_new_comes() {
    let mut floor = floor();
    assert_eq!(floor.value(), None);
    floor.note(at(5), 7);
    assert_eq!(floor.value(), Some(7));
}

#[test]
fn a_late_value_counts_and_brings_nothing_back() {
    let mut floor = floor();
    floor.note(at(100), 10);
    floor.note(at(10), 3);
    assert_eq!(floor.value(), Some(3));
}
