//! Pictures to frames and back, as a C program does it without a call.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr;

use arbitrary::{Result, Unstructured};
use jackfield_toxav_c::processor::{
    Processor, jackfield_tox_video_processor_add_effects, jackfield_tox_video_processor_add_filter,
    jackfield_tox_video_processor_clear_effects, jackfield_tox_video_processor_kill,
    jackfield_tox_video_processor_new, jackfield_tox_video_processor_process_incoming,
    jackfield_tox_video_processor_process_outgoing, jackfield_tox_video_processor_set_bit_rate,
};

use super::extras::{VideoEffects, place_of};
use super::functions::{MAX_SIDE, Run, check, number};
use super::program::look;

const NULL: i32 = 1;
const SYNC: i32 = 2;
/// The largest of `Jackfield_Tox_Err_Video_Processor`, and that of what does not live; the largest of
/// `Jackfield_Tox_Err_Effects`.
const ERRORS: (i32, i32) = (6, NULL);
const MAX_EFFECTS_ERROR: i32 = 8;

/// As the header has it.
#[repr(C)]
#[allow(dead_code, reason = "read as C does, by its address")]
struct Picture {
    y: *const u8,
    u: *const u8,
    v: *const u8,
    width: u16,
    height: u16,
}

/// What a program without calls has; its functions get it back as their `user_data`.
pub(super) struct Studio {
    living: [Cell<*mut Processor>; 2],
    killed: Cell<*mut Processor>,
    at_work: Cell<*mut Processor>,
    /// Whether its functions kill the processor that calls them.
    kills: Cell<bool>,
    /// What was encoded last.
    frame: RefCell<Vec<u8>>,
}

impl Studio {
    pub(super) fn new() -> Self {
        Self {
            living: [const { Cell::new(ptr::null_mut()) }; 2],
            killed: Cell::new(ptr::null_mut()),
            at_work: Cell::new(ptr::null_mut()),
            kills: Cell::new(false),
            frame: RefCell::default(),
        }
    }

    fn lives(&self, processor: *mut Processor) -> bool {
        !processor.is_null() && self.living.iter().any(|known| known.get() == processor)
    }

    fn kill(&self, processor: *mut Processor) {
        if self.lives(processor) {
            self.killed.set(processor);
        }
        for known in self.living.iter().filter(|known| known.get() == processor) {
            known.set(ptr::null_mut());
        }
        jackfield_tox_video_processor_kill(processor);
    }

    /// It is called by a processor, which cannot be asked for anything meanwhile but its end.
    fn react(&self) {
        let processor = self.at_work.get();
        let mut error = -1;
        // SAFETY: the error is ours.
        let done =
            unsafe { jackfield_tox_video_processor_set_bit_rate(processor, 100, &raw mut error) };
        let wanted = if self.lives(processor) { SYNC } else { NULL };
        assert_eq!((done, error), (false, wanted));
        if self.kills.get() {
            self.kill(processor);
        }
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        for known in &self.living {
            jackfield_tox_video_processor_kill(known.get());
        }
    }
}

impl Run<'_> {
    pub(super) fn process(&mut self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let studio = self.studio;
        let place = script.arbitrary::<u8>()?;
        let processor = match place {
            0xff => ptr::null_mut(),
            0xfe => studio.killed.get(),
            0xfd => ptr::without_provenance_mut(script.arbitrary()?),
            any => studio.living[usize::from(any & 1)].get(),
        };
        studio.at_work.set(processor);
        studio.kills.set(script.arbitrary::<u8>()? == 0xff);
        match script.arbitrary::<u8>()? % 8 {
            0 | 1 => studio.create(script, usize::from(place & 1))?,
            2 => studio.kill(processor),
            3 => studio.set_rate(script, is_told)?,
            4 => studio.add(script, is_told)?,
            5 => studio.clear(script, is_told)?,
            6 if self.may_show() => studio.show(script, is_told)?,
            _ => studio.see(script, is_told)?,
        }
        Ok(())
    }
}

impl Studio {
    fn create(&self, script: &mut Unstructured<'_>, place: usize) -> Result<()> {
        let (width, height): (u16, u16) = (script.arbitrary()?, script.arbitrary()?);
        let (width, height) = (width % MAX_SIDE, height % MAX_SIDE);
        let (rate, is_vp9) = (number(script)?, script.arbitrary()?);
        let mut error = -1;
        let place_of_error = &raw mut error;
        // SAFETY: the error is ours.
        let made = unsafe {
            jackfield_tox_video_processor_new(width, height, rate, is_vp9, place_of_error)
        };
        assert_eq!(made.is_null(), error != 0);
        assert!(matches!(error, 0 | 3 | 4), "error {error}");
        assert_eq!(error == 3, width == 0 || height == 0);
        if error == 0 {
            self.kill(self.living[place].replace(ptr::null_mut()));
            self.living[place].set(made);
        }
        Ok(())
    }

    fn ask(&self, is_told: bool, errors: (i32, i32), function: impl FnOnce(*mut i32) -> bool) {
        check(self.lives(self.at_work.get()), is_told, errors, function);
    }

    fn set_rate(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (processor, rate) = (self.at_work.get(), number(script)?);
        // SAFETY: null or ours.
        self.ask(is_told, ERRORS, |error| unsafe {
            jackfield_tox_video_processor_set_bit_rate(processor, rate, error)
        });
        Ok(())
    }

