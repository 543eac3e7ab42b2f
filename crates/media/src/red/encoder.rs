//! Writing RED payloads.

use super::{BLOCK_HEADER_LEN, FOLLOW_BIT, LENGTH_BITS, MAX_BLOCK_LEN, MAX_TIME_OFFSET};
use crate::error::MediaError;
use crate::rtp::{PayloadType, RtpTime};

/// Frames a packet can repeat at most: the second is worth its bytes only where losses come in
/// bursts, a third never.
pub const MAX_DISTANCE: u8 = 2;

const SLOTS: usize = MAX_DISTANCE as usize;

/// Puts the last frames into each packet once more.
#[derive(Debug)]
pub struct RedEncoder {
    distance: u8,
    payload_type: PayloadType,
    max_len: usize,
    /// The frames before, newest first.
    frames: [Frame; SLOTS],
}

#[derive(Debug)]
struct Frame {
    rtp_time: RtpTime,
    data: Vec<u8>,
}

impl RedEncoder {
    /// Repeat up to `distance` (1 or 2) frames of the format `payload_type`, as far as payloads of
    /// `max_len` bytes have room for them.
    pub fn new(
        distance: u8,
        payload_type: PayloadType,
        max_len: usize,
    ) -> Result<Self, MediaError> {
        let frame = || Frame {
            rtp_time: RtpTime(0),
            data: Vec::with_capacity(MAX_BLOCK_LEN),
        };
        let mut encoder = Self {
            distance,
            payload_type,
            max_len,
            frames: [frame(), frame()],
        };
        encoder.set_distance(distance)?;
        Ok(encoder)
    }

    /// Repeat up to `distance` (1 or 2) frames from now on.
    pub fn set_distance(&mut self, distance: u8) -> Result<(), MediaError> {
        if !(1..=MAX_DISTANCE).contains(&distance) {
            return Err(MediaError::LocalMisuse("RED distance is 1 or 2"));
        }
        self.distance = distance;
        Ok(())
    }

    /// How many frames are repeated.
    pub const fn distance(&self) -> u8 {
        self.distance
    }

    /// Replace the contents of `out` by a payload with `frame` and the frames before it. Returns
    /// how many those are. When room is short the oldest are left out first.
    pub fn encode(&mut self, rtp_time: RtpTime, frame: &[u8], out: &mut Vec<u8>) -> usize {
        out.clear();
        let repeated = self.repeatable(rtp_time, frame.len());
        let old = self.frames.get(..repeated).unwrap_or_default();
        for earlier in old.iter().rev() {
            out.extend(earlier.header(self.payload_type, rtp_time));
        }
        out.push(self.payload_type.get());
        for earlier in old.iter().rev() {
            out.extend_from_slice(&earlier.data);
        }
        out.extend_from_slice(frame);
        self.remember(rtp_time, frame);
        repeated
    }

    /// How many of the frames before fit, in bytes and in their distance of time.
    fn repeatable(&self, rtp_time: RtpTime, frame_len: usize) -> usize {
        let mut room = self.max_len.saturating_sub(1 + frame_len);
        self.frames
            .iter()
            .take(usize::from(self.distance))
            .take_while(|earlier| {
                let needed = BLOCK_HEADER_LEN + earlier.data.len();
                let fits = earlier.is_repeatable(rtp_time) && needed <= room;
                room = room.saturating_sub(needed);
                fits
            })
            .count()
    }

    fn remember(&mut self, rtp_time: RtpTime, frame: &[u8]) {
        self.frames.rotate_right(1);
        let [newest, ..] = &mut self.frames;
        newest.rtp_time = rtp_time;
        newest.data.clear();
        // Ten bits tell the length: a longer frame cannot be repeated.
        if frame.len() <= MAX_BLOCK_LEN {
            newest.data.extend_from_slice(frame);
        }
    }
}

impl Frame {
    fn is_repeatable(&self, rtp_time: RtpTime) -> bool {
        let offset = rtp_time.0.wrapping_sub(self.rtp_time.0);
        !self.data.is_empty() && offset <= MAX_TIME_OFFSET
    }

    fn header(&self, payload_type: PayloadType, rtp_time: RtpTime) -> [u8; BLOCK_HEADER_LEN] {
        let offset = rtp_time.0.wrapping_sub(self.rtp_time.0) & MAX_TIME_OFFSET;
        let len = u32::try_from(self.data.len()).unwrap_or_default();
        let first = u32::from(FOLLOW_BIT | payload_type.get()) << 24;
        (first | offset << LENGTH_BITS | len).to_be_bytes()
    }
}

#[cfg(test)]
mod tests;
