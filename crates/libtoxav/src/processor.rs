//! `jackfield_tox.h`: pictures to frames and back, without a call.

use std::collections::BTreeMap;
use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::Duration;

use jackfield_media::MediaError;
use jackfield_media::processor::{ProcessorConfig, VideoProcessor};
use jackfield_media::time::Timestamp;
use jackfield_media::video::{Chain, Filter, Fit, I420Mut, I420Ref};
use jackfield_media::vpx::{Codec, DecoderConfig, EncoderConfig};
use jackfield_toxav::effects::VideoEffects;
use jackfield_toxav::error::EffectsError;

use crate::border::{answer, guarded, slice};
use crate::effects::Video;
use crate::functions::Failure;

/// What C programs hold: a number, never an address.
#[repr(C)]
pub struct Processor {
    nothing: [u8; 0],
}

/// Why pictures were not processed, by the numbers of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
enum ProcessorError {
    Null = 1,
    Sync = 2,
    Size = 3,
    BitRate = 4,
    Picture = 5,
    Frame = 6,
}

/// A picture without gaps between rows; odd sides of chroma are rounded up.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Picture {
    y: *const u8,
    u: *const u8,
    v: *const u8,
    width: u16,
    height: u16,
}

impl Picture {
    /// # Safety
    /// Each plane is null or as large as the picture.
    unsafe fn view<'a>(&self) -> I420Ref<'a> {
        let (width, height) = (usize::from(self.width), usize::from(self.height));
        let chroma = width.div_ceil(2) * height.div_ceil(2);
        // SAFETY: by contract.
        let (y, u, v) = unsafe {
            (
                slice(self.y, width * height),
                slice(self.u, chroma),
                slice(self.v, chroma),
            )
        };
        I420Ref {
            width: self.width.into(),
            height: self.height.into(),
            y,
            u,
            v,
            y_stride: width,
            uv_stride: width.div_ceil(2),
        }
    }
}

/// A frame: bytes, their count, whether it is a key frame.
type FrameFn = unsafe extern "C" fn(*const u8, usize, bool, *mut c_void);
/// A picture: width, height, planes, strides of luma and chroma.
type PictureFn =
    unsafe extern "C" fn(u16, u16, *const u8, *const u8, *const u8, i32, i32, *mut c_void);
/// A picture to be changed in place.
type FilterFn = unsafe extern "C" fn(u16, u16, *mut u8, *mut u8, *mut u8, i32, i32, *mut c_void);

/// A program's filter.
struct Foreign {
    function: FilterFn,
    data: *mut c_void,
}

// SAFETY: the pointer is only handed back to the program, which said by adding the filter that its
// function may be called with it from the threads that process pictures.
unsafe impl Send for Foreign {}

impl Filter for Foreign {
    fn apply(&mut self, picture: &mut I420Mut<'_>) {
        let (width, height) = (side(picture.width), side(picture.height));
        let strides = (stride(picture.y_stride), stride(picture.uv_stride));
        let (y, u, v) = (
            picture.y.as_mut_ptr(),
            picture.u.as_mut_ptr(),
            picture.v.as_mut_ptr(),
        );
        // SAFETY: a function of the header's type, with the pointer that it came with; the planes are
        // ours alone until it is back.
        unsafe { (self.function)(width, height, y, u, v, strides.0, strides.1, self.data) };
    }
}

type Shared = Arc<Mutex<VideoProcessor>>;

static PROCESSORS: RwLock<BTreeMap<usize, Shared>> = RwLock::new(BTreeMap::new());
static NEXT: AtomicUsize = AtomicUsize::new(1);
/// Apart as objects would be, for programs that look.
const STEP: usize = 16;

