//! The messages of `proto/jackfield/v1`, as Python has them: written by `scripts/proto.sh`,
//! documented in the `.proto` files.
//!
//! A crate of its own, so that the code can be written anew when those who use it do not compile.
#![forbid(unsafe_code)]
#![allow(clippy::pedantic, reason = "generated")]

include!("../generated/jackfield.v1.rs");
