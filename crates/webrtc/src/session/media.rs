//! What was negotiated, and which section a packet belongs to.

use str0m::Rtc;

use super::{Session, pictures};
use crate::offer::Description;
use crate::types::{Codec, MediaKind, MediaLine, Mid, RtpPacket};

/// Streams remembered per session: audio, video and its layers, and restarts of each.
const MAX_KNOWN_STREAMS: usize = 64;

impl Session {
    /// Reads the negotiated sections, in the order of the answer.
    pub(super) fn note_media(&mut self, answer: &str) {
        let mut media = Vec::new();
        for section in &Description::read(answer).sections {
            let mid = section.mid().map(str0m::media::Mid::from);
            let line = mid.and_then(|mid| media_line(&self.rtc, mid));
            media.extend(line.map(|line| MediaLine {
                // A section that the offer turned down carries nothing.
                payloads: if section.is_refused() {
                    Vec::new()
                } else {
                    line.payloads
                },
                ..line
            }));
        }
        self.tones.note_media(&media);
        self.media = media;
    }

    pub(super) fn rtp_packet(&mut self, packet: str0m::rtp::RtpPacket) -> Option<RtpPacket> {
        let ssrc = *packet.header.ssrc;
        let mid = self.section_of(ssrc)?;
        let payload_type = *packet.header.payload_type;
        let line = self.media.iter().find(|line| line.mid == mid);
        let codec = line.and_then(|line| line.codec(payload_type));
        let packet = RtpPacket {
            mid,
            ssrc,
            payload_type,
            codec,
            sequence: *packet.seq_no,
            rtp_time: packet.header.timestamp,
            marker: packet.header.marker,
            audio_level: packet.header.ext_vals.audio_level,
            picture: pictures::of(codec, &packet.payload),
            payload: packet.payload,
        };
        self.tones.receive(self.now, &packet);
        Some(packet)
    }

    fn section_of(&mut self, ssrc: u32) -> Option<Mid> {
        if let Some((_, mid)) = self.streams.iter().find(|(known, _)| *known == ssrc) {
            return Some(*mid);
        }
        let mut direct = self.rtc.direct_api();
        let mid = Mid(direct.stream_rx(&ssrc.into())?.mid());
        if self.streams.len() == MAX_KNOWN_STREAMS {
            self.streams.remove(0);
        }
        self.streams.push((ssrc, mid));
        Some(mid)
    }
}

fn media_line(rtc: &Rtc, mid: str0m::media::Mid) -> Option<MediaLine> {
    let media = rtc.media(mid)?;
    let mut payloads = Vec::new();
    for pt in media.remote_pts() {
        let Some(params) = rtc.codec_config().find(|params| params.pt() == *pt) else {
            continue;
        };
        let codec = match params.spec().codec {
            str0m::format::Codec::Opus => Codec::Opus,
            str0m::format::Codec::Vp8 => Codec::Vp8,
            str0m::format::Codec::Tele => Codec::TelephoneEvent {
                clock_rate: params.spec().clock_rate.get(),
            },
            _ => continue,
        };
        payloads.push((**pt, codec));
        if let Some(red) = params.red() {
            payloads.push((*red, Codec::Red));
        }
    }
    Some(MediaLine {
        mid: Mid(mid),
        kind: if media.kind().is_audio() {
            MediaKind::Audio
        } else {
            MediaKind::Video
        },
        direction: media.direction().into(),
        payloads,
    })
}

#[cfg(test)]
mod tests;
