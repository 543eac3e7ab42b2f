//! What effects do to voices: they are made right, without noise, without echo.
#![cfg(feature = "effects")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    unreachable_pub,
    reason = "a test may panic, its numbers are small, and its parts are modules"
)]

mod echo;
mod gain;
mod noise;
mod sound;
