use super::*;

/// Of a packet whose audio begins one second into the stream.
fn transit(arrival_ms: u64) -> Transit {
    Transit::of(Timestamp::from_millis(arrival_ms), 48_000)
}

#[test]
fn one_packet_is_measured_against_another() {
    let (quick, slow) = (transit(1_020), transit(1_055));
    assert_eq!(slow.delay_after(quick), Duration::from_millis(35));
    assert_eq!(quick.delay_after(slow), Duration::ZERO);
    assert_eq!(quick.nanos_after(slow), -35_000_000);
    assert_eq!(quick.distance(slow), slow.distance(quick));
    assert!(quick < slow);
}

#[test]
fn later_audio_arrives_as_much_later() {
    let second_later = transit(1_020).arrival(96_000);
    assert_eq!(second_later, Timestamp::from_millis(2_020));
}

#[test]
fn media_that_runs_ahead_of_our_clock_is_measured_too() {
    let ahead = Transit::of(Timestamp::ZERO, 48_000);
    assert_eq!(ahead.arrival(48_000), Timestamp::ZERO);
    assert_eq!(ahead.arrival(0), Timestamp::ZERO);
    assert_eq!(ahead.arrival(96_000), Timestamp::from_millis(1_000));
}

#[test]
fn ticks_are_exact_over_a_day() {
    assert_eq!(duration_of(48_000 * 86_400), Duration::from_secs(86_400));
    assert_eq!(duration_of(1), Duration::from_nanos(20_833));
}