    fn add(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (processor, is_incoming) = (self.at_work.get(), script.arbitrary()?);
        if script.arbitrary()? {
            let filter = (script.arbitrary::<u8>()? != 0xff).then_some(on_filter as _);
            // SAFETY: a function of the right type, with ourselves, who live longer; null or ours.
            self.ask(is_told, ERRORS, |error| unsafe {
                jackfield_tox_video_processor_add_filter(
                    processor,
                    is_incoming,
                    filter,
                    self.data(),
                    error,
                )
            });
        } else {
            let effects = VideoEffects::any(script)?;
            let effects = place_of(script, &effects)?.cast();
            let mut error = -1;
            // SAFETY: null or of the header's type; the error is ours.
            let done = unsafe {
                jackfield_tox_video_processor_add_effects(
                    processor,
                    is_incoming,
                    effects,
                    &raw mut error,
                )
            };
            assert_eq!(done, error == 0);
            assert!((0..=MAX_EFFECTS_ERROR).contains(&error), "error {error}");
            assert!(self.lives(processor) || !done);
        }
        Ok(())
    }

    fn clear(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (processor, is_incoming) = (self.at_work.get(), script.arbitrary()?);
        // SAFETY: null or ours.
        self.ask(is_told, ERRORS, |error| unsafe {
            jackfield_tox_video_processor_clear_effects(processor, is_incoming, error)
        });
        Ok(())
    }

    fn show(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let processor = self.at_work.get();
        let (width, height): (u16, u16) = (script.arbitrary()?, script.arbitrary()?);
        let (width, height) = (width % MAX_SIDE, height % MAX_SIDE);
        let at: u64 = match script.arbitrary::<u8>()? {
            0xff => script.arbitrary()?,
            any => u64::from(any) * 10_000,
        };
        let missing = script.arbitrary::<u8>()?;
        let (columns, rows) = (usize::from(width), usize::from(height));
        let luma = vec![100_u8; columns * rows];
        let chroma = vec![200_u8; columns.div_ceil(2) * rows.div_ceil(2)];
        let plane = |plane: &[u8], bit: u8| {
            let is_missing = missing < 8 && missing & bit != 0;
            if is_missing {
                ptr::null()
            } else {
                plane.as_ptr()
            }
        };
        let picture = Picture {
            y: plane(&luma, 1),
            u: plane(&chroma, 2),
            v: plane(&chroma, 4),
            width,
            height,
        };
        let picture = place_of(script, &picture)?.cast();
        let function = (script.arbitrary::<u8>()? != 0xff).then_some(on_frame as _);
        // SAFETY: null, or as the header has it; a function of the right type, with ourselves.
        self.ask(is_told, ERRORS, |error| unsafe {
            jackfield_tox_video_processor_process_outgoing(
                processor,
                at,
                picture,
                function,
                self.data(),
                error,
            )
        });
        Ok(())
    }

    /// The last frame, as it was or with a byte changed, or garbage.
    fn see(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let processor = self.at_work.get();
        let mut frame = self.frame.borrow().clone();
        match script.arbitrary::<u8>()? {
            0xff => frame = script.bytes(script.len().min(64))?.to_vec(),
            0xfe => frame.truncate(script.arbitrary::<u8>()?.into()),
            0xfd => {
                let place = usize::from(script.arbitrary::<u16>()?) % frame.len().max(1);
                let change = script.arbitrary::<u8>()?;
                frame
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|byte| *byte ^= change);
            }
            _ => {}
        }
        let function = (script.arbitrary::<u8>()? != 0xff).then_some(on_picture as _);
        // SAFETY: as long as said; a function of the right type, with ourselves.
        self.ask(is_told, ERRORS, |error| unsafe {
            jackfield_tox_video_processor_process_incoming(
                processor,
                frame.as_ptr(),
                frame.len(),
                function,
                self.data(),
                error,
            )
        });
        Ok(())
    }

    fn data(&self) -> *mut c_void {
        ptr::from_ref(self).cast_mut().cast()
    }
}

unsafe extern "C" fn on_frame(frame: *const u8, length: usize, _: bool, data: *mut c_void) {
    assert!(length > 0);
    // SAFETY: as the header says of callbacks.
    let (studio, frame) = unsafe {
        let studio = &*data.cast::<Studio>();
        (studio, std::slice::from_raw_parts(frame, length))
    };
    studio.frame.replace(frame.to_vec());
    studio.react();
}

unsafe extern "C" fn on_picture(
    width: u16,
    height: u16,
    y: *const u8,
    u: *const u8,
    v: *const u8,
    y_stride: i32,
    uv_stride: i32,
    data: *mut c_void,
) {
    let (columns, rows) = (usize::from(width), usize::from(height));
    let chroma = (columns.div_ceil(2), rows.div_ceil(2));
    for (plane, stride, columns, rows) in [
        (y, y_stride, columns, rows),
        (u, uv_stride, chroma.0, chroma.1),
        (v, uv_stride, chroma.0, chroma.1),
    ] {
        let stride = usize::try_from(stride).expect("a stride");
        assert!(stride >= columns && rows > 0);
        for row in 0..rows {
            // SAFETY: as above.
            unsafe { look(plane.add(row * stride), columns) };
        }
    }
    // SAFETY: as above.
    unsafe { &*data.cast::<Studio>() }.react();
}

/// Changes the first sample and the last.
unsafe extern "C" fn on_filter(
    width: u16,
    height: u16,
    y: *mut u8,
    _: *mut u8,
    v: *mut u8,
    y_stride: i32,
    uv_stride: i32,
    data: *mut c_void,
) {
    let (columns, rows) = (usize::from(width), usize::from(height));
    let [y_stride, uv_stride] =
        [y_stride, uv_stride].map(|stride| usize::try_from(stride).expect("a stride"));
    let last = (rows.div_ceil(2) - 1) * uv_stride + columns.div_ceil(2) - 1;
    // SAFETY: as above.
    unsafe {
        y.write(1);
        y.add((rows - 1) * y_stride + columns - 1).write(2);
        v.add(last).write(3);
        (*data.cast::<Studio>()).react();
    }
}
