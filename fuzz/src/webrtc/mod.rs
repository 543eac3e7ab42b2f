//! Parsers of a WebRTC session, and the session itself.

mod config;
mod pair;
mod sdp_fragment;
mod sdp_offer;
mod session;
mod stun;

pub use sdp_fragment::sdp_fragment;
pub use sdp_offer::sdp_offer;
pub use session::session;
pub use stun::stun;