/// A processor; null when there can be none like it.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_new(
    width: u16,
    height: u16,
    bit_rate: u32,
    is_vp9: bool,
    error: *mut i32,
) -> *mut Processor {
    let made = guarded(Err(ProcessorError::Null), || {
        made(width, height, bit_rate, is_vp9)
    });
    let number = made.map(|processor| {
        let number = NEXT.fetch_add(1, Relaxed).wrapping_mul(STEP);
        let mut all = PROCESSORS.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(number, Arc::new(Mutex::new(processor)));
        number
    });
    let failure = number.map(drop).map_err(|reason| reason as i32);
    // SAFETY: by contract.
    unsafe { answer(error, failure) };
    std::ptr::without_provenance_mut(number.unwrap_or_default())
}

/// End it; null, and one that has ended, do no harm.
#[unsafe(no_mangle)]
pub extern "C" fn jackfield_tox_video_processor_kill(processor: *mut Processor) {
    let mut all = PROCESSORS.write().unwrap_or_else(PoisonError::into_inner);
    let ended = all.remove(&processor.addr());
    drop(all);
    drop(ended);
}

/// Aim at another rate (kbit/s).
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_set_bit_rate(
    processor: *mut Processor,
    bit_rate: u32,
    error: *mut i32,
) -> bool {
    let body = |processor: &mut VideoProcessor| {
        let set = processor.set_bit_rate_kbps(bit_rate);
        set.map_err(|_| ProcessorError::BitRate)
    };
    // SAFETY: by contract.
    unsafe { ask(processor, error, body) }
}

/// Put effects behind those that are there.
///
/// # Safety
/// `effects` is null or readable; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_add_effects(
    processor: *mut Processor,
    is_incoming: bool,
    effects: *const Video,
    error: *mut i32,
) -> bool {
    // SAFETY: by contract.
    let effects = unsafe { effects.as_ref() }.map(|effects| VideoEffects::from(*effects));
    let wanted = effects.ok_or(EffectsError::Null);
    let wanted = wanted.and_then(|effects| effects.validate().map(|()| effects));
    let result = wanted.and_then(|effects| {
        let added = with(processor, |processor| {
            let added = effects.add_to(filters(processor, is_incoming));
            added.map_err(|_| ProcessorError::Null)
        });
        added.map_err(|_| EffectsError::Null)
    });
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(Failure::number)) }
}

/// Put a function of the program's behind the effects that are there.
///
/// # Safety
/// `function` is null or of its type, and may be called with `data` where pictures are processed; `error`
/// is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_add_filter(
    processor: *mut Processor,
    is_incoming: bool,
    function: Option<FilterFn>,
    data: *mut c_void,
    error: *mut i32,
) -> bool {
    let body = |processor: &mut VideoProcessor| {
        let function = function.ok_or(ProcessorError::Null)?;
        filters(processor, is_incoming).push(Box::new(Foreign { function, data }));
        Ok(())
    };
    // SAFETY: by contract.
    unsafe { ask(processor, error, body) }
}

/// Take all effects and filters away.
///
/// # Safety
/// `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_clear_effects(
    processor: *mut Processor,
    is_incoming: bool,
    error: *mut i32,
) -> bool {
    let body = |processor: &mut VideoProcessor| {
        filters(processor, is_incoming).clear();
        Ok(())
    };
    // SAFETY: by contract.
    unsafe { ask(processor, error, body) }
}

/// Scale, filter and encode a picture.
///
/// # Safety
/// `picture` is null or readable, its planes null or as large as the header says; `function` is null or
/// of its type; `error` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_process_outgoing(
    processor: *mut Processor,
    time_us: u64,
    picture: *const Picture,
    function: Option<FrameFn>,
    data: *mut c_void,
    error: *mut i32,
) -> bool {
    let body = |processor: &mut VideoProcessor| {
        let function = function.ok_or(ProcessorError::Null)?;
        // SAFETY: by contract.
        let picture = unsafe { picture.as_ref() }.ok_or(ProcessorError::Null)?;
        // SAFETY: by contract.
        let picture = unsafe { picture.view() };
        let at = Timestamp::ZERO + Duration::from_micros(time_us);
        let encoded = processor.process_outgoing(picture, at);
        if let Some(frame) = encoded.map_err(|_| ProcessorError::Picture)? {
            // SAFETY: a function of the header's type; the frame stays until it is back.
            unsafe { function(frame.data.as_ptr(), frame.data.len(), frame.is_key, data) };
        }
        Ok(())
    };
    // SAFETY: by contract.
    unsafe { ask(processor, error, body) }
}

