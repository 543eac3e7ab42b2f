//! Enough of STUN to find the session a first datagram is for.

const HEADER_BYTES: usize = 20;
const BINDING_REQUEST: u16 = 0x0001;
const MAGIC_COOKIE: u32 = 0x2112_A442;
const USERNAME: u16 = 0x0006;

/// The local ufrag in the USERNAME of a binding request (RFC 8489 §14.3, RFC 8445 §7.2.2).
///
/// `None` for anything else. The message is not authenticated here: the session does that.
pub fn local_ufrag_of_binding_request(datagram: &[u8]) -> Option<&str> {
    let header = datagram.get(..HEADER_BYTES)?;
    if u16_at(header, 0)? != BINDING_REQUEST || u32_at(header, 4)? != MAGIC_COOKIE {
        return None;
    }
    let mut rest = datagram.get(HEADER_BYTES..)?;
    while let (Some(kind), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let length = usize::from(length);
        let value = rest.get(4..4 + length)?;
        if kind == USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        // Attributes are padded to four bytes (RFC 8489 §14).
        rest = rest.get(4 + length.next_multiple_of(4)..)?;
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
