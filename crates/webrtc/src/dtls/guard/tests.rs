use proptest::prelude::*;

use super::*;

/// A packet of chunks: type, and the stream after the TSN.
fn packet(chunks: &[(u8, u16)]) -> Vec<u8> {
    let mut packet = vec![0; COMMON_HEADER];
    for (kind, stream) in chunks {
        packet.extend_from_slice(&[*kind, 3, 0, 17, 0, 0, 0, 1]);
        packet.extend_from_slice(&stream.to_be_bytes());
        packet.extend_from_slice(&[0; 7]);
        // Padding.
        packet.extend_from_slice(&[0; 3]);
    }
    packet
}

#[test]
fn data_of_near_streams_names_near_streams() {
    assert!(names_near_streams(&packet(&[
        (0, 0),
        (0, 1),
        (64, MAX_STREAM - 1)
    ])));
}

#[test]
fn data_of_one_far_stream_is_enough_to_drop_a_packet() {
    assert!(!names_near_streams(&packet(&[(0, MAX_STREAM)])));
    assert!(!names_near_streams(&packet(&[(0, 1), (64, 60_000)])));
}

#[test]
fn what_is_no_data_has_no_stream() {
    // SACK, heartbeat: the same bytes are something else.
    assert!(names_near_streams(&packet(&[(3, 60_000), (4, 60_000)])));
}

#[test]
fn a_chunk_that_says_it_has_no_length_hides_nothing() {
    let mut hidden = vec![0; COMMON_HEADER];
    hidden.extend_from_slice(&[3, 0, 0, 0]);
    hidden.extend(packet(&[(0, 60_000)]).drain(COMMON_HEADER..));
    assert!(!names_near_streams(&hidden));
}

#[test]
fn only_so_many_associations_begin() {
    let mut guard = Guard::default();
    let init = packet(&[(INIT, 0)]);
    let taken = (0..1_000).filter(|_| guard.takes(&init)).count();
    assert_eq!(taken, usize::from(MAX_BEGINNINGS));
    assert!(guard.takes(&packet(&[(0, 1)])));
}

proptest! {
    #[test]
    fn any_bytes_are_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        names_near_streams(&bytes);
    }
}
