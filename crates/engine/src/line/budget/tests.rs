use super::*;

#[test]
fn messages_of_two_and_a_half_milliseconds_are_never_too_many() {
    let mut budget = Budget::new(&WebSocketConfig::default());
    for message in 0..100_000_u64 {
        let now = Timestamp::from_nanos(message * 2_500_000);
        assert!(budget.take_message(now) && budget.take_bytes(now, 480));
    }
}

#[test]
fn two_seconds_worth_may_come_at_once_and_no_more() {
    let mut budget = Budget::new(&WebSocketConfig::default());
    let taken = (0..10_000).filter(|_| budget.take_message(Timestamp::ZERO));
    assert_eq!(taken.count(), 2_000);
    let taken = (0..100).filter(|_| budget.take_bytes(Timestamp::ZERO, 65_536));
    assert_eq!(taken.count(), 30);
}

#[test]
fn what_was_used_up_comes_back_with_time() {
    let mut budget = Budget::new(&WebSocketConfig::default());
    while budget.take_message(Timestamp::ZERO) {}
    assert!(!budget.take_message(Timestamp::ZERO));
    assert!(budget.take_message(Timestamp::from_millis(100)));
}

#[test]
fn the_limits_are_those_of_the_configuration() {
    let config = WebSocketConfig {
        messages_per_second: 10,
        bytes_per_second: 100,
        burst: Duration::from_secs(1),
        ..WebSocketConfig::default()
    };
    let mut budget = Budget::new(&config);
    let taken = (0..100).filter(|_| budget.take_message(Timestamp::ZERO));
    assert_eq!(taken.count(), 10);
    assert!(budget.take_bytes(Timestamp::ZERO, 100));
    assert!(!budget.take_bytes(Timestamp::ZERO, 1));
}
