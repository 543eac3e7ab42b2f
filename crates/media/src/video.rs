//! Pictures: 4:2:0 frames.

pub mod frame;

pub use frame::{I420, I420Mut, I420Ref, MAX_SIDE};
