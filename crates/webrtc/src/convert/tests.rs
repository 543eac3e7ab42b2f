use super::*;

#[test]
fn every_direction_comes_back_as_it_went() {
    for direction in [
        Direction::SendRecv,
        Direction::SendOnly,
        Direction::RecvOnly,
        Direction::Inactive,
    ] {
        let there = str0m::media::Direction::from(direction);
        assert_eq!(Direction::from(there), direction);
        assert_eq!(there.is_sending(), direction.sends());
    }
}

#[test]
fn a_datagram_keeps_its_addresses_and_bytes() {
    let transmit = Transmit::from(str0m::net::Transmit {
        proto: str0m::net::Protocol::Udp,
        source: "192.0.2.1:1".parse().unwrap(),
        destination: "192.0.2.2:2".parse().unwrap(),
        contents: vec![1, 2, 3].into(),
    });
    assert_eq!(transmit.protocol, Protocol::Udp);
    assert_eq!(transmit.destination.port(), 2);
    assert_eq!(transmit.contents(), [1, 2, 3]);
    assert_eq!(transmit.into_contents(), [1, 2, 3]);
}
