//! A libvpx context, closed when it goes.
#![allow(unsafe_code, reason = "libvpx is a C library")]

use std::ffi::c_int;
use std::mem::MaybeUninit;

use vpx_sys as ffi;

use super::{Codec, check};
use crate::error::MediaError;

/// An open encoder or decoder.
pub(super) struct Context {
    codec: Codec,
    // Boxed, so that it stays where libvpx was told it is.
    context: Box<ffi::vpx_codec_ctx_t>,
}

// SAFETY: the context is reached through this value alone, and libvpx keeps nothing per thread.
unsafe impl Send for Context {}

impl Context {
    /// An encoder with these settings.
    pub(super) fn encoder(
        codec: Codec,
        settings: &ffi::vpx_codec_enc_cfg_t,
    ) -> Result<Self, MediaError> {
        let mut context = Box::new(empty());
        // SAFETY: the context is empty and outlives the call; libvpx copies the settings. On
        // failure it frees what it made.
        let code = unsafe {
            ffi::vpx_codec_enc_init_ver(
                &raw mut *context,
                encoder_interface(codec),
                settings,
                0,
                ffi::VPX_ENCODER_ABI_VERSION.cast_signed(),
            )
        };
        check(codec, code)?;
        Ok(Self { codec, context })
    }

    /// A decoder with these settings.
    pub(super) fn decoder(
        codec: Codec,
        settings: &ffi::vpx_codec_dec_cfg_t,
    ) -> Result<Self, MediaError> {
        let mut context = Box::new(empty());
        // SAFETY: as for the encoder; the interfaces are constants of the library.
        let code = unsafe {
            let interface = match codec {
                Codec::Vp8 => ffi::vpx_codec_vp8_dx(),
                Codec::Vp9 => ffi::vpx_codec_vp9_dx(),
            };
            ffi::vpx_codec_dec_init_ver(
                &raw mut *context,
                interface,
                settings,
                0,
                ffi::VPX_DECODER_ABI_VERSION.cast_signed(),
            )
        };
        check(codec, code)?;
        Ok(Self { codec, context })
    }

    pub(super) const fn codec(&self) -> Codec {
        self.codec
    }

    /// For calls that libvpx documents to take an open context.
    pub(super) fn as_ptr(&mut self) -> *mut ffi::vpx_codec_ctx_t {
        &raw mut *self.context
    }

    /// Set one of an encoder's values.
    pub(super) fn set(
        &mut self,
        control: ffi::vp8e_enc_control_id,
        value: i32,
    ) -> Result<(), MediaError> {
        // SAFETY: the context is open, and every control used here takes one `int` or
        // `unsigned int`, which are passed alike.
        let code =
            unsafe { ffi::vpx_codec_control_(self.as_ptr(), control as c_int, c_int::from(value)) };
        check(self.codec, code)
    }

    /// Ask for one of an encoder's values.
    pub(super) fn get(&mut self, control: ffi::vp8e_enc_control_id) -> Result<i32, MediaError> {
        let mut value: c_int = 0;
        // SAFETY: the context is open, and every control used here takes the address of one `int`,
        // which outlives the call.
        let code =
            unsafe { ffi::vpx_codec_control_(self.as_ptr(), control as c_int, &raw mut value) };
        check(self.codec, code)?;
        Ok(value)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the context is open and used by nobody after this.
        let _closed = unsafe { ffi::vpx_codec_destroy(self.as_ptr()) };
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Context").field(&self.codec).finish()
    }
}

/// libvpx's own settings of an encoder, to start from.
pub(super) fn default_settings(codec: Codec) -> Result<ffi::vpx_codec_enc_cfg_t, MediaError> {
    let mut settings = MaybeUninit::uninit();
    // SAFETY: `settings` has room for what libvpx writes.
    let code = unsafe {
        ffi::vpx_codec_enc_config_default(encoder_interface(codec), settings.as_mut_ptr(), 0)
    };
    check(codec, code)?;
    // SAFETY: libvpx has said that it wrote all of it.
    Ok(unsafe { settings.assume_init() })
}

fn encoder_interface(codec: Codec) -> *mut ffi::vpx_codec_iface_t {
    // SAFETY: both only return the address of a constant.
    unsafe {
        match codec {
            Codec::Vp8 => ffi::vpx_codec_vp8_cx(),
            Codec::Vp9 => ffi::vpx_codec_vp9_cx(),
        }
    }
}

fn empty() -> ffi::vpx_codec_ctx_t {
    // SAFETY: a context is made of pointers, which may be null, numbers, and an error whose zero
    // means none.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

#[cfg(test)]
mod tests;