/// Decode, filter and hand over a frame.
///
/// # Safety
/// `frame` is null or points to `length` bytes; `function` is null or of its type; `error` is null or
/// writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jackfield_tox_video_processor_process_incoming(
    processor: *mut Processor,
    frame: *const u8,
    length: usize,
    function: Option<PictureFn>,
    data: *mut c_void,
    error: *mut i32,
) -> bool {
    let body = |processor: &mut VideoProcessor| {
        let function = function.ok_or(ProcessorError::Null)?;
        // SAFETY: by contract.
        let frame = unsafe { slice(frame, length) };
        let shown = processor.process_incoming(frame);
        if let Some(picture) = shown.map_err(|_| ProcessorError::Frame)? {
            show(picture, function, data);
        }
        Ok(())
    };
    // SAFETY: by contract.
    unsafe { ask(processor, error, body) }
}

fn show(picture: I420Ref<'_>, function: PictureFn, data: *mut c_void) {
    let (width, height) = (side(picture.width), side(picture.height));
    let (y, u, v) = (picture.y.as_ptr(), picture.u.as_ptr(), picture.v.as_ptr());
    let strides = (stride(picture.y_stride), stride(picture.uv_stride));
    // SAFETY: a function of the header's type; the planes stay until it is back.
    unsafe { function(width, height, y, u, v, strides.0, strides.1, data) };
}

fn made(
    width: u16,
    height: u16,
    bit_rate: u32,
    is_vp9: bool,
) -> Result<VideoProcessor, ProcessorError> {
    let codec = if is_vp9 { Codec::Vp9 } else { Codec::Vp8 };
    let config = |bit_rate| ProcessorConfig {
        encoder: EncoderConfig::new(codec, width.into(), height.into(), bit_rate),
        decoder: DecoderConfig::new(codec),
        fit: Fit::Letterbox,
        shown: None,
    };
    let refused = |_: MediaError| {
        let is_size = config(1).encoder.validate().is_err();
        if is_size {
            ProcessorError::Size
        } else {
            ProcessorError::BitRate
        }
    };
    VideoProcessor::new(&config(bit_rate)).map_err(refused)
}

/// Have a processor do something, and tell C how it went.
///
/// # Safety
/// `error` is null or writable.
unsafe fn ask(
    processor: *mut Processor,
    error: *mut i32,
    body: impl FnOnce(&mut VideoProcessor) -> Result<(), ProcessorError>,
) -> bool {
    let result = with(processor, body);
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(|reason| reason as i32)) }
}

/// Run the body with a processor; whoever is at work with it, or is called by it, is not waited for.
fn with<R>(
    processor: *mut Processor,
    body: impl FnOnce(&mut VideoProcessor) -> Result<R, ProcessorError>,
) -> Result<R, ProcessorError> {
    guarded(Err(ProcessorError::Null), || {
        let shared = find(processor).ok_or(ProcessorError::Null)?;
        let mut processor = match shared.try_lock() {
            Ok(processor) => processor,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(ProcessorError::Sync),
        };
        body(&mut processor)
    })
}

fn find(processor: *mut Processor) -> Option<Shared> {
    let all = PROCESSORS.read().unwrap_or_else(PoisonError::into_inner);
    all.get(&processor.addr()).cloned()
}

const fn filters(processor: &mut VideoProcessor, is_incoming: bool) -> &mut Chain {
    if is_incoming {
        processor.shown_filters_mut()
    } else {
        processor.filters_mut()
    }
}

/// No picture is larger.
fn side(pixels: u32) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX)
}

fn stride(bytes: usize) -> i32 {
    i32::try_from(bytes).unwrap_or(i32::MAX)
}
