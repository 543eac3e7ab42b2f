//! What each fuzz target checks, one function per target.
//!
//! `crates/*/tests/corpus.rs` include these modules by path, so that `cargo test` runs every corpus
//! file through the same checks without cargo-fuzz.

pub mod engine;
pub mod libtoxav;
pub mod media;
pub mod toxav;
pub mod webrtc;
pub mod websocket;
