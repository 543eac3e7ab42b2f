use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn what_is_due_comes_in_order_and_once() {
    let mut timers = Timers::default();
    timers.set(0, Some(at(30)));
    timers.set(1, Some(at(10)));
    timers.set(2, Some(at(50)));
    assert_eq!(timers.pop_due(at(40)), Some(1));
    assert_eq!(timers.pop_due(at(40)), Some(0));
    assert_eq!(timers.pop_due(at(40)), None);
    assert_eq!(timers.next(), Some(at(50)));
}

#[test]
fn a_later_deadline_replaces_an_earlier_one() {
    let mut timers = Timers::default();
    timers.set(0, Some(at(10)));
    timers.set(0, Some(at(100)));
    assert_eq!(timers.pop_due(at(50)), None);
    assert_eq!(timers.pop_due(at(100)), Some(0));
}

#[test]
fn an_earlier_deadline_replaces_a_later_one() {
    let mut timers = Timers::default();
    timers.set(0, Some(at(100)));
    timers.set(0, Some(at(10)));
    assert_eq!(timers.next(), Some(at(10)));
    assert_eq!(timers.pop_due(at(10)), Some(0));
    assert_eq!(timers.pop_due(at(200)), None);
}

#[test]
fn a_cleared_deadline_never_comes() {
    let mut timers = Timers::default();
    timers.set(0, Some(at(10)));
    timers.set(0, None);
    assert_eq!(timers.pop_due(at(1000)), None);
}

#[test]
fn deadlines_that_move_on_with_every_packet_take_no_memory() {
    let mut timers = Timers::default();
    for millis in 0..100_000 {
        timers.set(0, Some(at(millis + 60_000)));
        timers.pop_due(at(millis));
    }
    assert!(timers.heap.len() < 4, "{} entries", timers.heap.len());
}
