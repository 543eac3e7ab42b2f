//! The functions of a program that we call. They are copied out before they are called, so that
//! they may register others, and no lock is held meanwhile.

use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use jackfield_media::video::I420Ref;
use jackfield_toxav::event::{Event, Registered};
use jackfield_toxav::metrics::Quality;
use jackfield_toxav::toxav::AudioFrame;
use jackfield_toxav::video::Encoded;

use crate::border::ToxAV;

/// A friend calls: friend, audio, video.
pub(crate) type CallFn = unsafe extern "C" fn(*mut ToxAV, u32, bool, bool, *mut c_void);
/// A number about a friend: the state of a call, a bit rate in kbit/s.
pub(crate) type NumberFn = unsafe extern "C" fn(*mut ToxAV, u32, u32, *mut c_void);
/// A frame of audio: friend, samples, their count per channel, channels, rate.
pub(crate) type AudioFn =
    unsafe extern "C" fn(*mut ToxAV, u32, *const i16, usize, u8, u32, *mut c_void);
/// A picture: friend, width, height, three planes, three strides.
pub(crate) type VideoFn = unsafe extern "C" fn(
    *mut ToxAV,
    u32,
    u16,
    u16,
    *const u8,
    *const u8,
    *const u8,
    i32,
    i32,
    i32,
    *mut c_void,
);

/// A VP8 frame: friend, bytes, their count, whether it is a key frame.
pub(crate) type EncodedFn =
    unsafe extern "C" fn(*mut ToxAV, u32, *const u8, usize, bool, *mut c_void);

/// A function, and the pointer that its program wants back with each call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Callback<F> {
    function: Option<F>,
    data: *mut c_void,
}

impl<F: Copy> Callback<F> {
    pub(crate) const NONE: Self = Self {
        function: None,
        data: std::ptr::null_mut(),
    };

    pub(crate) const fn new(function: Option<F>, data: *mut c_void) -> Self {
        Self { function, data }
    }

    /// Call it, if there is one, with the program's pointer.
    fn call(self, with: impl FnOnce(F, *mut c_void)) {
        if let Some(function) = self.function {
            with(function, self.data);
        }
    }

    const fn is_there(&self) -> bool {
        self.function.is_some()
    }
}

/// All of them.
#[derive(Clone, Copy)]
pub(crate) struct Functions {
    pub(crate) call: Callback<CallFn>,
    pub(crate) call_state: Callback<NumberFn>,
    pub(crate) audio_bit_rate: Callback<NumberFn>,
    pub(crate) video_bit_rate: Callback<NumberFn>,
    pub(crate) audio_frame: Callback<AudioFn>,
    pub(crate) video_frame: Callback<VideoFn>,
    pub(crate) encoded_frame: Callback<EncodedFn>,
    pub(crate) call_quality: Callback<NumberFn>,
}

impl Functions {
    /// Tell what has happened.
    pub(crate) fn tell(&self, av: *mut ToxAV, event: Event) {
        match event {
            Event::Call {
                friend,
                audio,
                video,
            } => self.call.call(|call, data| {
                // SAFETY: a function of the type in toxav.h, with the pointer that it came with.
                unsafe { call(av, friend, audio, video, data) };
            }),
            Event::CallState { friend, state } => {
                number(self.call_state, av, friend, state.bits());
            }
            Event::AudioBitRate { friend, kbps } => number(self.audio_bit_rate, av, friend, kbps),
            Event::VideoBitRate { friend, kbps } => number(self.video_bit_rate, av, friend, kbps),
        }
    }

    /// Hand audio over.
    pub(crate) fn hear(&self, av: *mut ToxAV, frame: &AudioFrame) {
        self.audio_frame.call(|call, data| {
            let pcm = frame.pcm.as_ptr();
            // SAFETY: as in `tell`; the samples stay until the function is back.
            unsafe {
                call(
                    av,
                    frame.friend,
                    pcm,
                    frame.samples,
                    frame.channels,
                    frame.rate,
                    data,
                );
            };
        });
    }

    /// Tell how well a call goes from now on.
    pub(crate) fn judge(&self, av: *mut ToxAV, friend: u32, quality: Quality) {
        let numbered = match quality {
            Quality::Poor => 0,
            Quality::Fair => 1,
            Quality::Good => 2,
        };
        number(self.call_quality, av, friend, numbered);
    }

    /// Whether video is handed over as it came.
    pub(crate) const fn wants_encoded(&self) -> bool {
        self.encoded_frame.is_there()
    }

    /// Hand video over as it came.
    pub(crate) fn show_encoded(&self, av: *mut ToxAV, friend: u32, frame: &Encoded) {
        self.encoded_frame.call(|call, data| {
            let (bytes, length) = (frame.data.as_ptr(), frame.data.len());
            // SAFETY: as in `tell`; the bytes stay until the function is back.
            unsafe { call(av, friend, bytes, length, frame.is_key, data) };
        });
    }

    /// Hand a picture over; one that is larger than C programs can be told is left out.
    pub(crate) fn show(&self, av: *mut ToxAV, friend: u32, picture: I420Ref<'_>) {
        let (Ok(width), Ok(height), Ok(y_stride), Ok(uv_stride)) = (
            u16::try_from(picture.width),
            u16::try_from(picture.height),
            i32::try_from(picture.y_stride),
            i32::try_from(picture.uv_stride),
        ) else {
            return;
        };
        let (y, u, v) = (picture.y.as_ptr(), picture.u.as_ptr(), picture.v.as_ptr());
        self.video_frame.call(|call, data| {
            // SAFETY: as in `tell`; the planes stay until the function is back.
            unsafe {
                call(
                    av, friend, width, height, y, u, v, y_stride, uv_stride, uv_stride, data,
                );
            };
        });
    }
}

fn number(callback: Callback<NumberFn>, av: *mut ToxAV, friend: u32, number: u32) {
    callback.call(|call, data| {
        // SAFETY: a function of the type in toxav.h, with the pointer that it came with.
        unsafe { call(av, friend, number, data) };
    });
}

// SAFETY: the pointers in it are only handed back to the program, which said by registering them
// that its functions may be called with them from the threads that iterate.
unsafe impl Send for Functions {}

/// What a program has registered, now.
pub(crate) struct Callbacks(Mutex<Functions>);

impl Callbacks {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Functions {
            call: Callback::NONE,
            call_state: Callback::NONE,
            audio_bit_rate: Callback::NONE,
            video_bit_rate: Callback::NONE,
            audio_frame: Callback::NONE,
            video_frame: Callback::NONE,
            encoded_frame: Callback::NONE,
            call_quality: Callback::NONE,
        }))
    }

    /// A copy, to call without a lock.
    pub(crate) fn now(&self) -> Functions {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Register or take away; says which there are afterwards.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Functions)) -> Registered {
        let mut functions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut functions);
        Registered {
            call: functions.call.is_there(),
            call_state: functions.call_state.is_there(),
            audio_frame: functions.audio_frame.is_there(),
            video_frame: functions.video_frame.is_there() || functions.encoded_frame.is_there(),
        }
    }
}
