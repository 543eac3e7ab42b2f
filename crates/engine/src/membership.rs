//! What a session is to the call it sits in: audio that is mixed or passed on, and the call's beat.

mod gate;
mod opus_member;
mod opus_stream;
mod pcm_member;
mod slots;

use std::time::Duration;

pub(crate) use opus_member::OpusMember;
pub(crate) use opus_stream::Forwarded;
pub(crate) use pcm_member::PcmMember;
pub(crate) use slots::{AudioSlots, Telling};

/// What is due so soon is taken with this tick: the next would be later than it needs to be.
pub(crate) const EARLY: Duration = Duration::from_millis(10);

/// One turn of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tick {
    /// Consecutive while the call is awake.
    pub(crate) number: u64,
    /// Since the call's first tick.
    pub(crate) media_time: Duration,
}
