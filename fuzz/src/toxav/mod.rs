//! What friends on Tox send.

mod media;
mod message;

pub use media::tox_media;
pub use message::tox_message;
