//! The audio of a member who comes by WebSocket: as it came for the mix, sent what was mixed.

use std::time::Duration;

use jackfield_media::mixer::Voice;
use jackfield_media::opus::{Channels, SampleRate};
use jackfield_media::pcm::PcmReceiver;
use jackfield_media::receiver::FrameKind;
use jackfield_media::resample::Resampler;
use jackfield_media::time::Timestamp;
use jackfield_websocket::{Format, Session};

use crate::directory::SessionStats;
use crate::host::Host;
use crate::metrics::Counter;

use super::EARLY;

/// Of one frame at 48 kHz, whatever its rate is.
const FRAME_SAMPLES: u64 = 960;

/// One session's audio in a call, from its `start` on.
#[derive(Debug)]
pub(crate) struct PcmMember {
    receiver: PcmReceiver,
    voice: Voice,
    frame: Vec<i16>,
    /// To a rate that is none of Opus.
    resampler: Option<Resampler>,
    resampled: Vec<i16>,
    /// Since when the newest frame was there.
    ready: Option<Timestamp>,
    received: u64,
    sent: u64,
    counted: Duration,
}

impl PcmMember {
    /// `None` for a rate that cannot be converted.
    pub(crate) fn new(format: Format, host: &Host) -> Option<Self> {
        let rate = SampleRate::at_least(format.rate);
        let limit = host.config.websocket.input_limit;
        let resampler = (rate.hz() != format.rate)
            .then(|| Resampler::new(rate.hz(), format.rate, Channels::Mono))
            .transpose()
            .ok()?;
        Some(Self {
            receiver: PcmReceiver::new(format.rate, rate.hz(), limit).ok()?,
            voice: Voice::new(rate),
            frame: vec![0; rate.samples_per_ms(20)],
            resampler,
            resampled: Vec::new(),
            ready: None,
            received: 0,
            sent: 0,
            counted: Duration::ZERO,
        })
    }

    /// Takes audio of the peer.
    pub(crate) fn receive(&mut self, now: Timestamp, samples: &[i16], host: &Host) {
        self.received += 1;
        host.metrics.increment(Counter::SocketMessagesReceived);
        // The resampler was made for this rate: it has nothing to refuse.
        let _ = self.receiver.push(now, samples);
    }

    /// Takes what is due.
    pub(crate) fn hear(&mut self, now: Timestamp, host: &Host) {
        while let Some(frame) = self.receiver.poll_frame(now + EARLY, &mut self.frame) {
            let kind = if frame.is_silence {
                FrameKind::Silence
            } else {
                host.metrics.add(Counter::SamplesReceived, FRAME_SAMPLES);
                self.ready = Some(frame.ready);
                FrameKind::Received
            };
            if !self.voice.push(kind, &self.frame) {
                host.metrics.increment(Counter::MixFramesDropped);
            }
        }
        let skipped = self.receiver.skipped();
        let counted = std::mem::replace(&mut self.counted, skipped);
        host.metrics
            .add_audio(Counter::SamplesBurst, counted, skipped);
    }

    pub(crate) fn voice(&mut self) -> &mut Voice {
        &mut self.voice
    }

    /// Whether something of the peer waits to be heard.
    pub(crate) fn has_input(&self) -> bool {
        self.receiver.next_timeout().is_some()
    }

    /// When the newest frame of its voice was there.
    pub(crate) fn ready_at(&self) -> Option<Timestamp> {
        self.ready
    }

    /// Of what it is sent, before it is made to fit.
    pub(crate) fn rate(&self) -> SampleRate {
        self.voice.rate()
    }

    /// Sends what was mixed for it in this tick.
    pub(crate) fn send(&mut self, frame: &[i16], session: &mut Session, host: &Host) {
        let samples = match &mut self.resampler {
            None => frame,
            Some(resampler) => {
                self.resampled.clear();
                // Made for these rates: it has nothing to refuse.
                let _ = resampler.process(frame, &mut self.resampled);
                &self.resampled
            }
        };
        session.send_audio(samples);
        self.sent += 1;
        host.metrics.increment(Counter::SocketMessagesSent);
        host.metrics.increment(Counter::FramesPlayed);
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        stats.packets_received = self.received;
        stats.packets_sent = self.sent;
        stats.buffer_delay = Some(self.receiver.queued());
    }
}

#[cfg(test)]
mod tests;
