//! Enough of STUN to find the session a first datagram is for, and to ask a server which address
//! of ours it sees.

use std::net::{IpAddr, SocketAddr};

const HEADER_BYTES: usize = 20;
const BINDING_REQUEST: u16 = 0x0001;
const MAGIC_COOKIE: u32 = 0x2112_A442;
const BINDING_SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;

/// What ties an answer to its question (RFC 8489 §5).
pub type TransactionId = [u8; 12];

/// A binding request to a STUN server, without credentials.
pub fn binding_request(transaction: &TransactionId) -> Vec<u8> {
    let mut request = Vec::with_capacity(HEADER_BYTES);
    request.extend_from_slice(&BINDING_REQUEST.to_be_bytes());
    request.extend_from_slice(&0_u16.to_be_bytes());
    request.extend_from_slice(&MAGIC_COOKIE.to_be_bytes());
    request.extend_from_slice(transaction);
    request
}

/// The address that a server saw us at, with the transaction it answers (RFC 8489 §14.2).
pub fn mapped_address(datagram: &[u8]) -> Option<(TransactionId, SocketAddr)> {
    if u16_at(datagram, 0)? != BINDING_SUCCESS || u32_at(datagram, 4)? != MAGIC_COOKIE {
        return None;
    }
    let transaction: TransactionId = datagram.get(8..HEADER_BYTES)?.try_into().ok()?;
    let value = attribute(datagram, XOR_MAPPED_ADDRESS)?;
    Some((transaction, unmasked(value, &transaction)?))
}

/// The local ufrag in the USERNAME of a binding request (RFC 8489 §14.3, RFC 8445 §7.2.2).
///
/// `None` for anything else. The message is not authenticated here: the session does that.
pub fn local_ufrag_of_binding_request(datagram: &[u8]) -> Option<&str> {
    let header = datagram.get(..HEADER_BYTES)?;
    if u16_at(header, 0)? != BINDING_REQUEST || u32_at(header, 4)? != MAGIC_COOKIE {
        return None;
    }
    let username = attribute(datagram, USERNAME)?;
    std::str::from_utf8(username).ok()?.split(':').next()
}

/// The value of the first attribute of a type.
fn attribute(datagram: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = datagram.get(HEADER_BYTES..)?;
    while let (Some(kind), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        let length = usize::from(length);
        let value = rest.get(4..4 + length)?;
        if kind == wanted {
            return Some(value);
        }
        // Attributes are padded to four bytes (RFC 8489 §14).
        rest = rest.get(4 + length.next_multiple_of(4)..)?;
    }
    None
}

/// An XOR-MAPPED-ADDRESS: port and address are masked with the cookie and the transaction.
fn unmasked(value: &[u8], transaction: &TransactionId) -> Option<SocketAddr> {
    let mut mask = [0; 16];
    let (cookie, rest) = mask.split_at_mut(4);
    cookie.copy_from_slice(&MAGIC_COOKIE.to_be_bytes());
    rest.copy_from_slice(transaction);
    let [_, family, high, low, masked @ ..] = value else {
        return None;
    };
    let [mask_high, mask_low, ..] = mask;
    let port = u16::from_be_bytes([high ^ mask_high, low ^ mask_low]);
    let plain: Vec<u8> = masked
        .iter()
        .zip(&mask)
        .map(|(byte, mask)| byte ^ mask)
        .collect();
    let ip = match family {
        1 => IpAddr::from(<[u8; 4]>::try_from(plain).ok()?),
        2 => IpAddr::from(<[u8; 16]>::try_from(plain).ok()?),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
