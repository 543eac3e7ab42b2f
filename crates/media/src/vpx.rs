//! VP8 (RFC 6386) and VP9 by the system's libvpx, tuned for calls.
//!
//! `unsafe` stays in [`encoder`], [`decoder`] and the context they share; what is decided about a
//! picture's size, speed and threads is in [`settings`], and what a frame says of itself is read in
//! [`header`], without the library.

mod budget;
mod context;
pub mod decoder;
pub mod encoder;
pub mod header;
pub mod settings;

pub use decoder::{Decoder, DecoderConfig};
pub use encoder::{EncodedFrame, Encoder};
pub use header::is_key_frame;
pub use settings::{EncoderConfig, KeyFrames, Speed, Threads};

use vpx_sys as ffi;

use crate::error::{MediaError, WireFormat};

/// A codec of libvpx.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// RFC 6386.
    Vp8,
    /// VP9, profile 0: eight bits, 4:2:0.
    Vp9,
}

impl Codec {
    /// As errors name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vp8 => "vp8",
            Self::Vp9 => "vp9",
        }
    }

    pub(crate) const fn wire_format(self) -> WireFormat {
        match self {
            Self::Vp8 => WireFormat::Vp8,
            Self::Vp9 => WireFormat::Vp9,
        }
    }
}

/// What libvpx answered to something of ours.
fn check(codec: Codec, code: ffi::vpx_codec_err_t) -> Result<(), MediaError> {
    if code == ffi::VPX_CODEC_OK {
        return Ok(());
    }
    Err(MediaError::Codec {
        codec: codec.name(),
        reason: reason(code),
        code: code as i32,
    })
}

/// What libvpx answered to bytes of the peer. Whatever it is, they are to blame: VP9 says that memory
/// is short when a damaged frame asks for a picture it cannot make.
fn check_remote(codec: Codec, code: ffi::vpx_codec_err_t) -> Result<(), MediaError> {
    match code {
        ffi::VPX_CODEC_OK => Ok(()),
        // VP9's answer to a frame before the first key frame.
        ffi::VPX_CODEC_ERROR => Err(MediaError::remote(codec.wire_format(), "not decodable")),
        code => Err(MediaError::remote(codec.wire_format(), reason(code))),
    }
}

const fn reason(code: ffi::vpx_codec_err_t) -> &'static str {
    match code {
        ffi::VPX_CODEC_MEM_ERROR => "out of memory",
        ffi::VPX_CODEC_ABI_MISMATCH => "another version of libvpx",
        ffi::VPX_CODEC_INCAPABLE => "not capable",
        ffi::VPX_CODEC_UNSUP_BITSTREAM => "no picture to begin with, or an unknown bit stream",
        ffi::VPX_CODEC_UNSUP_FEATURE => "unknown feature",
        ffi::VPX_CODEC_CORRUPT_FRAME => "corrupt",
        ffi::VPX_CODEC_INVALID_PARAM => "invalid",
        _ => "unknown error",
    }
}

#[cfg(test)]
mod tests;
