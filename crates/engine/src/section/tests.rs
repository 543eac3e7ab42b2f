use jackfield_media::level::AudioLevel;
use std::time::Duration;

use super::*;
use crate::host::tests::media;

fn sent(red: bool) -> SentPacket {
    SentPacket {
        rtp_time: 960,
        marker: true,
        red,
        level: AudioLevel::SILENCE,
        waited: Duration::ZERO,
    }
}

#[test]
fn payload_types_are_those_that_were_negotiated() {
    let media = media();
    let section = media.iter().find_map(Section::new).unwrap();
    assert_eq!(section.encoding(section.opus), Some(Encoding::Opus));
    assert_eq!(section.encoding(section.red.unwrap()), Some(Encoding::Red));
    assert_eq!(section.encoding(0), None);
}

#[test]
fn a_packet_is_sent_by_the_type_of_what_it_holds() {
    let media = media();
    let section = media.iter().find_map(Section::new).unwrap();
    let plain = section.packet(&sent(false), 7, &[1]);
    assert_eq!((plain.payload_type, plain.sequence), (section.opus, 7));
    assert_eq!(
        section.packet(&sent(true), 7, &[1]).payload_type,
        section.red.unwrap()
    );
}
