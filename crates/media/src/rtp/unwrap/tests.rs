use proptest::prelude::*;

use super::*;

fn unwrap_all(numbers: &[u16]) -> Vec<u64> {
    let mut unwrapper = SequenceUnwrapper::default();
    numbers
        .iter()
        .map(|number| unwrapper.unwrap(SequenceNumber(*number)))
        .collect()
}

#[test]
fn numbers_go_on_counting_over_a_wrap() {
    let numbers = unwrap_all(&[65_534, 65_535, 0, 1]);
    assert_eq!(numbers, [131_070, 131_071, 131_072, 131_073]);
}

#[test]
fn packets_out_of_order_around_a_wrap_find_their_place() {
    let numbers = unwrap_all(&[65_535, 1, 0, 65_534, 2]);
    assert_eq!(numbers, [131_071, 131_073, 131_072, 131_070, 131_074]);
}

#[test]
fn a_packet_from_before_the_first_has_a_number() {
    assert_eq!(unwrap_all(&[0, 65_535]), [65_536, 65_535]);
}

#[test]
fn an_old_packet_does_not_move_the_highest_number() {
    let mut unwrapper = SequenceUnwrapper::default();
    assert_eq!(unwrapper.highest(), None);
    unwrapper.unwrap(SequenceNumber(10));
    unwrapper.unwrap(SequenceNumber(5));
    assert_eq!(unwrapper.highest(), Some(65_546));
}

#[test]
fn times_wrap_in_the_same_way() {
    let mut unwrapper = TimestampUnwrapper::default();
    let before = unwrapper.unwrap(RtpTime(u32::MAX - 959));
    assert_eq!(unwrapper.unwrap(RtpTime(960)) - before, 1_920);
    assert_eq!(unwrapper.unwrap(RtpTime(0)) - before, 960);
    assert_eq!(unwrapper.highest(), Some(before + 1_920));
}

proptest! {
    #[test]
    fn any_walk_in_small_steps_is_followed(
        first: u16,
        steps in prop::collection::vec(-1_000i64..3_000, 0..500),
    ) {
        let mut unwrapper = SequenceUnwrapper::default();
        let mut truth = 65_536 + i64::from(first);
        unwrapper.unwrap(SequenceNumber(first));
        let mut highest = truth;
        for step in steps {
            truth = (highest + step).max(65_536 - 1_000);
            highest = highest.max(truth);
            let wire = SequenceNumber(wrapped(truth));
            prop_assert_eq!(unwrapper.unwrap(wire), truth.cast_unsigned());
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "wraps"
)]
fn wrapped(number: i64) -> u16 {
    number as u16
}
