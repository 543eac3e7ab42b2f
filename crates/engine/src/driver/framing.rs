//! Datagrams over a byte stream: a 16-bit length before each (RFC 4571 §2).

const LENGTH_BYTES: usize = 2;

/// Puts the length before a datagram; `None` when it is too long for one.
pub(super) fn frame(datagram: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(datagram.len()).ok()?;
    let mut framed = Vec::with_capacity(LENGTH_BYTES + datagram.len());
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend_from_slice(datagram);
    Some(framed)
}

/// Finds the datagrams in a stream, however it was cut.
#[derive(Debug, Default)]
pub(super) struct Deframer {
    buffer: Vec<u8>,
    /// What of the buffer was handed out already.
    read: usize,
}

impl Deframer {
    /// Takes bytes as they come. At most one frame of 64 KiB and what was read at once is held.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.read);
        self.read = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// How long the datagram is whose beginning is here.
    pub(super) fn announced(&self) -> usize {
        let rest = self.buffer.get(self.read..).unwrap_or_default();
        let length = rest.first_chunk::<LENGTH_BYTES>();
        length.map_or(0, |length| usize::from(u16::from_be_bytes(*length)))
    }

    /// The next whole datagram.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        let rest = self.buffer.get(self.read..)?;
        let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let datagram = rest.get(..length)?;
        self.read += LENGTH_BYTES + length;
        Some(datagram)
    }
}

#[cfg(test)]
mod tests;
