//! The decoder of VP8 and VP9.
#![allow(unsafe_code, reason = "libvpx is a C library")]

use std::ptr;

use vpx_sys as ffi;

use super::context::Context;
use super::header::largest_size;
use super::{Codec, check_remote};
use crate::error::MediaError;
use crate::video::I420Ref;

const MAX_THREADS: u32 = 16;

/// How to decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecoderConfig {
    /// Which codec.
    pub codec: Codec,
    /// Threads of libvpx, this one included: 1 to 16, more count as 16.
    pub threads: u32,
    /// Larger pictures are refused before memory is taken for them.
    pub max_pixels: u32,
}

impl DecoderConfig {
    /// One screen of 4096×2304 at most, in one thread.
    pub const fn new(codec: Codec) -> Self {
        Self {
            codec,
            threads: 1,
            max_pixels: 4_096 * 2_304,
        }
    }
}

/// Turns frames into pictures. Their size may change at any time.
///
/// Frames come in the order of play. After a loss or an error what is shown may be wrong until the next
/// key frame; nothing needs to be made anew.
#[derive(Debug)]
pub struct Decoder {
    context: Context,
    max_pixels: u32,
}

impl Decoder {
    /// A decoder with the limits of [`DecoderConfig::new`].
    pub fn new(codec: Codec, threads: u32) -> Result<Self, MediaError> {
        Self::with_config(&DecoderConfig {
            threads,
            ..DecoderConfig::new(codec)
        })
    }

    /// A decoder with limits of one's own.
    pub fn with_config(config: &DecoderConfig) -> Result<Self, MediaError> {
        let settings = ffi::vpx_codec_dec_cfg_t {
            threads: config.threads.clamp(1, MAX_THREADS),
            w: 0,
            h: 0,
        };
        Ok(Self {
            context: Context::decoder(config.codec, &settings)?,
            max_pixels: config.max_pixels,
        })
    }

    /// Decode a frame; None when it shows nothing.
    pub fn decode(&mut self, data: &[u8]) -> Result<Option<I420Ref<'_>>, MediaError> {
        let codec = self.context.codec();
        self.check_len_and_size(data)?;
        let len = u32::try_from(data.len())
            .map_err(|_| MediaError::remote(codec.wire_format(), "over 4 GiB"))?;
        // SAFETY: the context is open, and libvpx reads `len` bytes of `data` during this call.
        let code = unsafe {
            ffi::vpx_codec_decode(
                self.context.as_ptr(),
                data.as_ptr(),
                len,
                ptr::null_mut(),
                0,
            )
        };
        check_remote(codec, code)?;
        self.picture()
    }

    fn check_len_and_size(&self, data: &[u8]) -> Result<(), MediaError> {
        let codec = self.context.codec();
        // libvpx takes an empty frame for a lost one.
        if data.is_empty() {
            return Err(MediaError::remote(codec.wire_format(), "empty"));
        }
        match largest_size(codec, data) {
            Some((width, height))
                if u64::from(width) * u64::from(height) > self.max_pixels.into() =>
            {
                Err(MediaError::remote(
                    codec.wire_format(),
                    "a picture over the limit",
                ))
            }
            _ => Ok(()),
        }
    }

    /// The last picture that the last frame made.
    fn picture(&mut self) -> Result<Option<I420Ref<'_>>, MediaError> {
        let mut iterator = ptr::null();
        let mut last: Option<&ffi::vpx_image_t> = None;
        loop {
            // SAFETY: the context is open, and the iterator is the one of this round. Pictures
            // stay until the next call that decodes, which the borrow of this value keeps away.
            let next = unsafe {
                ffi::vpx_codec_get_frame(self.context.as_ptr(), &raw mut iterator).as_ref()
            };
            match next {
                Some(_) => last = next,
                None => break,
            }
        }
        let codec = self.context.codec();
        last.map(|image| view(codec, image)).transpose()
    }
}

/// A picture in libvpx's memory.
fn view(codec: Codec, image: &ffi::vpx_image_t) -> Result<I420Ref<'_>, MediaError> {
    if image.fmt != ffi::vpx_img_fmt::VPX_IMG_FMT_I420 {
        return Err(MediaError::remote(
            codec.wire_format(),
            "other than 8 bits and 4:2:0",
        ));
    }
    let (width, height) = (image.d_w as usize, image.d_h as usize);
    let [y, u, v, _] = image.planes;
    let [y_stride, uv_stride, _, _] = image.stride;
    let y_stride = usize::try_from(y_stride).unwrap_or_default();
    let uv_stride = usize::try_from(uv_stride).unwrap_or_default();
    let (chroma_width, chroma_height) = (width.div_ceil(2), height.div_ceil(2));
    // SAFETY: libvpx says where the planes are, how far apart their rows, and how large the picture
    // is; they stay as long as `image`.
    let picture = unsafe {
        I420Ref {
            width: image.d_w,
            height: image.d_h,
            y: plane(y, y_stride, width, height),
            u: plane(u, uv_stride, chroma_width, chroma_height),
            v: plane(v, uv_stride, chroma_width, chroma_height),
            y_stride,
            uv_stride,
        }
    };
    picture.validate()?;
    Ok(picture)
}

/// A plane up to its last sample.
///
/// # Safety
///
/// `start` is the first of `height` rows of `width` bytes, each `stride` after the one before, that
/// nobody writes for `'a`.
unsafe fn plane<'a>(start: *const u8, stride: usize, width: usize, height: usize) -> &'a [u8] {
    if start.is_null() || stride < width || height == 0 {
        return &[];
    }
    // SAFETY: the caller says so.
    unsafe { std::slice::from_raw_parts(start, stride * (height - 1) + width) }
}

#[cfg(test)]
mod tests;
