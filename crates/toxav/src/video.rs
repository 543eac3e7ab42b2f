//! VP8 both ways.
//!
//! A payload is one VP8 frame. Receiving has two halves, so that nothing that takes a packet waits for
//! a picture being decoded: a [`Receiver`] makes packets frames and queues them, a [`Screen`] decodes
//! what it is given. Who forwards frames uses the first half alone.
//!
//! # Key frames after a loss
//!
//! The protocol has no request for a key frame. A libtoxcore that sends has one in 40 frames at the
//! latest, and nothing that its friend does makes it send one sooner: not a report of loss, which only
//! proposes a lower rate, nor hiding the video and showing it again, after which its encoder goes on
//! where it was. What it takes for nothing is a repeated PUSH with capabilities that it knows. So a
//! [`Receiver`] that needs a key frame asks for that ([`Receiver::poll_key_request`]), and a [`Sender`]
//! of ours takes such a PUSH, as well as a report of loss, for a request
//! ([`Sender::request_key_frame`]); besides it sends one every two seconds.

mod picture;
mod receiver;
mod rhythm;
mod sender;
mod sizing;

pub use picture::{Screen, ScreenConfig};
pub use receiver::{BrokenFrames, Encoded, Receiver, ReceiverConfig, Stats};
pub use rhythm::KeyFrameConfig;
pub use sender::{Sender, SenderConfig};
