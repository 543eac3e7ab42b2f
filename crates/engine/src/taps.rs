//! The recordings of one line.

use std::sync::Arc;

use jackfield_media::time::Timestamp;
use jackfield_record::{Encoding, Packet, SenderReport};
use jackfield_webrtc::{Codec, MediaKind, MediaLine, RtpPacket};

use crate::host::Host;
use crate::tape::{Control, Take};
use crate::{RecordingId, SessionId};

/// See the module. A line without recordings costs one look at an empty list a packet.
#[derive(Debug, Default)]
pub(crate) struct Taps {
    recordings: Vec<RecordingId>,
    /// Nobody may hear it: muted, or held.
    is_silent: bool,
    /// The newest, for recordings that begin after it.
    report: Option<SenderReport>,
}

impl Taps {
    pub(crate) fn add(&mut self, recording: RecordingId, source: SessionId, host: &Host) {
        self.recordings.push(recording);
        if let Some(report) = self.report {
            let take = Take::Report {
                recording,
                source,
                report,
            };
            host.tape.note(take, &host.metrics);
        }
    }

    /// What is said from now on is silence in every recording, or no longer.
    pub(crate) fn set_silent(&mut self, is_silent: bool) {
        self.is_silent = is_silent;
    }

    /// Answers whether it was one of them.
    pub(crate) fn remove(&mut self, recording: RecordingId) -> bool {
        let before = self.recordings.len();
        self.recordings.retain(|known| *known != recording);
        self.recordings.len() < before
    }

    /// Whether anybody wants to be told of what is said.
    pub(crate) fn listen(&self) -> bool {
        !self.recordings.is_empty() && !self.is_silent
    }

    /// Notes a packet as it came, if it is audio. Nothing is decoded, and nothing copied.
    pub(crate) fn packet(
        &self,
        source: SessionId,
        arrival: Timestamp,
        packet: &RtpPacket,
        media: &[MediaLine],
        host: &Host,
    ) {
        if !self.listen() {
            return;
        }
        let Some(encoding) = encoding(packet, media) else {
            return;
        };
        for recording in &self.recordings {
            let take = Take::Packet {
                recording: *recording,
                source,
                arrival,
                packet: Packet {
                    ssrc: packet.ssrc,
                    rtp_time: packet.rtp_time,
                    encoding,
                    payload: Arc::clone(&packet.payload),
                },
            };
            host.tape.note(take, &host.metrics);
        }
    }

    /// Notes mono samples, the last of which was taken now.
    pub(crate) fn frame(
        &self,
        source: SessionId,
        arrival: Timestamp,
        rate: u32,
        samples: &[i16],
        host: &Host,
    ) {
        if !self.listen() {
            return;
        }
        let samples: Arc<[i16]> = Arc::from(samples);
        for recording in &self.recordings {
            let take = Take::Samples {
                recording: *recording,
                source,
                arrival,
                rate,
                samples: Arc::clone(&samples),
            };
            host.tape.note(take, &host.metrics);
        }
    }

    /// Notes a sender report.
    pub(crate) fn report(&mut self, source: SessionId, report: SenderReport, host: &Host) {
        self.report = Some(report);
        for recording in &self.recordings {
            let take = Take::Report {
                recording: *recording,
                source,
                report,
            };
            host.tape.note(take, &host.metrics);
        }
    }

    /// The line is over.
    pub(crate) fn leave(&self, source: SessionId, now: Timestamp, host: &Host) {
        for recording in &self.recordings {
            host.tape.ask(Control::Leave(*recording, source, now));
        }
    }
}

/// What the payload is, by what was negotiated; none for what is no audio of ours.
fn encoding(packet: &RtpPacket, media: &[MediaLine]) -> Option<Encoding> {
    let line = media
        .iter()
        .find(|line| line.mid == packet.mid && line.kind == MediaKind::Audio)?;
    let (_, codec) = line
        .payloads
        .iter()
        .find(|(payload_type, _)| *payload_type == packet.payload_type)?;
    match codec {
        Codec::Opus => Some(Encoding::Opus),
        Codec::Red => Some(Encoding::Red),
        Codec::Vp8 | Codec::TelephoneEvent { .. } => None,
    }
}

#[cfg(test)]
mod tests;
