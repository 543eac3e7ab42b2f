use super::*;

const FRAME: u32 = 960;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn report(arrival: u64, wall_ms: u64, rtp_time: u32) -> SenderReport {
    SenderReport {
        arrival: at(arrival),
        ssrc: 1,
        wall_clock: Duration::from_secs(1_700_000_000) + Duration::from_millis(wall_ms),
        rtp_time,
    }
}

/// A clock that has heard a second of packets which took 50 ms.
fn running() -> ClockMap {
    let mut clock = ClockMap::new(at(0));
    for index in 0..50_u32 {
        let arrival = at(70 + 20 * u64::from(index));
        let noted = clock.note(arrival, 1_000 + index * FRAME, FRAME);
        assert_eq!(
            noted,
            Noted::Ticks((1 << 32) + 1_000 + u64::from(index * FRAME))
        );
    }
    clock
}

fn place(clock: &ClockMap, now: u64, rtp_time: u64) -> i64 {
    clock.place(at(now), (1 << 32) + rtp_time).unwrap()
}

#[test]
fn nothing_has_a_place_before_the_first_packet() {
    assert_eq!(ClockMap::new(at(0)).place(at(0), 0), None);
}

#[test]
fn a_packet_was_said_a_packet_before_the_earliest_came() {
    let clock = running();
    assert_eq!(place(&clock, 1_050, 1_000), 50 * 48);
    assert_eq!(place(&clock, 1_050, 1_000 + 48_000), 1_050 * 48);
}

#[test]
fn a_slow_packet_moves_nothing() {
    let mut clock = running();
    clock.note(at(1_500), 1_000 + 50 * FRAME, FRAME);
    assert_eq!(place(&clock, 1_500, 1_000), 50 * 48);
}

#[test]
fn the_first_report_moves_nothing_however_late_it_is() {
    let mut clock = running();
    clock.report(&report(1_300, 1_000, 1_000 + 48_000));
    assert_eq!(place(&clock, 1_300, 1_000 + 48_000), 1_050 * 48);
}

#[test]
fn a_late_report_is_believed_about_ticks_not_about_its_way() {
    let mut clock = running();
    clock.report(&report(1_030, 1_000, 1_000 + 48_000));
    // Five seconds later by the wall clock, 24 ticks more than that by the sound card.
    clock.report(&report(6_430, 6_000, 1_000 + 6 * 48_000 + 24));
    assert_eq!(place(&clock, 6_430, 1_000 + 6 * 48_000 + 24), 6_050 * 48);
}

#[test]
fn a_wall_clock_that_drifts_is_followed_by_arrivals() {
    let mut clock = running();
    clock.report(&report(1_030, 1_000, 1_000 + 48_000));
    // From then on the wall clock is 10 ms behind, for longer than the window.
    for second in 1..100_u32 {
        let (milliseconds, ticks) = (u64::from(second) * 1_000, 1_000 + second * 48_000);
        clock.report(&report(milliseconds + 30, milliseconds - 10, ticks));
        clock.note(at(milliseconds + 70), ticks, FRAME);
    }
    assert_eq!(place(&clock, 99_070, 1_000 + 99 * 48_000), 99_050 * 48);
}

#[test]
fn a_report_that_contradicts_all_packets_is_not_believed() {
    let mut clock = running();
    clock.report(&report(1_030, 1_000, 0));
    let before = place(&running(), 1_050, 1_000);
    clock.report(&report(1_031, 1_001, 500_000));
    assert!((place(&clock, 1_050, 1_000) - before).abs() < 48_000);
}

#[test]
fn a_report_is_too_old_after_a_minute() {
    let mut clock = running();
    clock.report(&report(1_030, 1_000, 1_000 + 48_000));
    assert_eq!(place(&clock, 70_000, 1_000), 50 * 48);
}

#[test]
fn five_strays_in_a_row_are_another_time_line() {
    let mut clock = running();
    for index in 0..4 {
        assert_eq!(
            clock.note(at(1_100 + index), 900_000_000, FRAME),
            Noted::Stray
        );
    }
    assert_eq!(clock.note(at(1_105), 900_000_000, FRAME), Noted::Restarted);
}

#[test]
fn a_stray_between_others_is_one_stray() {
    let mut clock = running();
    for index in 50..80_u32 {
        assert_eq!(clock.note(at(1_100), 900_000_000, FRAME), Noted::Stray);
        let arrival = at(70 + 20 * u64::from(index));
        assert!(matches!(
            clock.note(arrival, 1_000 + index * FRAME, FRAME),
            Noted::Ticks(_)
        ));
    }
}

#[test]
fn rtp_time_wraps() {
    let mut clock = ClockMap::new(at(0));
    clock.note(at(20), u32::MAX - 959, FRAME);
    assert_eq!(clock.note(at(40), 0, FRAME), Noted::Ticks(2 << 32));
    assert_eq!(clock.place(at(40), 2 << 32), Some(960));
}
