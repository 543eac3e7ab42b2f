use jackfield_webrtc::Codec;

use super::*;
use crate::host::tests::{host, media, packet};

fn forwarded(section: Section, encoding: Encoding, payload: &[u8]) -> Forwarded {
    Forwarded {
        packet: packet(&media()[0], 1, Codec::Opus, payload),
        encoding,
        opus: section.opus,
    }
}

#[test]
fn redundancy_whose_types_are_not_known_is_left_out() {
    let section = Section::new(&media()[0]).unwrap();
    // One block of a former frame, 2 bytes, then the newest.
    let red = [0x80 | section.opus, 0, 4, 2, section.opus, 1, 2, 3];
    let plain = Section {
        red: None,
        ..section
    };
    let packet = forwarded(section, Encoding::Red, &red);
    let (payload_type, payload) = fit(&packet, plain).unwrap();
    assert_eq!((payload_type, &*payload), (section.opus, &[3_u8][..]));
    let (payload_type, payload) = fit(&packet, section).unwrap();
    assert_eq!(
        (Some(payload_type), payload.len()),
        (section.red, red.len())
    );
}

#[test]
fn a_source_is_another_whenever_it_begins_anew_and_never_the_mix() {
    let names = [(1, 5, 0), (2, 5, 0), (1, 6, 0), (1, 5, 1)]
        .map(|(from, ssrc, forwarding)| source(SessionId::from_u64(from), ssrc, forwarding));
    for (index, name) in names.iter().enumerate() {
        assert!(name.0 > 0 && !names[..index].contains(name));
    }
}

#[test]
fn a_stream_has_redundancy_where_both_sides_want_it() {
    let section = Section::new(&media()[0]).unwrap();
    assert!(OpusStream::new(section, &host(|_| {})).red.is_some());
    assert!(
        OpusStream::new(section, &host(|config| config.red = false))
            .red
            .is_none()
    );
}
