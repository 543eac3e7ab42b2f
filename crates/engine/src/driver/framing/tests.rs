use proptest::prelude::*;

use super::*;

#[allow(unreachable_pub, reason = "shared with the fuzz crate")]
#[path = "../../../../../fuzz/src/engine/framing.rs"]
mod check;
#[allow(unreachable_pub, reason = "shared with the fuzz crate")]
#[path = "../../../../../fuzz/src/corpus.rs"]
mod corpus;

#[test]
fn streams_of_the_fuzz_corpus_hold() {
    corpus::replay("framing", check::framing);
}

#[test]
fn a_datagram_that_does_not_fit_is_not_framed() {
    assert!(frame(&vec![0; 65_536]).is_none());
    assert_eq!(frame(&[7, 8]).unwrap(), [0, 2, 7, 8]);
}

proptest! {
    #[test]
    fn datagrams_come_out_as_they_went_in_however_the_stream_is_cut(
        datagrams in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..10),
        piece in 1_usize..50,
    ) {
        let stream: Vec<u8> = datagrams.iter().flat_map(|item| frame(item).unwrap()).collect();
        let mut deframer = Deframer::default();
        let mut found = Vec::new();
        for bytes in stream.chunks(piece) {
            deframer.push(bytes);
            while let Some(datagram) = deframer.next() {
                found.push(datagram.to_vec());
            }
        }
        prop_assert_eq!(found, datagrams);
    }

    #[test]
    fn any_stream_is_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let mut deframer = Deframer::default();
        deframer.push(&bytes);
        while deframer.next().is_some() {}
    }
}

#[test]
fn what_a_beginning_announces_is_known_before_it_is_whole() {
    let mut deframer = Deframer::default();
    assert_eq!(deframer.announced(), 0);
    deframer.push(&[0, 1, 9, 0x12]);
    assert!(deframer.next().is_some());
    assert_eq!(deframer.announced(), 0);
    deframer.push(&[0x34]);
    assert_eq!(deframer.announced(), 0x1234);
}
