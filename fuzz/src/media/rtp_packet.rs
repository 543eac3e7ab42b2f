use jackfield_media::rtp::{FIXED_HEADER_LEN, RtpPacket};

const WORD: usize = 4;
const PADDING_BIT: u8 = 0x20;

/// Any bytes parse or err, and the parts of what parses fill the datagram exactly.
pub fn rtp_packet(data: &[u8]) {
    let Ok(packet) = RtpPacket::parse(data) else {
        return;
    };
    let written = packet.header.write();
    assert_eq!(written[1..], data[1..FIXED_HEADER_LEN]);
    assert_eq!(written[0] >> 6, data[0] >> 6);

    let sources = packet.contributing_sources().count();
    let extension = packet.extension.map_or(0, |found| WORD + found.data.len());
    let start = FIXED_HEADER_LEN + sources * WORD + extension;
    let padding = match data.last() {
        Some(last) if data[0] & PADDING_BIT != 0 => usize::from(*last),
        _ => 0,
    };
    assert_eq!(packet.payload, &data[start..data.len() - padding]);
}
