//! A peer's packets as frames, and the figures of that.

use jackfield_media::receiver::{AudioReceiver, Frame, FrameKind, ReceivedPacket};
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{Codec, RtpPacket};

use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;
use crate::section::Section;

/// The decoder is made with the first packet: a session that never talks costs no codec memory.
#[derive(Debug, Default)]
pub(crate) struct Decoding {
    receiver: Option<AudioReceiver>,
    received: u64,
    /// What of the receiver's figures the counters have.
    counted: Counted,
    /// Why there is no decoder.
    failure: Option<String>,
}

#[derive(Debug, Default)]
struct Counted {
    late: u64,
    lost: u64,
    malformed: u64,
}

impl Decoding {
    /// Takes a packet of the peer; one that is for another section is left out.
    pub(crate) fn receive(
        &mut self,
        arrival: Timestamp,
        packet: &RtpPacket,
        section: Option<&Section>,
        host: &Host,
    ) {
        self.received += 1;
        let Some(section) = section.filter(|section| section.mid == packet.mid) else {
            return;
        };
        if let Some(Codec::TelephoneEvent { .. }) = packet.codec {
            // Its number is no lost packet of audio.
            if let Some(receiver) = &mut self.receiver {
                receiver.skip(low_bits(packet.sequence));
            }
            return;
        }
        let Some(encoding) = section.encoding(packet.payload_type) else {
            host.metrics.increment(Counter::DropPayload);
            return;
        };
        let Some(receiver) = self.receiver(host) else {
            return;
        };
        receiver.push(
            arrival,
            ReceivedPacket {
                sequence: low_bits(packet.sequence),
                rtp_time: packet.rtp_time,
                payload: &packet.payload,
                encoding,
            },
        );
    }

    /// The next frame that is due. Call until `None`, and [`Decoding::count`] then.
    pub(crate) fn poll_frame(
        &mut self,
        now: Timestamp,
        out: &mut [i16],
        host: &Host,
    ) -> Option<Frame> {
        let frame = self.receiver.as_mut()?.poll_frame(now, out)?;
        count_frame(frame.kind, host);
        Some(frame)
    }

    /// Adds to the counters what was lost, late or malformed since.
    pub(crate) fn count(&mut self, host: &Host) {
        let Some(receiver) = &self.receiver else {
            return;
        };
        let stats = receiver.stats();
        let late = stats.late - self.counted.late;
        host.metrics.add(Counter::DropLate, late);
        host.metrics.add_signed(
            Counter::PacketsLost,
            stats.lost.cast_signed() - self.counted.lost.cast_signed(),
        );
        let malformed = stats.malformed - self.counted.malformed;
        host.metrics.add(Counter::DropMalformed, malformed);
        self.counted = Counted {
            late: stats.late,
            lost: stats.lost,
            malformed: stats.malformed,
        };
    }

    /// When a frame is due.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        self.receiver.as_ref().and_then(AudioReceiver::next_timeout)
    }

    /// When the next frame can be played, as late as packets came lately.
    pub(crate) fn ready_at(&self) -> Option<Timestamp> {
        self.receiver.as_ref().and_then(AudioReceiver::ready_at)
    }

    /// Why nothing can be decoded, once.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        stats.packets_received = self.received;
        let Some(receiver) = &self.receiver else {
            return;
        };
        let heard = receiver.stats();
        stats.packets_lost = heard.lost;
        stats.packets_late = heard.late;
        stats.jitter = Some(heard.jitter);
        stats.buffer_delay = Some(heard.buffer_delay);
        stats.target_delay = Some(heard.target_delay);
        stats.concealed = heard.concealed;
        stats.recovered = heard.recovered();
    }

    fn receiver(&mut self, host: &Host) -> Option<&mut AudioReceiver> {
        if self.receiver.is_none() {
            match AudioReceiver::new(&host.config.receiver()) {
                Ok(receiver) => self.receiver = Some(receiver),
                Err(error) => self.failure = Some(format!("no decoder could be made: {error}")),
            }
        }
        self.receiver.as_mut()
    }
}

/// As the host knows it: see `FRAME_…` there.
pub(crate) fn frame_number(kind: FrameKind) -> u8 {
    match kind {
        FrameKind::Received => 0,
        FrameKind::Redundant => 1,
        FrameKind::Fec => 2,
        FrameKind::Concealed => 3,
        FrameKind::Silence => 4,
    }
}

fn count_frame(kind: FrameKind, host: &Host) {
    /// Of one frame at 48 kHz, whatever rate the host asked for.
    const SAMPLES: u64 = 960;
    let counter = match kind {
        FrameKind::Received => Counter::SamplesReceived,
        FrameKind::Redundant | FrameKind::Fec => Counter::SamplesRecovered,
        FrameKind::Concealed => Counter::SamplesConcealed,
        FrameKind::Silence => return,
    };
    host.metrics.add(counter, SAMPLES);
}

/// Of a sequence number, as it is in packets.
fn low_bits(sequence: u64) -> u16 {
    let [low, high, ..] = sequence.to_le_bytes();
    u16::from_le_bytes([low, high])
}

#[cfg(test)]
mod tests;
