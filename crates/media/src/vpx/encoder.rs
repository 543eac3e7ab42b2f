//! The encoder of VP8 and VP9.
#![allow(unsafe_code, reason = "libvpx is a C library")]

use std::mem::MaybeUninit;
use std::ptr;

use vpx_sys as ffi;

use super::budget::Budget;
use super::context::{Context, default_settings};
use super::settings::{EncoderConfig, KeyFrames};
use super::{Codec, check};
use crate::error::MediaError;
use crate::time::Timestamp;
use crate::video::I420Ref;

/// Ticks per second of what libvpx is told, as in RTP.
const CLOCK_RATE: u32 = 90_000;
const NANOS_PER_SECOND: u64 = 1_000_000_000;
/// The rate control's bucket: how much play-out time it may be ahead or behind (ms).
const BUFFER_MS: u32 = 800;
const BUFFER_START_MS: u32 = 500;
const BUFFER_AIM_MS: u32 = 600;
/// From this fullness of the bucket on VP9 leaves pictures out (per cent). VP8 is not told to: after key
/// frames it leaves out what it could as well make coarser.
const DROP_BELOW_PERCENT: u32 = 30;
/// So much may be sent beyond the rate before VP8's pictures are left out, where they can be made to
/// fit (ms): a key frame and a picture after it that became as large as ten, for which those that follow
/// are small.
const OWED_MS: i64 = 700;
/// Below, no coefficient gains anything that is seen.
const MIN_QUANTIZER: u32 = 2;
const MAX_QUANTIZER: u32 = 63;
/// A picture may be this much smaller or larger than its share (per cent).
const UNDERSHOOT_PERCENT: u32 = 100;
const OVERSHOOT_PERCENT: u32 = 15;
/// A key frame may take as much as this time's share of the rate (ms): as far as the budget goes ahead.
const KEY_FRAME_MS: u32 = 200;
const MIN_KEY_FRAME_PERCENT: i32 = 300;
/// Blocks that changed less than this are skipped: camera noise at most.
const STATIC_THRESHOLD: i32 = 1;
/// VP9's cyclic refresh: static blocks become better bit by bit, without peaks.
const CYCLIC_REFRESH: i32 = 3;

/// A picture as it goes to the peer.
#[derive(Debug, Clone, Copy)]
pub struct EncodedFrame<'a> {
    /// One frame, whole.
    pub data: &'a [u8],
    /// Whether it says nothing by those before.
    pub is_key: bool,
}

/// Turns pictures into frames, in real time and at a constant rate.
///
/// All memory is taken by [`Encoder::new`] and when the size changes, up to what libvpx itself takes
/// with the first pictures.
#[derive(Debug)]
pub struct Encoder {
    context: Context,
    settings: Box<ffi::vpx_codec_enc_cfg_t>,
    config: EncoderConfig,
    clock: Clock,
    budget: Budget,
    wants_key_frame: bool,
}

// SAFETY: the pointers among the settings are null; the rest belongs to this value alone.
unsafe impl Send for Encoder {}

/// Times as libvpx wants them: ticks since the first picture, each later than the one before.
#[derive(Debug, Default)]
struct Clock {
    first: Option<Timestamp>,
    next: i64,
}

impl Clock {
    fn ticks(&mut self, at: Timestamp) -> i64 {
        let first = *self.first.get_or_insert(at);
        let nanos = u128::from(at.as_nanos().saturating_sub(first.as_nanos()));
        let ticks = nanos * u128::from(CLOCK_RATE) / u128::from(NANOS_PER_SECOND);
        let ticks = i64::try_from(ticks).unwrap_or(i64::MAX).max(self.next);
        self.next = ticks + 1;
        ticks
    }
}

impl Encoder {
    /// A new encoder.
    pub fn new(config: &EncoderConfig) -> Result<Self, MediaError> {
        config.validate()?;
        let settings = Box::new(settings(config)?);
        let mut encoder = Self {
            context: Context::encoder(config.codec, &settings)?,
            settings,
            config: *config,
            clock: Clock::default(),
            budget: Budget::default(),
            wants_key_frame: false,
        };
        encoder.tune()?;
        Ok(encoder)
    }

    /// What it does now.
    pub const fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// Aim at another rate from the next picture on. Nothing begins anew.
    pub fn set_bit_rate_kbps(&mut self, bit_rate_kbps: u32) -> Result<(), MediaError> {
        if bit_rate_kbps == self.config.bit_rate_kbps {
            return Ok(());
        }
        let config = EncoderConfig {
            bit_rate_kbps,
            ..self.config
        };
        config.validate()?;
        self.settings.rc_target_bitrate = bit_rate_kbps;
        // SAFETY: the context is open, and libvpx copies the settings.
        let code = unsafe {
            ffi::vpx_codec_enc_config_set(self.context.as_ptr(), &raw const *self.settings)
        };
        check(self.config.codec, code)?;
        self.config = config;
        Ok(())
    }

