use super::*;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

#[test]
fn without_copies_there_is_nothing_to_wait_for() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_loss(at(0), 3);
    assert_eq!(look_ahead.packets(at(0)), 0);
}

#[test]
fn who_repeats_packets_twice_is_waited_for_twice_from_the_first_loss_on() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_copies(at(0), 2);
    assert_eq!(look_ahead.packets(at(0)), 1);
    look_ahead.note_loss(at(20), 1);
    assert_eq!(look_ahead.packets(at(20)), 2);
}

#[test]
fn bursts_are_remembered_until_packets_are_repeated_twice() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_copies(at(0), 1);
    look_ahead.note_loss(at(0), 3);
    assert_eq!(look_ahead.packets(at(20)), 1);
    look_ahead.note_copies(at(40), 2);
    assert_eq!(look_ahead.packets(at(40)), 2);
}

#[test]
fn not_more_than_a_packet_repeats() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_copies(at(0), 1);
    look_ahead.note_loss(at(0), 5);
    assert_eq!(look_ahead.packets(at(0)), 1);
}

#[test]
fn who_begins_to_repeat_has_heard_of_losses() {
    let mut look_ahead = LookAhead::default();
    for packet in 0..250 {
        look_ahead.note_copies(at(20 * packet), 1);
        let is_early = packet < 4_200 / 20;
        assert_eq!(look_ahead.packets(at(20 * packet)), u32::from(is_early));
    }
}

#[test]
fn losses_are_forgotten_within_five_seconds() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_copies(at(0), 2);
    look_ahead.note_loss(at(0), 2);
    look_ahead.note_copies(at(2_000), 2);
    look_ahead.note_copies(at(4_000), 2);
    assert_eq!(look_ahead.packets(at(4_000)), 2);
    assert_eq!(look_ahead.packets(at(4_500)), 0);
}

#[test]
fn a_pause_without_copies_changes_nothing() {
    let mut look_ahead = LookAhead::default();
    look_ahead.note_copies(at(0), 1);
    look_ahead.note_loss(at(1_000), 1);
    assert_eq!(look_ahead.packets(at(2_900)), 1);
    assert_eq!(look_ahead.packets(at(3_100)), 0);
}
