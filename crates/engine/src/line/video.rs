//! What a line's peer shows, and wants to be shown, on its way to the call.

use jackfield_webrtc::{Mid, RtpPacket};

use crate::host::Host;
use crate::metrics::Counter;

/// Packets that wait for the worker, which takes them after every datagram: more than that never
/// come at once by themselves.
const MAX_PACKETS: usize = 64;
/// Of a line's listener, between two looks.
const MAX_EVENTS: usize = 16;

/// See the module.
#[derive(Debug)]
pub(crate) struct VideoLine {
    packets: Vec<RtpPacket>,
    events: Vec<VideoEvent>,
    room: usize,
}

impl Default for VideoLine {
    fn default() -> Self {
        Self::with_room(MAX_PACKETS)
    }
}

/// What the peer says of what it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum VideoEvent {
    /// It can be shown others from now on.
    Ready,
    /// It shows nothing any more.
    Hidden,
    /// It cannot go on without.
    KeyFrameWanted(Mid),
    /// So much of a section it lost.
    Loss(Mid, f32),
    /// So many bits per second it can take.
    Estimate(u64),
}

impl VideoLine {
    /// For so many packets at once.
    pub(super) fn with_room(room: usize) -> Self {
        Self {
            packets: Vec::new(),
            events: Vec::new(),
            room,
        }
    }

    /// Whether so many more find room.
    pub(super) fn has_room(&self, count: usize) -> bool {
        self.packets.len() + count <= self.room
    }

    pub(super) fn receive(&mut self, packet: RtpPacket, host: &Host) {
        if self.has_room(1) {
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
        let packets = std::mem::take(&mut self.packets);
        (packets, std::mem::take(&mut self.events))
    }
}
