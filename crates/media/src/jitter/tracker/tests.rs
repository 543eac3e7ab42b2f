use super::*;

fn take(tracker: &mut StreamTracker, sequence: u16) -> bool {
    let time = u32::from(sequence).wrapping_mul(960);
    tracker.take(SequenceNumber(sequence), RtpTime(time))
}

fn locate(tracker: &StreamTracker, sequence: u16) -> Option<u64> {
    let place = tracker.locate(SequenceNumber(sequence), RtpTime(0))?;
    Some(place.sequence)
}

#[test]
fn what_is_missing_between_first_and_newest_is_lost() {
    let mut tracker = StreamTracker::default();
    assert_eq!(tracker.lost(), 0);
    for sequence in [10, 11, 14, 15] {
        assert!(take(&mut tracker, sequence));
    }
    assert_eq!(tracker.lost(), 2);
}

#[test]
fn a_late_packet_is_lost_no_more() {
    let mut tracker = StreamTracker::default();
    for sequence in [10, 12, 11] {
        take(&mut tracker, sequence);
    }
    assert_eq!(tracker.lost(), 0);
    // One from before the first is counted from there on.
    assert!(take(&mut tracker, 8));
    assert_eq!(tracker.lost(), 1);
}

#[test]
fn a_packet_that_was_here_is_no_news() {
    let mut tracker = StreamTracker::default();
    for sequence in 0..200 {
        assert!(take(&mut tracker, sequence));
    }
    for sequence in [199, 150, 100] {
        assert!(!take(&mut tracker, sequence), "{sequence}");
    }
    assert_eq!(tracker.lost(), 0);
}

#[test]
fn numbers_go_on_when_they_wrap() {
    let mut tracker = StreamTracker::default();
    take(&mut tracker, 65_535);
    let before = locate(&tracker, 65_535).unwrap();
    take(&mut tracker, 1);
    assert_eq!(locate(&tracker, 1), Some(before + 2));
    assert_eq!(tracker.lost(), 1);
}

#[test]
fn numbers_far_away_belong_to_another_stream() {
    let mut tracker = StreamTracker::default();
    take(&mut tracker, 10_000);
    let fits = |sequence| locate(&tracker, sequence).is_some();
    assert!(fits(10_000 - 256) && !fits(10_000 - 257));
    assert!(fits(11_500) && !fits(11_501));
}

#[test]
fn packets_of_something_else_are_not_missing() {
    let mut tracker = StreamTracker::default();
    tracker.skip(SequenceNumber(9));
    take(&mut tracker, 10);
    for sequence in [11, 12, 12, 13, 9] {
        tracker.skip(SequenceNumber(sequence));
    }
    take(&mut tracker, 14);
    assert_eq!(tracker.lost(), 0);
    take(&mut tracker, 16);
    assert_eq!(tracker.lost(), 1);
    tracker.skip(SequenceNumber(15));
    assert_eq!(tracker.lost(), 0);
}
