//! A C program with two Tox: what it has, and what its functions do when they are called.

use std::cell::Cell;
use std::ffi::c_void;
use std::hint::black_box;
use std::ptr;

use jackfield_toxav_c::border::ToxAV;
use jackfield_toxav_c::calls::{
    toxav_answer, toxav_call, toxav_call_control, toxav_callback_audio_bit_rate,
    toxav_callback_call, toxav_callback_call_state, toxav_callback_video_bit_rate,
};
use jackfield_toxav_c::extras::{
    jackfield_tox_callback_call_quality, jackfield_tox_callback_video_receive_encoded,
};
use jackfield_toxav_c::lifetime::{toxav_iterate, toxav_kill};
use jackfield_toxav_c::media::{
    toxav_audio_send_frame, toxav_callback_audio_receive_frame, toxav_callback_video_receive_frame,
};

use super::tox::Tox;

/// Functions that call functions that call them again: so deep.
const MAX_DEPTH: u32 = 3;
pub const CALLBACKS: u8 = 8;
const CANCEL: i32 = 2;

/// What it has; its functions get it back as their `user_data`.
pub struct Program {
    pub tox: [Tox; 2],
    pub av: [Cell<*mut ToxAV>; 2],
    pub killed: Cell<*mut ToxAV>,
    /// What its functions do when they are called.
    pub reaction: Cell<u8>,
    depth: Cell<u32>,
}

impl Program {
    pub fn new() -> Self {
        Self {
            tox: [Tox::new(), Tox::new()],
            av: [const { Cell::new(ptr::null_mut()) }; 2],
            killed: Cell::new(ptr::null_mut()),
            reaction: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    /// Which Tox a living handle is of.
    pub fn tox_of(&self, av: *const ToxAV) -> Option<&Tox> {
        let place = self.av.iter().position(|known| ptr::eq(known.get(), av))?;
        (!av.is_null()).then(|| &self.tox[place])
    }

    pub fn kill(&self, av: *mut ToxAV) {
        if self.tox_of(av).is_some() {
            self.killed.set(av);
        }
        for known in self.av.iter().filter(|known| ptr::eq(known.get(), av)) {
            known.set(ptr::null_mut());
        }
        toxav_kill(av);
    }

    /// Have one of its functions called from now on, or not.
    pub fn register(&self, av: *mut ToxAV, which: u8, is_on: bool) {
        let data = ptr::from_ref(self).cast_mut().cast();
        // SAFETY: functions of the right types; the program outlives its instances.
        unsafe {
            match which % CALLBACKS {
                0 => toxav_callback_call(av, is_on.then_some(on_call), data),
                1 => toxav_callback_call_state(av, is_on.then_some(on_number), data),
                2 => toxav_callback_audio_bit_rate(av, is_on.then_some(on_number), data),
                3 => toxav_callback_video_bit_rate(av, is_on.then_some(on_number), data),
                4 => toxav_callback_audio_receive_frame(av, is_on.then_some(on_audio), data),
                5 => toxav_callback_video_receive_frame(av, is_on.then_some(on_video), data),
                6 => {
                    jackfield_tox_callback_video_receive_encoded(
                        av,
                        is_on.then_some(on_encoded),
                        data,
                    );
                }
                _ => jackfield_tox_callback_call_quality(av, is_on.then_some(on_number), data),
            }
        }
    }

    fn react(&self, av: *mut ToxAV, friend: u32) {
        if self.depth.get() == MAX_DEPTH {
            return;
        }
        self.depth.set(self.depth.get() + 1);
        let error = ptr::null_mut();
        // SAFETY: an error may be null, and the samples are as many as said.
        unsafe {
            match self.reaction.get() % 8 {
                1 => drop(toxav_answer(av, friend, 48, 500, error)),
                2 => drop(toxav_call_control(av, friend, CANCEL, error)),
                3 => self.kill(av),
                4 => drop(toxav_call(av, friend, 48, 0, error)),
                5 => (0..CALLBACKS).for_each(|which| self.register(av, which, false)),
                6 => {
                    let pcm = [100_i16; 960].as_ptr();
                    toxav_audio_send_frame(av, friend, pcm, 960, 1, 48_000, error);
                }
                7 => toxav_iterate(av),
                _ => {}
            }
        }
        self.depth.set(self.depth.get() - 1);
    }
}

impl Drop for Program {
    /// As the header asks of programs: instances before their Tox.
    fn drop(&mut self) {
        for av in &self.av {
            toxav_kill(av.get());
        }
    }
}

/// # Safety
/// The pointer is what was registered.
unsafe fn react(av: *mut ToxAV, friend: u32, data: *mut c_void) {
    // SAFETY: by contract.
    unsafe { &*data.cast::<Program>() }.react(av, friend);
}

/// Look at each byte.
///
/// # Safety
/// There are so many.
pub(super) unsafe fn look<T: Copy>(data: *const T, count: usize) {
    // SAFETY: by contract.
    let all = unsafe { std::slice::from_raw_parts(data, count) };
    for one in all {
        black_box(*one);
    }
}

unsafe extern "C" fn on_call(av: *mut ToxAV, friend: u32, _: bool, _: bool, data: *mut c_void) {
    // SAFETY: as the header says of callbacks.
    unsafe { react(av, friend, data) };
}

unsafe extern "C" fn on_number(av: *mut ToxAV, friend: u32, _: u32, data: *mut c_void) {
    // SAFETY: as above.
    unsafe { react(av, friend, data) };
}

unsafe extern "C" fn on_audio(
    av: *mut ToxAV,
    friend: u32,
    pcm: *const i16,
    samples: usize,
    channels: u8,
    rate: u32,
    data: *mut c_void,
) {
    assert!((1..=2).contains(&channels) && samples > 0 && rate >= 8_000);
    // SAFETY: as above.
    unsafe {
        look(pcm, samples * usize::from(channels));
        react(av, friend, data);
    }
}

unsafe extern "C" fn on_video(
    av: *mut ToxAV,
    friend: u32,
    width: u16,
    height: u16,
    y: *const u8,
    u: *const u8,
    v: *const u8,
    y_stride: i32,
    u_stride: i32,
    v_stride: i32,
    data: *mut c_void,
) {
    let (columns, rows) = (usize::from(width), usize::from(height));
    let planes = [
        (y, y_stride, columns, rows),
        (u, u_stride, columns.div_ceil(2), rows.div_ceil(2)),
        (v, v_stride, columns.div_ceil(2), rows.div_ceil(2)),
    ];
    for (plane, stride, columns, rows) in planes {
        let stride = usize::try_from(stride).expect("a stride");
        assert!(stride >= columns);
        for row in 0..rows {
            // SAFETY: as above.
            unsafe { look(plane.add(row * stride), columns) };
        }
    }
    // SAFETY: as above.
    unsafe { react(av, friend, data) };
}

unsafe extern "C" fn on_encoded(
    av: *mut ToxAV,
    friend: u32,
    frame: *const u8,
    length: usize,
    _: bool,
    data: *mut c_void,
) {
    // SAFETY: as above.
    unsafe {
        look(frame, length);
        react(av, friend, data);
    }
}
