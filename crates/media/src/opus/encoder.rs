//! The Opus encoder.
#![allow(unsafe_code, reason = "libopus is a C library")]

use std::ptr::NonNull;

use opusic_sys as ffi;

use super::{Channels, SampleRate, check};
use crate::error::MediaError;

/// The loss from which on nothing is gained by telling libopus more.
const MAX_LOSS_PERCENT: f32 = 100.0;
/// What libopus accepts (bit/s).
const BITRATES: std::ops::RangeInclusive<u32> = 500..=512_000;
const MAX_COMPLEXITY: u8 = 10;
/// Frame lengths in halves of a millisecond: 2.5, 5, 10, 20, 40, 60 ms.
const FRAME_HALF_MS: [usize; 6] = [5, 10, 20, 40, 80, 120];

/// How to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncoderConfig {
    /// Rate of the samples that come in.
    pub rate: SampleRate,
    /// Channels of the samples that come in, interleaved.
    pub channels: Channels,
    /// Bits per second to aim at: 500 to 512,000.
    pub bitrate: u32,
    /// 0 (cheap) to 10 (good).
    pub complexity: u8,
    /// Put each frame at low bitrate into the next packet once loss is expected.
    pub fec: bool,
    /// Send next to nothing while nothing is said.
    pub dtx: bool,
    /// Packets of one length, which tells nobody who cannot read them what is being said.
    pub constant_rate: bool,
}

impl Default for EncoderConfig {
    /// Speech as browsers send it.
    fn default() -> Self {
        Self {
            rate: SampleRate::Hz48000,
            channels: Channels::Mono,
            bitrate: 32_000,
            complexity: 5,
            fec: true,
            dtx: false,
            constant_rate: false,
        }
    }
}

/// How much trouble a frame is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// What the encoder was told to take.
    #[default]
    Full,
    /// For what nobody hears: the least complexity, and nothing above 8 kHz. A third of the CPU and
    /// of the bytes, in steps that libopus makes without a click.
    Least,
}

/// Turns samples into packets, tuned for speech.
///
/// All memory is taken by [`Encoder::new`]; encoding and changing the rate take none.
#[derive(Debug)]
pub struct Encoder {
    state: NonNull<ffi::OpusEncoder>,
    config: EncoderConfig,
    effort: Effort,
    loss_percent: i32,
}

// SAFETY: the state is reached through this value alone, and libopus keeps nothing per thread.
unsafe impl Send for Encoder {}

impl Encoder {
    /// A new encoder.
    pub fn new(config: EncoderConfig) -> Result<Self, MediaError> {
        validate(&config)?;
        let mut code = 0;
        // SAFETY: rate, channels and application are among the documented values, and `code`
        // outlives the call.
        let state = unsafe {
            ffi::opus_encoder_create(
                config.rate.as_c(),
                config.channels.as_c(),
                ffi::OPUS_APPLICATION_VOIP,
                &raw mut code,
            )
        };
        check(code)?;
        let state = NonNull::new(state).ok_or(MediaError::Codec {
            codec: "opus",
            reason: "no encoder",
            code,
        })?;
        let mut encoder = Self {
            state,
            config,
            effort: Effort::Full,
            loss_percent: 0,
        };
        encoder.apply_config()?;
        Ok(encoder)
    }

    /// What it was told to do.
    pub const fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// Encode one frame of 2.5, 5, 10, 20, 40 or 60 ms; returns the packet's length in `out`.
    ///
    /// With DTX a packet of at most two bytes need not be sent.
    pub fn encode(&mut self, pcm: &[i16], out: &mut [u8]) -> Result<usize, MediaError> {
        let samples = self.frame_samples(pcm)?;
        let room = i32::try_from(out.len()).unwrap_or(i32::MAX);
        // SAFETY: `pcm` holds `samples` samples of each channel, `out` has `room` bytes, and the
        // state is alive and ours.
        let len = unsafe {
            ffi::opus_encode(
                self.state.as_ptr(),
                pcm.as_ptr(),
                samples,
                out.as_mut_ptr(),
                room,
            )
        };
        let len = check(len)?;
        Ok(usize::try_from(len).unwrap_or_default())
    }

    /// Encode a frame that a decoder can begin with: it says nothing by what went before. The next
    /// frames do so again.
    pub fn encode_independent(&mut self, pcm: &[i16], out: &mut [u8]) -> Result<usize, MediaError> {
        self.control(ffi::OPUS_SET_PREDICTION_DISABLED_REQUEST, 1)?;
        let encoded = self.encode(pcm, out);
        self.control(ffi::OPUS_SET_PREDICTION_DISABLED_REQUEST, 0)?;
        encoded
    }

    /// Aim at another bitrate from the next frame on (bit/s).
    pub fn set_bitrate(&mut self, bitrate: u32) -> Result<(), MediaError> {
        validate(&EncoderConfig {
            bitrate,
            ..self.config
        })?;
        self.config.bitrate = bitrate;
        self.control(ffi::OPUS_SET_BITRATE_REQUEST, bitrate.cast_signed())
    }

    /// Another complexity from the next frame on: 0 (cheap) to 10 (good).
    pub fn set_complexity(&mut self, complexity: u8) -> Result<(), MediaError> {
        if complexity == self.config.complexity {
            return Ok(());
        }
        let config = EncoderConfig {
            complexity,
            ..self.config
        };
        validate(&config)?;
        self.config = config;
        self.apply_effort()
    }

    /// How much trouble it takes now.
    pub const fn effort(&self) -> Effort {
        self.effort
    }

