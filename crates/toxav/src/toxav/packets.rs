//! What Tox hands over: messages, media, and whether a friend is there.

use jackfield_media::time::Timestamp;

use super::ToxAv;
use crate::lanes::{Consequence, locked};
use crate::network::{AUDIO_ID, BANDWIDTH_ID, Network, VIDEO_ID};
use crate::rate::Proposal;
use crate::rtp::{Media, Packet};

impl<N: Network> ToxAv<N> {
    /// A message of signalling came: lossless packet 69, without the id.
    pub fn handle_lossless(&self, now: Timestamp, friend: u32, packet: &[u8]) {
        self.signal(|calls| calls.handle_message(now, friend, packet), now);
    }

    /// A friend is connected, or is not any more.
    pub fn handle_connection(&self, now: Timestamp, friend: u32, is_online: bool) {
        self.signal(|calls| calls.handle_connection(now, friend, is_online), now);
    }

    /// A lossy packet came: 192, 193 or 196, with the id.
    pub fn handle_lossy(&self, now: Timestamp, friend: u32, packet: &[u8]) {
        match packet.first() {
            Some(&(AUDIO_ID | VIDEO_ID)) => self.handle_media(now, friend, packet),
            Some(&BANDWIDTH_ID) => self.handle_report(now, friend, packet),
            _ => self.traffic.unknown.add(),
        }
    }

    pub(super) fn follow(&self, now: Timestamp, friend: u32, consequence: Consequence) {
        if let Some(report) = consequence.report
            && self.network.send_lossy(friend, &report).is_err()
        {
            self.traffic.unsent.add();
        }
        if consequence.asks_key_frame {
            self.signal(|calls| calls.ask_key_frame(now, friend), now);
        }
    }

    pub(super) fn propose(&self, friend: u32, proposal: Proposal) {
        let mut calls = locked(&self.calls);
        match proposal.media {
            Media::Audio => calls.propose_audio(friend, proposal.kbps),
            Media::Video => calls.propose_video(friend, proposal.kbps),
        }
    }

    fn handle_media(&self, now: Timestamp, friend: u32, bytes: &[u8]) {
        match bytes.first() {
            Some(&AUDIO_ID) => self.traffic.audio.add(),
            _ => self.traffic.video.add(),
        }
        let Some(lanes) = self.lanes(friend) else {
            return self.traffic.without_call.add();
        };
        let Ok(packet) = Packet::parse(bytes) else {
            return self.traffic.refused.add();
        };
        if !lanes.takes(packet.header.media) {
            return self.traffic.unwanted.add();
        }
        self.note_arrival(now, packet.header.media);
        let consequence = lanes.receive(now, &packet);
        self.follow(now, friend, consequence);
    }

    fn handle_report(&self, now: Timestamp, friend: u32, packet: &[u8]) {
        self.traffic.bandwidth.add();
        let Some(lanes) = self.lanes(friend) else {
            return self.traffic.without_call.add();
        };
        if let Some(proposal) = lanes.handle_report(now, packet) {
            self.propose(friend, proposal);
        }
    }
}

#[cfg(test)]
mod tests;
