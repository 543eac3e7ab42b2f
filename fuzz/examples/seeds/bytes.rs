//! How scripts write numbers and pieces: little endian, as `arbitrary` reads them.

/// A piece of a script with its length before it.
pub(crate) fn sized(piece: &[u8]) -> Vec<u8> {
    let len = u16::try_from(piece.len()).expect("a short piece");
    [&len.to_le_bytes(), piece].concat()
}

/// Datagrams over TCP, each with its length before it (RFC 4571).
pub(crate) fn framed(datagrams: &[&[u8]]) -> Vec<u8> {
    let frame = |datagram: &&[u8]| {
        let len = u16::try_from(datagram.len()).expect("a datagram");
        [&len.to_be_bytes(), *datagram].concat()
    };
    datagrams.iter().flat_map(frame).collect()
}
