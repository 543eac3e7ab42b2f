use proptest::prelude::*;

use super::*;

/// An Opus packet of Chrome's with audio level and transport sequence number as one-byte
/// extensions, made up from its header layout.
const WITH_EXTENSION: &[u8] = &[
    0x90, 0xEF, 0x12, 0x34, 0x00, 0x00, 0x03, 0xC0, 0xDE, 0xAD, 0xBE, 0xEF, 0xBE, 0xDE, 0x00, 0x02,
    0x10, 0xAA, 0x31, 0x00, 0x01, 0x00, 0x00, 0x00, 0x78, 0x01, 0x02,
];

fn header() -> RtpHeader {
    RtpHeader {
        marker: true,
        payload_type: PayloadType::new(111).unwrap(),
        sequence: SequenceNumber(0x1234),
        rtp_time: RtpTime(960),
        ssrc: Ssrc(0xDEAD_BEEF),
    }
}

fn reason(datagram: &[u8]) -> &'static str {
    match RtpPacket::parse(datagram) {
        Err(MediaError::RemoteProtocol { reason, .. }) => reason,
        other => panic!("expected a protocol error, got {other:?}"),
    }
}

#[test]
fn a_packet_with_header_extension_is_taken_apart() {
    let packet = RtpPacket::parse(WITH_EXTENSION).unwrap();
    assert_eq!(packet.header, header());
    let extension = packet.extension.unwrap();
    assert_eq!(extension.profile, 0xBEDE);
    assert_eq!(extension.data, &WITH_EXTENSION[16..24]);
    assert_eq!(packet.payload, &[0x78, 0x01, 0x02]);
}

#[test]
fn contributing_sources_are_listed_in_order() {
    let mut datagram = header().write().to_vec();
    datagram[0] |= 2;
    datagram.extend([0, 0, 0, 7, 0, 0, 1, 0]);
    datagram.push(0x78);
    let packet = RtpPacket::parse(&datagram).unwrap();
    let sources: Vec<_> = packet.contributing_sources().collect();
    assert_eq!(sources, [Ssrc(7), Ssrc(256)]);
    assert_eq!(packet.payload, &[0x78]);
}

#[test]
fn padding_is_taken_off() {
    let mut datagram = header().write().to_vec();
    datagram[0] |= 0x20;
    datagram.extend([0x78, 0, 0, 3]);
    assert_eq!(RtpPacket::parse(&datagram).unwrap().payload, &[0x78]);
}

#[test]
fn a_packet_of_padding_alone_is_an_empty_payload() {
    let mut datagram = header().write().to_vec();
    datagram[0] |= 0x20;
    datagram.extend([0, 2]);
    assert_eq!(RtpPacket::parse(&datagram).unwrap().payload, &[] as &[u8]);
}

#[test]
fn broken_packets_say_what_is_broken() {
    let fixed = header().write();
    let with_flags = |flags: u8, rest: &[u8]| {
        let mut datagram = fixed.to_vec();
        datagram[0] |= flags;
        datagram.extend(rest);
        datagram
    };
    assert_eq!(reason(&fixed[..11]), "shorter than a header");
    assert_eq!(reason(&[0; 12]), "version is not 2");
    let sources = with_flags(3, &[0; 11]);
    assert_eq!(reason(&sources), "contributing sources cut short");
    let extension = with_flags(0x10, &[0xBE, 0xDE, 0]);
    assert_eq!(reason(&extension), "extension header cut short");
    let extension = with_flags(0x10, &[0xBE, 0xDE, 0, 1, 0, 0, 0]);
    assert_eq!(reason(&extension), "extension cut short");
    assert_eq!(reason(&with_flags(0x20, &[])), "padding cut short");
    let padding = with_flags(0x20, &[1, 0]);
    assert_eq!(reason(&padding), "padding does not count itself");
    let padding = with_flags(0x20, &[1, 3]);
    assert_eq!(reason(&padding), "more padding than payload");
}

#[test]
fn a_payload_type_has_seven_bits() {
    assert_eq!(PayloadType::new(127).map(PayloadType::get), Some(127));
    assert_eq!(PayloadType::new(128), None);
}

#[test]
fn distances_take_the_short_way_around_a_wrap() {
    let near_wrap = SequenceNumber(u16::MAX);
    assert_eq!(SequenceNumber(1).distance_from(near_wrap), 2);
    assert_eq!(near_wrap.distance_from(SequenceNumber(1)), -2);
    assert_eq!(RtpTime(u32::MAX).advanced(2), RtpTime(1));
    assert_eq!(RtpTime(1).distance_from(RtpTime(u32::MAX)), 2);
}

proptest! {
    #[test]
    fn any_bytes_are_a_packet_or_a_protocol_error(datagram: Vec<u8>) {
        match RtpPacket::parse(&datagram) {
            Ok(packet) => {
                prop_assert!(packet.payload.len() + FIXED_HEADER_LEN <= datagram.len());
                prop_assert!(packet.contributing_sources().count() < 16);
            }
            Err(error) => prop_assert!(error.is_remote()),
        }
    }

    #[test]
    fn what_looks_like_rtp_is_a_packet_or_a_protocol_error(
        flags in 0x80u8..=0xBF,
        rest in prop::collection::vec(any::<u8>(), 11..200),
    ) {
        let datagram: Vec<u8> = std::iter::once(flags).chain(rest).collect();
        if let Err(error) = RtpPacket::parse(&datagram) {
            prop_assert!(error.is_remote());
        }
    }

    #[test]
    fn a_written_header_is_read_back(
        marker: bool,
        payload_type in 0u8..128,
        sequence: u16,
        rtp_time: u32,
        ssrc: u32,
        payload: Vec<u8>,
    ) {
        let header = RtpHeader {
            marker,
            payload_type: PayloadType::new(payload_type).unwrap(),
            sequence: SequenceNumber(sequence),
            rtp_time: RtpTime(rtp_time),
            ssrc: Ssrc(ssrc),
        };
        let datagram = [&header.write()[..], &payload].concat();
        let packet = RtpPacket::parse(&datagram).unwrap();
        prop_assert_eq!(packet.header, header);
        prop_assert_eq!(packet.payload, &payload[..]);
        prop_assert_eq!(packet.extension, None);
    }
}
