//! How to encode, and what follows from a picture's size.

use super::Codec;
use crate::error::MediaError;
use crate::video::MAX_SIDE;

/// Kilobits per second that can be asked for. libvpx multiplies by 1000 in 32 bits.
pub const BIT_RATES_KBPS: std::ops::RangeInclusive<u32> = 1..=1_000_000;
const FRAME_RATES: std::ops::RangeInclusive<u32> = 1..=240;
const MAX_THREADS: u32 = 16;
/// Pixels up to which one thread is enough: 1280×720 takes it 5 ms. VP8's threads wait for each other's
/// rows by turning in circles: on a machine with other things to do, two took 74 ms for a picture of
/// 640×480 of which one took 13.
const ONE_THREAD_PIXELS: u32 = 1280 * 720;
/// Pixels up to which two are.
const TWO_THREADS_PIXELS: u32 = 1920 * 1080;
/// Bits per pixel below which even the coarsest quantizer is over the rate: 500 kbit/s at 720p are 0.018.
const TIGHT_BITS_PER_PIXEL: f64 = 0.03;
/// VP9 cuts columns at least this wide.
const MIN_TILE_WIDTH: u32 = 256;

/// How to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncoderConfig {
    /// Which codec.
    pub codec: Codec,
    /// Of the pictures, in pixels: 1 to 16383. Pictures of another size change it.
    pub width: u32,
    /// Of the pictures, in pixels: 1 to 16383.
    pub height: u32,
    /// What the rate control aims at, 1000 bits per second: 1 to 1,000,000.
    pub bit_rate_kbps: u32,
    /// What is expected: 1 to 240. The times of the pictures correct it.
    pub frames_per_second: u32,
    /// Threads of libvpx, this one included.
    pub threads: Threads,
    /// Quality against CPU.
    pub speed: Speed,
    /// When there is a picture that says nothing by those before.
    pub key_frames: KeyFrames,
    /// A lost frame spoils what later frames show, not how they are read.
    pub error_resilient: bool,
    /// Pictures may be left out when the encoder is over its rate.
    pub drop_frames: bool,
}

/// How many threads to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Threads {
    /// By the picture's size. libvpx takes no more than there are processors.
    #[default]
    Auto,
    /// This many: 1 to 16.
    Fixed(u32),
}

/// How much trouble a picture is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// By codec and size.
    #[default]
    Auto,
    /// libvpx's `cpu-used`: VP8 1 to 16, VP9 0 to 9; more is faster and worse.
    Fixed(u8),
}

/// When key frames come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyFrames {
    /// First, when asked for, and when the size changes.
    #[default]
    OnRequest,
    /// Besides, at least one in so many frames, and where the encoder sees another scene.
    AtLeastEvery(u32),
}

impl EncoderConfig {
    /// 30 frames per second for a call.
    pub const fn new(codec: Codec, width: u32, height: u32, bit_rate_kbps: u32) -> Self {
        Self {
            codec,
            width,
            height,
            bit_rate_kbps,
            frames_per_second: 30,
            threads: Threads::Auto,
            speed: Speed::Auto,
            key_frames: KeyFrames::OnRequest,
            error_resilient: true,
            drop_frames: true,
        }
    }

    /// Whether libvpx can do it.
    pub fn validate(&self) -> Result<(), MediaError> {
        let sides = 1..=MAX_SIDE;
        let fixed_threads = match self.threads {
            Threads::Auto => 1,
            Threads::Fixed(threads) => threads,
        };
        let speeds = match self.codec {
            Codec::Vp8 => 1..=16,
            Codec::Vp9 => 0..=9,
        };
        let wrong = if !sides.contains(&self.width) || !sides.contains(&self.height) {
            "width and height are from 1 to 16383"
        } else if !BIT_RATES_KBPS.contains(&self.bit_rate_kbps) {
            "bit_rate_kbps is from 1 to 1000000"
        } else if !FRAME_RATES.contains(&self.frames_per_second) {
            "frames_per_second is from 1 to 240"
        } else if !(1..=MAX_THREADS).contains(&fixed_threads) {
            "threads are from 1 to 16"
        } else if matches!(self.speed, Speed::Fixed(speed) if !speeds.contains(&speed)) {
            "speed is from 1 to 16 for VP8, 0 to 9 for VP9"
        } else if matches!(self.key_frames, KeyFrames::AtLeastEvery(0)) {
            "key_frames are at least every 1"
        } else {
            return Ok(());
        };
        Err(MediaError::LocalMisuse(wrong))
    }

    /// Threads for this size.
    pub const fn thread_count(&self) -> u32 {
        match self.threads {
            Threads::Fixed(threads) => threads,
            Threads::Auto => threads_for(self.width, self.height),
        }
    }

    /// Whether pictures of this size do not fit into the rate, however coarse they are.
    pub(super) fn is_tight(&self) -> bool {
        let pixels = f64::from(self.width) * f64::from(self.height);
        let pixels_per_second = pixels * f64::from(self.frames_per_second);
        f64::from(self.bit_rate_kbps) * 1_000.0 < pixels_per_second * TIGHT_BITS_PER_PIXEL
    }

    /// libvpx's `cpu-used` for this size. VP8 takes a negative number as one to keep to: a
    /// positive one would follow the clock, and no run would be like the other.
    pub(super) fn cpu_used(&self) -> i32 {
        let pixels = self.width * self.height;
        match (self.codec, self.speed) {
            (Codec::Vp8, Speed::Fixed(speed)) => -i32::from(speed),
            (Codec::Vp9, Speed::Fixed(speed)) => i32::from(speed),
            (Codec::Vp8, Speed::Auto) if pixels <= 352 * 288 => -5,
            (Codec::Vp8, Speed::Auto) if pixels <= 640 * 480 => -7,
            (Codec::Vp8, Speed::Auto) => -9,
            (Codec::Vp9, Speed::Auto) if pixels <= 352 * 288 => 7,
            (Codec::Vp9, Speed::Auto) => 8,
        }
    }

    /// Logarithm of VP8's token partitions: each lets another thread of a decoder work.
    pub(super) const fn token_partitions_log2(&self) -> i32 {
        match self.thread_count() {
            1 => 0,
            2 | 3 => 1,
            _ => 2,
        }
    }

    /// Logarithm of VP9's columns: one for each thread, as far as the width allows.
    pub(super) const fn tile_columns_log2(&self) -> i32 {
        let by_threads = self.thread_count().ilog2();
        let by_width = match (self.width / MIN_TILE_WIDTH).checked_ilog2() {
            Some(columns) => columns,
            None => 0,
        };
        if by_threads < by_width {
            by_threads.cast_signed()
        } else {
            by_width.cast_signed()
        }
    }
}

/// Threads that a picture of this size is worth.
pub const fn threads_for(width: u32, height: u32) -> u32 {
    let pixels = width.saturating_mul(height);
    if pixels <= ONE_THREAD_PIXELS {
        1
    } else if pixels <= TWO_THREADS_PIXELS {
        2
    } else {
        4
    }
}

#[cfg(test)]
mod tests;
