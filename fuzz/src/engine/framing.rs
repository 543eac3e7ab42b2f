use super::{Deframer, frame};

/// Lengths at which a stream is cut, before they repeat.
const CUTS: usize = 4;

/// However a TCP stream is cut, the same datagrams are found, and each one framed again is what was
/// read.
pub fn framing(data: &[u8]) {
    let Some((cuts, stream)) = data.split_at_checked(CUTS) else {
        return;
    };
    let whole = datagrams([stream]);
    assert_eq!(whole, datagrams(pieces(stream, cuts)));
    let framed: Vec<u8> = whole
        .iter()
        .flat_map(|datagram| frame(datagram).expect("it had a length before"))
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
