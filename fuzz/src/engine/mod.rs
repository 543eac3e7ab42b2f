//! Parsers of the engine.

#[rustfmt::skip] // formatted where it belongs
#[path = "../../../crates/engine/src/driver/framing.rs"]
mod deframer;
mod framing;

use deframer::{Deframer, frame};

pub use framing::framing;
