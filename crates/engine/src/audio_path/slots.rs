//! Sections of a session that we offered in which others are heard, each apart.

use jackfield_media::mixer::Activity;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{MediaKind, MediaLine, Mid, RtpPacket};

use super::AudioPath;
use crate::SessionId;
use crate::decoding::{Decoding, frame_number};
use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;
use crate::section::Section;

/// One of them.
#[derive(Debug)]
pub(super) struct HeardSlot {
    /// As the host knows it.
    source: SessionId,
    section: Section,
    decoding: Decoding,
    activity: Activity,
}

/// Those of an answer that we only receive, numbered as they were offered.
pub(super) fn heard(media: &[MediaLine]) -> Vec<HeardSlot> {
    let audio = media.iter().filter(|line| line.kind == MediaKind::Audio);
    audio
        .skip(1)
        .enumerate()
        .filter_map(|(index, line)| Some((index, Section::new(line)?)))
        .filter(|(_, section)| section.receives && !section.sends)
        .map(|(index, section)| HeardSlot {
            source: SessionId::of_slot(index),
            section,
            decoding: Decoding::default(),
            activity: Activity::default(),
        })
        .collect()
}

impl AudioPath {
    pub(crate) fn has_slots(&self) -> bool {
        !self.slots.is_empty()
    }

    /// Who is heard in a section, if that is a slot.
    pub(crate) fn slot_of(&self, mid: Mid) -> Option<SessionId> {
        let slot = self.slots.iter().find(|slot| slot.is(mid))?;
        Some(slot.source)
    }
}

impl HeardSlot {
    pub(super) fn is(&self, mid: Mid) -> bool {
        self.section.mid == mid
    }

    pub(super) fn receive(&mut self, arrival: Timestamp, packet: &RtpPacket, host: &Host) {
        self.decoding
            .receive(arrival, packet, Some(&self.section), host);
    }

    /// Hands what is due to the host, as a seat is given it: while something is said, and to the end of a
    /// sentence. Answers how many frames had to go for it.
    pub(super) fn decode(
        &mut self,
        now: Timestamp,
        id: SessionId,
        frame: &mut [i16],
        host: &Host,
    ) -> u64 {
        let mut dropped = 0;
        while let Some(heard) = self.decoding.poll_frame(now, frame, host) {
            self.activity.note(frame);
            if !self.activity.is_recent() {
                continue;
            }
            host.metrics.increment(Counter::FramesTapped);
            let media_time = u64::try_from(heard.media_time.as_nanos()).unwrap_or(u64::MAX);
            let kind = frame_number(heard.kind);
            let stream = (id, self.source);
            if !host.hub.push_frame_of(stream, media_time, kind, frame) {
                dropped += 1;
                host.metrics.increment(Counter::FramesDropped);
            }
        }
        self.decoding.count(host);
        dropped
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        self.decoding.next_timeout()
    }

    pub(super) fn take_failure(&mut self) -> Option<String> {
        self.decoding.take_failure()
    }

    pub(super) fn add_to(&self, stats: &mut SessionStats) {
        let mut own = SessionStats::default();
        self.decoding.fill(&mut own);
        stats.packets_received += own.packets_received;
        stats.packets_lost += own.packets_lost;
        stats.packets_late += own.packets_late;
        stats.concealed += own.concealed;
        stats.recovered += own.recovered;
    }
}
