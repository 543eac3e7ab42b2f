//! The functions of `toxav.h` and `jackfield_tox.h`: conversion between C and the engine, nothing
//! else.
//!
//! | module | duty |
//! | --- | --- |
//! | `border` | what every function does on its way in and out: panics, error pointers, slices |
//! | `registry` | which instances live: a handle that is null, unknown or killed finds none |
//! | `functions` | from a handle to its instance, and from what became of it to C |
//! | `instance` | one engine, its clock and its callbacks; hands events and frames over |
//! | `hooks` | what libtoxcore calls |
//! | `callbacks` | the C functions that a program has registered |
//! | `tox` | what libtoxcore offers to a `ToxAV`: packets, friends, its lock, its setters of hooks |
//! | `planes` | pictures as C programs have them |
//! | `processor` | pictures to frames and back, without a call |
//! | `lifetime`, `calls`, `media`, `extras`, `effects` | the functions themselves |
//!
//! This is the only crate with libtoxcore's symbols. Its tests are the C programs in `capi/tests`.

#![allow(
    unsafe_code,
    reason = "a C interface is made of it; each block says why it is sound"
)]

pub mod border;
mod callbacks;
pub mod calls;
pub mod effects;
pub mod extras;
mod functions;
mod hooks;
mod instance;
pub mod lifetime;
pub mod media;
mod planes;
pub mod processor;
mod registry;
pub mod tox;
