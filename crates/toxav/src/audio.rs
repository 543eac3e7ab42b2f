//! Opus both ways.
//!
//! A payload is the sampling rate of what was encoded, as 32 bits, and one Opus packet. The rate is what
//! the receiving program gets its samples at; channels are those of the packet.

mod course;
mod receiver;
mod reception;
mod sender;
mod shape;
mod stream;

pub use receiver::Receiver;
pub use reception::{ReceiverConfig, Stats};
pub use sender::{LOSS_MEMORY, Sender, SenderConfig};

/// Bytes before the Opus packet.
const RATE_LEN: usize = 4;

/// Audio for the program, in memory that is used again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AudioFrame {
    /// Whose.
    pub friend: u32,
    /// Samples, those of both channels by turns.
    pub pcm: Vec<i16>,
    /// Samples of one channel.
    pub samples: usize,
    /// 1 or 2.
    pub channels: u8,
    /// Samples of one channel per second.
    pub rate: u32,
}