    /// The next frame will say nothing by those before.
    pub const fn request_key_frame(&mut self) {
        self.wants_key_frame = true;
    }

    /// A frame that was encoded is not sent: the rate need not pay for it. What comes next must not build
    /// upon it.
    pub fn take_back(&mut self, frame_len: usize) {
        self.budget.take_back(frame_len);
        self.wants_key_frame = true;
    }

    /// How coarse the last picture was made: 0, as it was, to 63.
    pub fn quantizer(&mut self) -> Result<u32, MediaError> {
        let value = self
            .context
            .get(ffi::vp8e_enc_control_id::VP8E_GET_LAST_QUANTIZER_64)?;
        Ok(u32::try_from(value).unwrap_or_default())
    }

    /// Encode a picture that was taken at this time; None when the rate control left it out.
    ///
    /// A picture of another size makes the encoder begin anew, with a key frame.
    pub fn encode(
        &mut self,
        picture: I420Ref<'_>,
        at: Timestamp,
    ) -> Result<Option<EncodedFrame<'_>>, MediaError> {
        picture.validate()?;
        if !self.may_encode(at) {
            return Ok(None);
        }
        self.fit(picture)?;
        let ticks = self.clock.ticks(at);
        self.submit(picture, ticks)?;
        let Some(packet) = self.packet() else {
            return Ok(None);
        };
        // SAFETY: libvpx says where the frame is, how long, and that it stays until the next call;
        // the borrow of this value keeps that from coming earlier.
        let frame = unsafe {
            let len = usize::try_from(packet.sz).unwrap_or_default();
            EncodedFrame {
                data: std::slice::from_raw_parts(packet.buf.cast::<u8>(), len),
                is_key: packet.flags & ffi::VPX_FRAME_IS_KEY != 0,
            }
        };
        self.budget.spend(frame.data.len());
        self.wants_key_frame &= !frame.is_key;
        Ok(Some(frame))
    }

    /// What is left out here makes libvpx expect fewer pictures and spend more on each, so it is done
    /// only where libvpx cannot keep to the rate.
    fn may_encode(&mut self, at: Timestamp) -> bool {
        let may_owe_ms = match (self.config.codec, self.config.is_tight()) {
            (_, true) => 0,
            (Codec::Vp8, false) => OWED_MS,
            (Codec::Vp9, false) => i64::from(u32::MAX),
        };
        let rate = self.config.bit_rate_kbps;
        let is_paid = self.budget.allows(at, rate, may_owe_ms);
        is_paid || !self.config.drop_frames
    }

    /// Begin anew for a picture of another size.
    fn fit(&mut self, picture: I420Ref<'_>) -> Result<(), MediaError> {
        if (picture.width, picture.height) == (self.config.width, self.config.height) {
            return Ok(());
        }
        let config = EncoderConfig {
            width: picture.width,
            height: picture.height,
            ..self.config
        };
        *self = Self {
            budget: self.budget,
            ..Self::new(&config)?
        };
        Ok(())
    }

    fn submit(&mut self, picture: I420Ref<'_>, ticks: i64) -> Result<(), MediaError> {
        let image = image(picture)?;
        let duration = CLOCK_RATE / self.config.frames_per_second;
        let flags = if self.wants_key_frame {
            ffi::VPX_EFLAG_FORCE_KF
        } else {
            0
        };
        // SAFETY: the context is open; `image` describes planes that were found long enough, of
        // the size that the encoder was opened for, and libvpx only reads them, during this call.
        let code = unsafe {
            ffi::vpx_codec_encode(
                self.context.as_ptr(),
                &raw const image,
                ticks,
                duration.into(),
                flags.into(),
                ffi::VPX_DL_REALTIME.into(),
            )
        };
        check(self.config.codec, code)
    }

    /// The frame that the last picture became.
    fn packet(&mut self) -> Option<Packet> {
        let mut iterator = ptr::null();
        loop {
            // SAFETY: the context is open, and the iterator is the one of this round. A packet
            // stays until the next call that encodes.
            let packet = unsafe {
                ffi::vpx_codec_get_cx_data(self.context.as_ptr(), &raw mut iterator).as_ref()?
            };
            if packet.kind == ffi::vpx_codec_cx_pkt_kind::VPX_CODEC_CX_FRAME_PKT {
                // SAFETY: the kind says which member of the union it is.
                return Some(unsafe { packet.data.frame });
            }
        }
    }

    /// What libvpx takes one by one.
    fn tune(&mut self) -> Result<(), MediaError> {
        use ffi::vp8e_enc_control_id as id;
        let config = self.config;
        let context = &mut self.context;
        context.set(id::VP8E_SET_CPUUSED, config.cpu_used())?;
        context.set(id::VP8E_SET_STATIC_THRESHOLD, STATIC_THRESHOLD)?;
        context.set(
            id::VP8E_SET_MAX_INTRA_BITRATE_PCT,
            key_frame_percent(config.frames_per_second),
        )?;
        match config.codec {
            Codec::Vp8 => context.set(
                id::VP8E_SET_TOKEN_PARTITIONS,
                config.token_partitions_log2(),
            ),
            Codec::Vp9 => {
                context.set(id::VP9E_SET_AQ_MODE, CYCLIC_REFRESH)?;
                context.set(id::VP9E_SET_ROW_MT, 1)?;
                context.set(id::VP9E_SET_TILE_COLUMNS, config.tile_columns_log2())
            }
        }
    }
}

