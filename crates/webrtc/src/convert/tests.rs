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

#[test]
fn a_sender_report_keeps_its_numbers() {
    let info = SenderInfo {
        ssrc: 7.into(),
        ntp_time: UNIX_EPOCH + std::time::Duration::from_secs(5),
        rtp_time: str0m::media::MediaTime::new(
            (3 << 32) + 9,
            str0m::media::Frequency::FORTY_EIGHT_KHZ,
        ),
        sender_packet_count: 1,
        sender_octet_count: 1,
    };
    let Event::SenderReport {
        arrival,
        ssrc,
        wall_clock,
        rtp_time,
    } = sender_report(Timestamp::from_millis(3), &info)
    else {
        panic!("another event");
    };
    assert_eq!((arrival, ssrc, rtp_time), (Timestamp::from_millis(3), 7, 9));
    assert_eq!(wall_clock.as_secs(), 5);
}
