//! What a line's peer shows, and wants to be shown, on its way to the call.

use jackfield_webrtc::{Mid, RtpPacket};

use crate::host::Host;
use crate::metrics::Counter;

/// Packets that wait for the worker, which takes them after every datagram: more than that never
/// come at once.
const MAX_PACKETS: usize = 64;
/// Of a line's listener, between two looks.
const MAX_EVENTS: usize = 16;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct VideoLine {
    packets: Vec<RtpPacket>,
    events: Vec<VideoEvent>,
}

/// What the peer says of what it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum VideoEvent {
    /// It cannot go on without.
    KeyFrameWanted(Mid),
    /// So much of a section it lost.
    Loss(Mid, f32),
    /// So many bits per second it can take.
    Estimate(u64),
}

impl VideoLine {
    pub(super) fn receive(&mut self, packet: RtpPacket, host: &Host) {
        if self.packets.len() < MAX_PACKETS {
            self.packets.push(packet);
        } else {
            host.metrics.increment(Counter::DropLate);
        }
    }

    pub(super) fn note(&mut self, event: VideoEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push(event);
        }
    }

    /// Whether there is something to take.
    pub(crate) fn is_empty(&self) -> bool {
        self.packets.is_empty() && self.events.is_empty()
    }

    pub(crate) fn take(&mut self) -> (Vec<RtpPacket>, Vec<VideoEvent>) {
        let Self { packets, events } = self;
        (std::mem::take(packets), std::mem::take(events))
    }
}
