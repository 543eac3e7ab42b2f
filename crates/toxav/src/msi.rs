//! The messages of signalling (Tox packet 69): items of id, size and value, and a zero at the end.

use std::ops::{BitAnd, BitOr, Not};

use thiserror::Error;

use crate::network::SIGNALLING_ID;

const END: u8 = 0;
const REQUEST: u8 = 1;
const ERROR: u8 = 2;
const CAPABILITIES: u8 = 3;
/// Id, size and value: all known items are that long.
const ITEM_LEN: usize = 3;
const VALUE_LEN: u8 = 1;
/// The packet id, three items and the zero.
const MAX_LEN: usize = 1 + 3 * ITEM_LEN + 1;

/// What a message asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Invite to a call.
    Init,
    /// Answer, or tell new capabilities.
    Push,
    /// Refuse, cancel, hang up, or say what went wrong.
    Pop,
}

impl Request {
    const fn parse(value: u8) -> Option<Self> {
        Some(match value {
            0 => Self::Init,
            1 => Self::Push,
            2 => Self::Pop,
            _ => return None,
        })
    }

    const fn value(self) -> u8 {
        match self {
            Self::Init => 0,
            Self::Push => 1,
            Self::Pop => 2,
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The message cannot be read.
    InvalidMessage,
    /// A value of it makes no sense.
    InvalidParam,
    /// It does not fit the call as it is.
    InvalidState,
    /// There is no call that it could be about.
    StrayMessage,
    /// Something failed at the other end.
    System,
    /// Nobody at the other end took care of it.
    Handle,
    /// It is not said.
    Undisclosed,
}

impl Fault {
    const ALL: [Self; 7] = [
        Self::InvalidMessage,
        Self::InvalidParam,
        Self::InvalidState,
        Self::StrayMessage,
        Self::System,
        Self::Handle,
        Self::Undisclosed,
    ];

    /// Zero is no fault.
    fn parse(value: u8) -> Result<Option<Self>, Malformed> {
        let Some(index) = value.checked_sub(1) else {
            return Ok(None);
        };
        let fault = Self::ALL.get(usize::from(index)).copied();
        fault.map(Some).ok_or(Malformed::Fault)
    }

    /// Its number on the wire.
    pub const fn value(self) -> u8 {
        match self {
            Self::InvalidMessage => 1,
            Self::InvalidParam => 2,
            Self::InvalidState => 3,
            Self::StrayMessage => 4,
            Self::System => 5,
            Self::Handle => 6,
            Self::Undisclosed => 7,
        }
    }
}

/// What one end of a call sends and takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities(u8);

impl Capabilities {
    /// Nothing: a pause.
    pub const NONE: Self = Self(0);
    /// Sends audio.
    pub const SENDS_AUDIO: Self = Self(4);
    /// Sends video.
    pub const SENDS_VIDEO: Self = Self(8);
    /// Takes audio.
    pub const TAKES_AUDIO: Self = Self(16);
    /// Takes video.
    pub const TAKES_VIDEO: Self = Self(32);
    const ALL: u8 = 4 | 8 | 16 | 32;

    /// Of a mask. Other bits are nobody's: in a program's `call_state` they would end calls.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::ALL)
    }

    /// Of an end that takes everything, and sends what it has a bit rate for.
    pub const fn of_rates(audio_kbps: u32, video_kbps: u32) -> Self {
        let mut bits = Self::TAKES_AUDIO.0 | Self::TAKES_VIDEO.0;
        if audio_kbps > 0 {
            bits |= Self::SENDS_AUDIO.0;
        }
        if video_kbps > 0 {
            bits |= Self::SENDS_VIDEO.0;
        }
        Self(bits)
    }

    /// As it is on the wire.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether all of `other` is in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Capabilities {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Capabilities {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Not for Capabilities {
    type Output = Self;

    fn not(self) -> Self {
        Self(!self.0 & Self::ALL)
    }
}

/// Why a message cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Malformed {
    /// The last byte is not zero, or there is none.
    #[error("a message ends with a zero")]
    Unfinished,
    /// An item reaches to the end of the message or over it.
    #[error("an item is cut off")]
    CutOff,
    /// An item's size is not 1.
    #[error("an item's size is not 1")]
    Size,
    /// The id is none of an item's.
    #[error("an item's id is unknown")]
    Item,
    /// The request is none.
    #[error("the request is unknown")]
    Request,
    /// The error is none.
    #[error("the error is unknown")]
    Fault,
    /// There is no request in it.
    #[error("a message has a request")]
    NoRequest,
}

