//! On the way in and out of each function that C calls.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What C programs hold: a number, never an address, so a killed instance is known for ever.
#[repr(C)]
pub struct ToxAV {
    nothing: [u8; 0],
}

/// What a function of the C interface fails with when it cannot be told otherwise.
pub(crate) const OK: i32 = 0;

/// Run the body; a panic, which must not cross into C, becomes the fallback.
pub(crate) fn guarded<R>(fallback: R, body: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(fallback)
}

/// Tell C how it went: true and 0, or false and the error's number.
///
/// # Safety
/// `error` is null or points to an enum of C.
pub(crate) unsafe fn answer(error: *mut i32, result: Result<(), i32>) -> bool {
    let code = result.err().unwrap_or(OK);
    if !error.is_null() {
        // SAFETY: not null, so by contract the program's own enum, which has an int's size.
        unsafe { error.write(code) };
    }
    result.is_ok()
}

/// The elements that a program points to; none for a null pointer.
///
/// # Safety
/// `data` is null or points to `length` elements that stay as they are for `'a`.
pub(crate) unsafe fn slice<'a, T>(data: *const T, length: usize) -> &'a [T] {
    if data.is_null() {
        return &[];
    }
    // SAFETY: not null, so by contract `length` readable elements.
    unsafe { std::slice::from_raw_parts(data, length) }
}
