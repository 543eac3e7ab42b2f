use super::*;

#[test]
fn a_kernel_stamp_tells_how_long_a_datagram_waited() {
    let reading = Reading {
        now: Timestamp::from_millis(500),
        wall: Duration::from_secs(1_000_000),
    };
    let stamp = Duration::from_secs(1_000_000) - Duration::from_millis(30);
    assert_eq!(reading.arrival(Some(stamp)), Timestamp::from_millis(470));
}

#[test]
fn a_stamp_of_the_future_or_none_means_now() {
    let reading = Reading {
        now: Timestamp::from_millis(500),
        wall: Duration::from_secs(10),
    };
    assert_eq!(reading.arrival(Some(Duration::from_secs(11))), reading.now);
    assert_eq!(reading.arrival(None), reading.now);
}

#[test]
fn time_does_not_run_backwards() {
    let clock = Clock::start();
    let first = clock.now();
    assert!(clock.now() >= first);
}