/// One message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// What it asks for.
    pub request: Request,
    /// What went wrong, if something did.
    pub fault: Option<Fault>,
    /// What the sender sends and takes from now on.
    pub capabilities: Option<Capabilities>,
}

impl Message {
    /// An invitation or answer.
    pub const fn with_capabilities(request: Request, capabilities: Capabilities) -> Self {
        Self {
            request,
            fault: None,
            capabilities: Some(capabilities),
        }
    }

    /// The end of a call, and why.
    pub const fn pop(fault: Option<Fault>) -> Self {
        Self {
            request: Request::Pop,
            fault,
            capabilities: None,
        }
    }

    /// Read what came with packet id 69, without the id. Of two items of a kind the later one counts,
    /// and nothing behind the first zero id.
    pub fn parse(data: &[u8]) -> Result<Self, Malformed> {
        if data.last() != Some(&END) {
            return Err(Malformed::Unfinished);
        }
        let mut request = None;
        let mut fault = None;
        let mut capabilities = None;
        let mut rest = data;
        while let Some((item, behind)) = next_item(rest)? {
            rest = behind;
            match item {
                (REQUEST, value) => {
                    request = Some(Request::parse(value).ok_or(Malformed::Request)?);
                }
                (ERROR, value) => fault = Fault::parse(value)?,
                (CAPABILITIES, value) => capabilities = Some(Capabilities::from_bits(value)),
                _ => return Err(Malformed::Item),
            }
        }
        Ok(Self {
            request: request.ok_or(Malformed::NoRequest)?,
            fault,
            capabilities,
        })
    }

    /// As Tox sends it, packet id included.
    pub fn write(&self) -> Packet {
        let mut packet = Packet::new();
        packet.item(REQUEST, self.request.value());
        if let Some(fault) = self.fault {
            packet.item(ERROR, fault.value());
        }
        if let Some(capabilities) = self.capabilities {
            packet.item(CAPABILITIES, capabilities.bits());
        }
        packet.push(END);
        packet
    }
}

/// An id and its value.
type Item = (u8, u8);

/// The item in front, and what is behind them; `None` at the end.
fn next_item(rest: &[u8]) -> Result<Option<(Item, &[u8])>, Malformed> {
    match rest {
        [END, ..] => Ok(None),
        [_, size, _, _, ..] if *size != VALUE_LEN => Err(Malformed::Size),
        // A fourth byte: the item is not the end.
        [id, _, value, behind @ ..] if !behind.is_empty() => Ok(Some(((*id, *value), behind))),
        _ => Err(Malformed::CutOff),
    }
}

/// A message as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet {
    bytes: [u8; MAX_LEN],
    len: usize,
}

impl Packet {
    /// A message without anything, which nobody can read: everybody answers it with the error
    /// "invalid message", and no call is touched.
    pub fn question() -> Self {
        let mut packet = Self::new();
        packet.push(END);
        packet
    }

    fn new() -> Self {
        let mut packet = Self {
            bytes: [0; MAX_LEN],
            len: 0,
        };
        packet.push(SIGNALLING_ID);
        packet
    }

    fn item(&mut self, id: u8, value: u8) {
        self.push(id);
        self.push(VALUE_LEN);
        self.push(value);
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }
}

impl AsRef<[u8]> for Packet {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