/// The encoded bytes as libvpx hands them over.
type Packet = ffi::vpx_codec_cx_pkt__bindgen_ty_1__bindgen_ty_1;

/// What libvpx takes at once.
fn settings(config: &EncoderConfig) -> Result<ffi::vpx_codec_enc_cfg_t, MediaError> {
    let mut settings = default_settings(config.codec)?;
    settings.g_w = config.width;
    settings.g_h = config.height;
    settings.g_threads = config.thread_count();
    settings.g_timebase.num = 1;
    settings.g_timebase.den = CLOCK_RATE.cast_signed();
    settings.g_pass = ffi::vpx_enc_pass::VPX_RC_ONE_PASS;
    settings.g_lag_in_frames = 0;
    if config.error_resilient {
        settings.g_error_resilient = ffi::VPX_ERROR_RESILIENT_DEFAULT;
    }
    settings.rc_end_usage = ffi::vpx_rc_mode::VPX_CBR;
    settings.rc_target_bitrate = config.bit_rate_kbps;
    settings.rc_min_quantizer = MIN_QUANTIZER;
    settings.rc_max_quantizer = MAX_QUANTIZER;
    settings.rc_undershoot_pct = UNDERSHOOT_PERCENT;
    settings.rc_overshoot_pct = OVERSHOOT_PERCENT;
    settings.rc_buf_sz = BUFFER_MS;
    settings.rc_buf_initial_sz = BUFFER_START_MS;
    settings.rc_buf_optimal_sz = BUFFER_AIM_MS;
    settings.rc_resize_allowed = 0;
    settings.rc_dropframe_thresh = match config.codec {
        Codec::Vp9 if config.drop_frames => DROP_BELOW_PERCENT,
        Codec::Vp8 | Codec::Vp9 => 0,
    };
    match config.key_frames {
        KeyFrames::OnRequest => settings.kf_mode = ffi::vpx_kf_mode::VPX_KF_DISABLED,
        KeyFrames::AtLeastEvery(frames) => {
            settings.kf_mode = ffi::vpx_kf_mode::VPX_KF_AUTO;
            settings.kf_max_dist = frames;
        }
    }
    Ok(settings)
}

/// A key frame's limit, in per cent of a picture's share of the rate.
fn key_frame_percent(frames_per_second: u32) -> i32 {
    let percent = (frames_per_second * KEY_FRAME_MS / 10).cast_signed();
    percent.max(MIN_KEY_FRAME_PERCENT)
}

/// A picture as libvpx wants it described.
fn image(picture: I420Ref<'_>) -> Result<ffi::vpx_image_t, MediaError> {
    // SAFETY: an image is made of numbers, pointers, which may be null, and enums that have a zero.
    let mut image: ffi::vpx_image_t = unsafe { MaybeUninit::zeroed().assume_init() };
    let stride = |bytes: usize| {
        i32::try_from(bytes).map_err(|_| MediaError::LocalMisuse("a stride over 2 GiB"))
    };
    let (y_stride, uv_stride) = (stride(picture.y_stride)?, stride(picture.uv_stride)?);
    image.fmt = ffi::vpx_img_fmt::VPX_IMG_FMT_I420;
    image.bit_depth = 8;
    image.bps = 12;
    (image.w, image.h) = (picture.width, picture.height);
    (image.d_w, image.d_h) = (picture.width, picture.height);
    (image.x_chroma_shift, image.y_chroma_shift) = (1, 1);
    // libvpx declares what it only reads as something that could be written.
    let planes = [picture.y, picture.u, picture.v];
    image.planes = [
        planes[0].as_ptr().cast_mut(),
        planes[1].as_ptr().cast_mut(),
        planes[2].as_ptr().cast_mut(),
        ptr::null_mut(),
    ];
    image.stride = [y_stride, uv_stride, uv_stride, 0];
    Ok(image)
}

#[cfg(test)]
mod tests;
