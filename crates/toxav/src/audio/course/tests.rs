use super::*;
use proptest::prelude::*;

const MS20: u32 = 960;

/// Time in packets of 20 ms.
fn time(course: &mut Course, sequence: u16, timestamp: u32) -> Option<u32> {
    let place = course.locate(sequence, timestamp, MS20)?;
    Some(place.time / MS20)
}

#[test]
fn packets_follow_each_other_however_their_sender_wavers() {
    let mut course = Course::new();
    for number in 0..100_u16 {
        let wavering = 20 * u32::from(number) + u32::from(number % 3) * 30;
        assert_eq!(time(&mut course, number, wavering), Some(number.into()));
    }
}

#[test]
fn what_is_missing_leaves_its_room_and_may_come_later() {
    let mut course = Course::new();
    assert_eq!(time(&mut course, 0, 0), Some(0));
    assert_eq!(time(&mut course, 3, 60), Some(3));
    assert_eq!(time(&mut course, 2, 40), Some(2));
    assert_eq!(time(&mut course, 3, 60), Some(3), "a duplicate");
    assert_eq!(time(&mut course, 1, 20), Some(1));
    assert_eq!(time(&mut course, 4, 80), Some(4));
}

#[test]
fn a_pause_of_the_sender_is_a_gap() {
    let mut course = Course::new();
    assert_eq!(time(&mut course, 0, 0), Some(0));
    assert_eq!(time(&mut course, 1, 100), Some(1), "a stall is not");
    assert_eq!(time(&mut course, 2, 1_120), Some(52));
    assert_eq!(time(&mut course, 4, 2_160), Some(104), "with a loss");
}

#[test]
fn packets_of_any_length_follow_each_other() {
    let mut course = Course::new();
    let mut found = |sequence, timestamp, ticks| {
        let place = course.locate(sequence, timestamp, ticks);
        place.map(|place| place.time)
    };
    assert_eq!(found(0, 0, 2_880), Some(0));
    assert_eq!(found(1, 60, 120), Some(2_880));
    assert_eq!(found(2, 62, 960), Some(3_000));
}

#[test]
fn a_sender_that_counts_anew_goes_on() {
    let mut course = Course::new();
    for number in 500..600 {
        course.locate(number, 20 * u32::from(number), MS20);
    }
    let last = course.locate(600, 12_000, MS20).unwrap();
    let next = course.locate(0, 12_020, MS20).unwrap();
    assert_eq!(next.sequence, last.sequence.wrapping_add(1));
    assert_eq!(next.time, last.time + MS20);
    let after = course.locate(1, 12_040, MS20).unwrap();
    assert_eq!(after.sequence, last.sequence.wrapping_add(2));
}

#[test]
fn what_is_much_too_late_is_of_no_use() {
    let mut course = Course::new();
    for number in 1..300 {
        course.locate(number, 20 * u32::from(number), MS20);
    }
    assert_eq!(course.locate(0, 0, MS20), None);
}

#[test]
fn numbers_and_clocks_wrap() {
    let mut course = Course::new();
    let mut last = None;
    for number in 0..140_000_u32 {
        let sequence = u16::try_from(number % 65_536).unwrap();
        let timestamp = (u32::MAX - 1_000).wrapping_add(20 * number);
        let place = course.locate(sequence, timestamp, MS20).unwrap();
        if let Some(last) = last {
            assert_eq!(place.time.wrapping_sub(last), MS20);
        }
        last = Some(place.time);
    }
}

proptest! {
    #[test]
    fn any_packets_have_a_place_or_none(
        packets in prop::collection::vec((any::<u16>(), any::<u32>(), 120_u32..5_761), 0..200),
    ) {
        let mut course = Course::new();
        for (sequence, timestamp, ticks) in packets {
            course.locate(sequence, timestamp, ticks);
        }
    }
}
