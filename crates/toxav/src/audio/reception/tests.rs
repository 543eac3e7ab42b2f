use super::*;

#[test]
fn of_two_streams_all_is_counted_and_the_later_one_tells_how_it_is() {
    let earlier = Stats {
        packets: 5,
        lost: 1,
        received: Duration::from_millis(80),
        concealed: Duration::from_millis(20),
        delay: Duration::from_millis(60),
        ..Stats::default()
    };
    let later = Stats {
        packets: 2,
        duplicates: 1,
        received: Duration::from_millis(40),
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(3),
        ..Stats::default()
    };
    let both = Stats {
        packets: 7,
        duplicates: 1,
        lost: 1,
        received: Duration::from_millis(120),
        concealed: Duration::from_millis(20),
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(3),
        ..Stats::default()
    };
    assert_eq!(earlier.and(later), both);
}
