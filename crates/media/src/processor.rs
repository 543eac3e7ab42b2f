//! A camera's pictures to frames, and the peer's frames to pictures.

use crate::error::MediaError;
use crate::time::Timestamp;
use crate::video::{Chain, Fit, I420Ref, Scaler};
use crate::vpx::{Decoder, DecoderConfig, EncodedFrame, Encoder, EncoderConfig};

/// How pictures go out and come in.
#[derive(Debug, Clone, Copy)]
pub struct ProcessorConfig {
    /// Of what goes out. Its size is the one that is sent.
    pub encoder: EncoderConfig,
    /// Of what comes in.
    pub decoder: DecoderConfig,
    /// How pictures of another shape are sent, and shown.
    pub fit: Fit,
    /// Width and height of what is shown, in pixels; as it was sent when `None`.
    pub shown: Option<(u32, u32)>,
}

/// Scales, filters and encodes in this order; decodes, filters and scales.
///
/// The encoder is made with the first picture: who sends none pays for none.
#[derive(Debug)]
pub struct VideoProcessor {
    scaler: Scaler,
    filters: Chain,
    encoder: Option<Encoder>,
    encoder_config: EncoderConfig,
    decoder: Decoder,
    shown_filters: Chain,
    shown_scaler: Option<Scaler>,
}

impl VideoProcessor {
    /// Without filters.
    pub fn new(config: &ProcessorConfig) -> Result<Self, MediaError> {
        config.encoder.validate()?;
        let shown = config.shown;
        let shown = shown.map(|(width, height)| Scaler::new(width, height, config.fit));
        Ok(Self {
            scaler: Scaler::new(config.encoder.width, config.encoder.height, config.fit)?,
            filters: Chain::new(),
            encoder: None,
            encoder_config: config.encoder,
            decoder: Decoder::with_config(&config.decoder)?,
            shown_filters: Chain::new(),
            shown_scaler: shown.transpose()?,
        })
    }

    /// What is done to pictures before they are encoded.
    pub const fn filters_mut(&mut self) -> &mut Chain {
        &mut self.filters
    }

    /// What is done to pictures after they were decoded.
    pub const fn shown_filters_mut(&mut self) -> &mut Chain {
        &mut self.shown_filters
    }

    /// A picture taken at this time as it goes to the peer; None when the rate control left it out.
    pub fn process_outgoing(
        &mut self,
        picture: I420Ref<'_>,
        at: Timestamp,
    ) -> Result<Option<EncodedFrame<'_>>, MediaError> {
        let scaled = self.scaler.scale(picture)?;
        let filtered = self.filters.process(scaled)?;
        let encoder = match &mut self.encoder {
            Some(encoder) => encoder,
            none => none.insert(Encoder::new(&self.encoder_config)?),
        };
        encoder.encode(filtered, at)
    }

    /// A frame of the peer's as it is shown; None when it shows nothing.
    pub fn process_incoming(&mut self, frame: &[u8]) -> Result<Option<I420Ref<'_>>, MediaError> {
        let Some(picture) = self.decoder.decode(frame)? else {
            return Ok(None);
        };
        let filtered = self.shown_filters.process(picture)?;
        match &mut self.shown_scaler {
            Some(scaler) => scaler.scale(filtered).map(Some),
            None => Ok(Some(filtered)),
        }
    }

    /// Aim at another rate (1000 bits per second) from the next picture on.
    pub fn set_bit_rate_kbps(&mut self, bit_rate_kbps: u32) -> Result<(), MediaError> {
        let config = EncoderConfig {
            bit_rate_kbps,
            ..self.encoder_config
        };
        config.validate()?;
        self.encoder_config = config;
        match &mut self.encoder {
            Some(encoder) => encoder.set_bit_rate_kbps(bit_rate_kbps),
            None => Ok(()),
        }
    }

    /// The next frame that goes out will say nothing by those before.
    pub const fn request_key_frame(&mut self) {
        if let Some(encoder) = &mut self.encoder {
            encoder.request_key_frame();
        }
    }
}

#[cfg(test)]
mod tests;
