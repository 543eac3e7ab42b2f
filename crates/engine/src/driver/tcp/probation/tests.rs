use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn the_oldest_comes_first_and_leaves_when_it_has_proven_itself() {
    let mut probation = Probation::default();
    assert_eq!(probation.oldest(), None);
    probation.begin(at(2), address("192.0.2.1"), 7);
    probation.begin(at(1), address("192.0.2.2"), 9);
    assert_eq!(probation.oldest(), Some((at(1), 9)));
    probation.end(at(1), address("192.0.2.2"), 9);
    assert_eq!(probation.oldest(), Some((at(2), 7)));
}

#[test]
fn only_an_address_at_its_limit_gives_one_of_its_own() {
    let mut probation = Probation::default();
    let (greedy, modest) = (address("192.0.2.1"), address("192.0.2.2"));
    probation.begin(at(0), modest, 0);
    probation.begin(at(1), greedy, 1);
    probation.begin(at(2), greedy, 2);
    assert_eq!(probation.oldest_over(2, modest), None);
    assert_eq!(probation.oldest_over(2, greedy), Some(1));
    probation.end(at(1), greedy, 1);
    assert_eq!(probation.oldest_over(2, greedy), None);
}

#[test]
fn addresses_of_one_ipv6_network_and_of_one_mapped_ipv4_count_together() {
    let mut probation = Probation::default();
    probation.begin(at(0), address("2001:db8::1"), 0);
    probation.begin(at(0), address("::ffff:192.0.2.1"), 1);
    assert_eq!(probation.oldest_over(1, address("2001:db8::ffff")), Some(0));
    assert_eq!(probation.oldest_over(1, address("2001:db8:0:1::1")), None);
    assert_eq!(probation.oldest_over(1, address("192.0.2.1")), Some(1));
}