    /// Take this much trouble from the next frame on.
    pub fn set_effort(&mut self, effort: Effort) -> Result<(), MediaError> {
        if effort == self.effort {
            return Ok(());
        }
        self.effort = effort;
        self.apply_effort()
    }

    /// Tell which fraction of packets is expected to be lost (0 to 1, beyond is cut off): more loss
    /// means more FEC and less prediction from frame to frame.
    pub fn set_expected_loss(&mut self, fraction: f32) -> Result<(), MediaError> {
        let percent = percent(fraction);
        if percent == self.loss_percent {
            return Ok(());
        }
        self.loss_percent = percent;
        self.control(ffi::OPUS_SET_PACKET_LOSS_PERC_REQUEST, percent)
    }

    /// Switch discontinuous transmission.
    pub fn set_dtx(&mut self, dtx: bool) -> Result<(), MediaError> {
        self.config.dtx = dtx;
        self.control(ffi::OPUS_SET_DTX_REQUEST, i32::from(dtx))
    }

    /// Take samples of another rate from now on. What was heard before is forgotten; the decoder
    /// needs to know nothing.
    pub fn set_rate(&mut self, rate: SampleRate) -> Result<(), MediaError> {
        if rate == self.config.rate {
            return Ok(());
        }
        self.config.rate = rate;
        // SAFETY: the state was made by `opus_encoder_create` for this number of channels, on which
        // alone its size depends; initialising it again is documented.
        let code = unsafe {
            ffi::opus_encoder_init(
                self.state.as_ptr(),
                rate.as_c(),
                self.config.channels.as_c(),
                ffi::OPUS_APPLICATION_VOIP,
            )
        };
        check(code)?;
        self.apply_config()
    }

    /// Forget what was heard, keep the settings.
    pub fn reset(&mut self) -> Result<(), MediaError> {
        // SAFETY: the state is alive and ours; this request takes no argument.
        let code = unsafe { ffi::opus_encoder_ctl(self.state.as_ptr(), ffi::OPUS_RESET_STATE) };
        check(code).map(drop)
    }

    /// Bytes one encoder's state takes.
    pub fn state_len(channels: Channels) -> usize {
        // SAFETY: no state is involved.
        let len = unsafe { ffi::opus_encoder_get_size(channels.as_c()) };
        usize::try_from(len).unwrap_or_default()
    }

    fn apply_config(&mut self) -> Result<(), MediaError> {
        let config = self.config;
        self.control(ffi::OPUS_SET_BITRATE_REQUEST, config.bitrate.cast_signed())?;
        self.apply_effort()?;
        self.control(ffi::OPUS_SET_SIGNAL_REQUEST, ffi::OPUS_SIGNAL_VOICE)?;
        self.control(ffi::OPUS_SET_INBAND_FEC_REQUEST, config.fec.into())?;
        self.control(ffi::OPUS_SET_PACKET_LOSS_PERC_REQUEST, self.loss_percent)?;
        self.control(ffi::OPUS_SET_VBR_REQUEST, (!config.constant_rate).into())?;
        self.control(ffi::OPUS_SET_DTX_REQUEST, config.dtx.into())
    }

    fn apply_effort(&mut self) -> Result<(), MediaError> {
        let (complexity, bandwidth) = match self.effort {
            Effort::Full => (self.config.complexity, ffi::OPUS_BANDWIDTH_FULLBAND),
            Effort::Least => (0, ffi::OPUS_BANDWIDTH_WIDEBAND),
        };
        self.control(ffi::OPUS_SET_COMPLEXITY_REQUEST, complexity.into())?;
        self.control(ffi::OPUS_SET_MAX_BANDWIDTH_REQUEST, bandwidth)
    }

    fn control(&mut self, request: i32, value: i32) -> Result<(), MediaError> {
        // SAFETY: the state is alive and ours; every request made here takes one `opus_int32`.
        let code = unsafe { ffi::opus_encoder_ctl(self.state.as_ptr(), request, value) };
        check(code).map(drop)
    }

    /// Samples of one channel, if Opus has such a frame.
    fn frame_samples(&self, pcm: &[i16]) -> Result<i32, MediaError> {
        let samples_per_ms = self.config.rate.samples_per_ms(1);
        let per_channel = pcm.len() / self.config.channels.count();
        let is_frame = pcm.len().is_multiple_of(self.config.channels.count())
            && FRAME_HALF_MS
                .iter()
                .any(|half_ms| half_ms * samples_per_ms == per_channel * 2);
        if !is_frame {
            return Err(MediaError::LocalMisuse("not a frame length of Opus"));
        }
        i32::try_from(per_channel).map_err(|_| MediaError::LocalMisuse("frame too long"))
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: the state was made by `opus_encoder_create` and nobody else has it.
        unsafe { ffi::opus_encoder_destroy(self.state.as_ptr()) }
    }
}

fn validate(config: &EncoderConfig) -> Result<(), MediaError> {
    if !BITRATES.contains(&config.bitrate) {
        return Err(MediaError::LocalMisuse("bitrate out of range"));
    }
    if config.complexity > MAX_COMPLEXITY {
        return Err(MediaError::LocalMisuse("complexity above 10"));
    }
    Ok(())
}

/// Rounded up: any loss at all turns FEC on.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 0..=100")]
fn percent(fraction: f32) -> i32 {
    if fraction.is_nan() {
        return 0;
    }
    (fraction * MAX_LOSS_PERCENT)
        .ceil()
        .clamp(0.0, MAX_LOSS_PERCENT) as i32
}

#[cfg(test)]
mod tests;
