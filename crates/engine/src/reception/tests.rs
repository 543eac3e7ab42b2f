use super::*;

const FRAME_NANOS: u64 = 20_000_000;

fn feed(reception: &mut Reception, sequence: u64, late: Duration) -> i64 {
    let arrival = Timestamp::from_nanos(sequence * FRAME_NANOS).saturating_add(late);
    reception.note(arrival, sequence, sequence * FRAME_NANOS)
}

#[test]
fn a_gap_is_lost_until_the_late_packet_comes() {
    let mut reception = Reception::default();
    feed(&mut reception, 10, Duration::ZERO);
    assert_eq!(feed(&mut reception, 13, Duration::ZERO), 2);
    assert_eq!(reception.lost(), 2);
    assert_eq!(feed(&mut reception, 11, Duration::ZERO), -1);
    assert_eq!(reception.lost(), 1);
}

#[test]
fn duplicates_are_no_negative_loss() {
    let mut reception = Reception::default();
    for _ in 0..5 {
        feed(&mut reception, 10, Duration::ZERO);
    }
    assert_eq!(reception.lost(), 0);
}

#[test]
fn even_arrivals_have_no_jitter() {
    let mut reception = Reception::default();
    for sequence in 0..100 {
        feed(&mut reception, sequence, Duration::from_millis(7));
    }
    assert_eq!(reception.jitter(), Some(Duration::ZERO));
}

#[test]
fn jitter_settles_at_the_mean_change_of_transit() {
    let mut reception = Reception::default();
    for sequence in 0..1000 {
        let late = Duration::from_millis(if sequence % 2 == 0 { 0 } else { 10 });
        feed(&mut reception, sequence, late);
    }
    let jitter = reception.jitter().unwrap();
    assert!((9..=11).contains(&jitter.as_millis()), "{jitter:?}");
}

#[test]
fn without_a_packet_nothing_was_measured() {
    assert_eq!(Reception::default().jitter(), None);
}
