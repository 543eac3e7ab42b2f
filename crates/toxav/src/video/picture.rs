//! From encoded frames to pictures.

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_media::vpx::settings::threads_for;
use jackfield_media::vpx::{Codec, Decoder, DecoderConfig};

use super::Encoded;

/// How frames are decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenConfig {
    /// Larger pictures are refused before memory is taken for them.
    pub max_pixels: u32,
    /// Threads of the decoder; by the size of the first picture when 0.
    pub threads: u32,
}

impl Default for ScreenConfig {
    /// 4096 by 2304 pixels.
    fn default() -> Self {
        Self {
            max_pixels: 4_096 * 2_304,
            threads: 0,
        }
    }
}

/// Decodes the video of one call. The decoder is made with the first key frame.
#[derive(Debug)]
pub struct Screen {
    config: ScreenConfig,
    decoder: Option<Decoder>,
    refused: u64,
}

impl Screen {
    /// A screen that has shown nothing.
    pub const fn new(config: ScreenConfig) -> Self {
        Self {
            config,
            decoder: None,
            refused: 0,
        }
    }

    /// Decodes a frame and gives its picture, if there is one to show, to `sink`; false when it could not
    /// be decoded.
    pub fn show(&mut self, frame: &Encoded, sink: &mut dyn FnMut(I420Ref<'_>)) -> bool {
        let is_shown = frame.is_shown;
        let Some(decoder) = self.decoder_for(frame) else {
            return false;
        };
        let Ok(picture) = decoder.decode(&frame.data) else {
            self.refused += 1;
            return false;
        };
        if let Some(picture) = picture.filter(|_| is_shown) {
            sink(picture);
        }
        true
    }

    /// Frames that could not be decoded.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    fn decoder_for(&mut self, frame: &Encoded) -> Option<&mut Decoder> {
        if self.decoder.is_none() && frame.is_key {
            let threads = match self.config.threads {
                0 => threads_of(&frame.data),
                threads => threads,
            };
            let decoder = Decoder::with_config(&DecoderConfig {
                threads,
                max_pixels: self.config.max_pixels,
                ..DecoderConfig::new(Codec::Vp8)
            });
            self.decoder = decoder.ok();
        }
        self.decoder.as_mut()
    }
}

fn threads_of(frame: &[u8]) -> u32 {
    let size = jackfield_media::vpx::header::largest_size(Codec::Vp8, frame);
    size.map_or(1, |(width, height)| threads_for(width, height))
}

/// How long a frame took from its first packet.
impl Encoded {
    /// Time since its first packet came.
    pub const fn age(&self, now: Timestamp) -> std::time::Duration {
        now.since(self.arrived)
    }
}

#[cfg(test)]
mod tests;
