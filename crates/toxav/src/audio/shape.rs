//! What a friend's audio is like.

use jackfield_media::opus::{Channels, Packet, SampleRate};
use jackfield_media::receiver::FrameLength;

/// Ticks per second, whatever rate is coded.
const TICKS_PER_MS: u32 = 48;

/// Rate, channels, and the frames that packets come to the program in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) rate: SampleRate,
    pub(super) channels: Channels,
    pub(super) frame: FrameLength,
}

impl Shape {
    /// Of a packet that came with this rate.
    pub(super) fn of(rate: SampleRate, packet: &Packet<'_>) -> Self {
        let channels = if packet.toc().is_stereo() {
            Channels::Stereo
        } else {
            Channels::Mono
        };
        Self {
            rate,
            channels,
            frame: frame_length(packet.samples()),
        }
    }

    /// Frames in a packet of so many ticks.
    pub(super) fn frames(self, ticks: u32) -> usize {
        let frame = match self.frame {
            FrameLength::Ms2_5 => 120,
            FrameLength::Ms5 => 240,
            FrameLength::Ms10 => 480,
            FrameLength::Ms20 => 960,
        };
        usize::try_from(ticks / frame).unwrap_or(1).max(1)
    }
}

/// Packets of 40 and 60 ms are whole frames of 20 ms.
const fn frame_length(ticks: u32) -> FrameLength {
    if ticks.is_multiple_of(20 * TICKS_PER_MS) {
        FrameLength::Ms20
    } else if ticks.is_multiple_of(10 * TICKS_PER_MS) {
        FrameLength::Ms10
    } else if ticks.is_multiple_of(5 * TICKS_PER_MS) {
        FrameLength::Ms5
    } else {
        FrameLength::Ms2_5
    }
}

#[cfg(test)]
mod tests;
