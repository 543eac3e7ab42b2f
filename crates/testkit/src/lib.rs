//! What tests of calls need: a clock that is set, a network that loses and delays from a seed,
//! speech and pictures to send, and ways to say how much of it came back.
//!
//! Everything is deterministic: the same seed gives the same call, bit by bit.

#[cfg(feature = "calls")]
pub mod caller;
pub mod clock;
pub mod network;
pub mod picture;
#[cfg(feature = "calls")]
pub mod simulation;
pub mod speech;
#[cfg(feature = "calls")]
pub mod world;
