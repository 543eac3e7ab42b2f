//! Audio files as calls need them, and calls whose participants speak files.
//!
//! | module | duty |
//! | --- | --- |
//! | [`reader`] | any audio file as 48 kHz stereo, piece by piece |
//! | [`mock`] | a call without a network: participants that speak files |
//! | [`error`] | what can go wrong |
#![forbid(unsafe_code)]

pub mod error;
mod ffmpeg;
mod fit;
pub mod mock;
mod native;
mod opus;
pub mod reader;

pub use error::FilesError;
pub use mock::{Batch, MockCall};
pub use reader::AudioReader;

/// Samples per second and channel of all that is read.
pub const SAMPLE_RATE: u32 = 48_000;
/// Channels of all that is read; they take turns.
pub const CHANNELS: usize = 2;
/// Samples per channel of 20 ms: the longest piece of a call.
pub const FRAME_SAMPLES: usize = 960;
