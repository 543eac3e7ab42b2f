//! Parsers of the engine.

#[rustfmt::skip] // formatted where it belongs
#[path = "../../crates/engine/src/driver/framing.rs"]
mod framing;

use arbitrary::Unstructured;
use framing::Deframer;

/// Lengths at which a stream is cut, before they repeat.
const CUTS: usize = 4;

/// However a TCP stream is cut, the same datagrams are found, and each one framed again is what was
/// read.
pub fn framing(data: &[u8]) {
    let mut script = Unstructured::new(data);
    let Ok(cuts) = script.bytes(CUTS) else { return };
    let stream = script.take_rest();
    let whole = datagrams([stream]);
    assert_eq!(whole, datagrams(pieces(stream, cuts)));
    let framed: Vec<u8> = whole
        .iter()
        .flat_map(|datagram| framing::frame(datagram).expect("it had a length before"))
        .collect();
    assert!(stream.starts_with(&framed));
}

fn pieces<'a>(mut stream: &'a [u8], cuts: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut cuts = cuts.iter().cycle();
    std::iter::from_fn(move || {
        let wanted = usize::from(*cuts.next()?) + 1;
        let (piece, rest) = stream.split_at(wanted.min(stream.len()));
        stream = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

fn datagrams<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Vec<u8>> {
    let mut deframer = Deframer::default();
    let mut found = Vec::new();
    for piece in pieces {
        deframer.push(piece);
        while let Some(datagram) = deframer.next() {
            found.push(datagram.to_vec());
        }
    }
    found
}
