//! What the exported functions have in common: from a handle to its instance, and from what became of
//! it back to C.

use jackfield_toxav::error::{
    AnswerError, BitRateError, CallError, ControlError, EffectsError, SendFrameError,
};

use crate::border::{ToxAV, answer};
use crate::callbacks::Functions;
use crate::instance::Instance;
use crate::registry::with;

/// Why a function failed: an enum with the numbers of its header.
pub(crate) trait Failure: Copy {
    /// Where a handle leads nowhere: nobody has friends there. No header has a better name for it.
    const FRIEND_NOT_FOUND: Self;

    /// As C has it.
    fn number(self) -> i32;
}

macro_rules! failures {
    ($($error:ty),+) => {$(
        impl Failure for $error {
            const FRIEND_NOT_FOUND: Self = Self::FriendNotFound;

            fn number(self) -> i32 {
                self as i32
            }
        }
    )+};
}

failures!(
    AnswerError,
    BitRateError,
    CallError,
    ControlError,
    EffectsError,
    SendFrameError
);

/// Have an instance do something, and tell C how it went.
///
/// # Safety
/// `error` is null or writable.
pub(crate) unsafe fn ask<E: Failure>(
    av: *const ToxAV,
    error: *mut i32,
    body: impl FnOnce(&Instance) -> Result<(), E>,
) -> bool {
    let result = with(av, Err(E::FRIEND_NOT_FOUND), |instance| body(instance));
    // SAFETY: by contract.
    unsafe { answer(error, result.map_err(E::number)) }
}

/// The same with libtoxcore's lock held, for what sends while a lock of ours is held.
///
/// # Safety
/// As for `ask`.
pub(crate) unsafe fn ask_locked<E: Failure>(
    av: *const ToxAV,
    error: *mut i32,
    body: impl FnOnce(&Instance) -> Result<(), E>,
) -> bool {
    let locked = |instance: &Instance| {
        let _locked = instance.tox().lock();
        body(instance)
    };
    // SAFETY: by contract.
    unsafe { ask(av, error, locked) }
}

/// Register or take away a function of the program.
pub(crate) fn register(av: *const ToxAV, change: impl FnOnce(&mut Functions)) {
    with(av, (), |instance| instance.register(change));
}
