//! The way of PCM: smoothed out, to the host or back, play-out at the peer's rate.

use std::time::Duration;

use jackfield_media::pcm::{PcmReceiver, PcmSender};
use jackfield_media::time::Timestamp;
use jackfield_websocket::{Bytes, Format, Session};

use crate::command::Route;
use crate::directory::{SessionStats, Shared};
use crate::held::Held;
use crate::host::Host;
use crate::metrics::Counter;
use crate::span::duration_of;
use crate::{Metrics, SessionId};

/// As the host knows them: see `FRAME_…` there.
const RECEIVED: u8 = 0;
const SILENCE: u8 = 4;
/// Of one frame at 48 kHz, whatever rate the host asked for.
const FRAME_SAMPLES: u64 = 960;

/// One session's audio, from its `start` on.
#[derive(Debug)]
pub(crate) struct PcmPath {
    route: Route,
    receiver: PcmReceiver,
    sender: PcmSender,
    frame: Box<[i16]>,
    samples: Vec<i16>,
    received: u64,
    sent: u64,
    tap_dropped: u64,
    held: Held,
    /// What of the audio that the receiver and the sender skipped the counters have.
    counted: (Duration, Duration),
}

impl PcmPath {
    /// `None` for a rate that cannot be converted.
    pub(crate) fn new(format: Format, route: Route, host: &Host) -> Option<Self> {
        let config = &host.config;
        let limit = config.websocket.input_limit;
        Some(Self {
            route,
            receiver: PcmReceiver::new(format.rate, config.sample_rate, limit).ok()?,
            sender: PcmSender::new(format.rate, config.playout_limit),
            frame: vec![0; config.frame_samples()].into_boxed_slice(),
            samples: Vec::new(),
            received: 0,
            sent: 0,
            tap_dropped: 0,
            held: Held::default(),
            counted: (Duration::ZERO, Duration::ZERO),
        })
    }

    /// Sends audio of the peer back as it came, the native route's way.
    pub(crate) fn echo(&mut self, audio: Bytes, session: &mut Session, host: &Host) {
        self.received += 1;
        host.metrics.increment(Counter::SocketMessagesReceived);
        self.sent += 1;
        host.metrics.increment(Counter::SocketMessagesSent);
        session.echo(audio);
    }

    /// Takes audio of the peer.
    pub(crate) fn receive(&mut self, now: Timestamp, samples: &[i16], host: &Host) {
        self.received += 1;
        host.metrics.increment(Counter::SocketMessagesReceived);
        // The resampler was made for this rate: it has nothing to refuse.
        let _ = self.receiver.push(now, samples);
    }

    /// Takes audio of the host. What cannot be played counts as played.
    pub(crate) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        self.held.add(duration_of(rate, samples.len()));
        if self.route == Route::Agent {
            // Refused only when rounding puts it a sample over the limit.
            let _ = self.sender.queue(now, rate, samples);
        }
    }

    /// Drops the host's audio that waits, here and at the peer.
    pub(crate) fn clear(&mut self, session: &mut Session) {
        self.sender.clear();
        session.clear();
    }

    /// When to come back.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        [self.receiver.next_timeout(), self.sender.next_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Hands over and plays what is due.
    pub(crate) fn run(
        &mut self,
        now: Timestamp,
        id: SessionId,
        session: &mut Session,
        shared: &Shared,
        host: &Host,
    ) {
        self.hear(now, id, host);
        self.say(now, session, host);
        self.count_skipped(&host.metrics);
        self.held.settle(self.sender_queued(), id, shared, host);
    }

    pub(crate) fn fill(&self, stats: &mut SessionStats) {
        stats.packets_received = self.received;
        stats.packets_sent = self.sent;
        stats.tap_dropped = self.tap_dropped;
        stats.buffer_delay = Some(self.receiver.queued());
    }

    /// Audio of the host only: what the native echo queues is none of its business.
    fn sender_queued(&self) -> Duration {
        if self.route == Route::Agent {
            self.sender.queued()
        } else {
            Duration::ZERO
        }
    }

    fn hear(&mut self, now: Timestamp, id: SessionId, host: &Host) {
        while let Some(frame) = self.receiver.poll_frame(now, &mut self.frame) {
            if !frame.is_silence {
                host.metrics.add(Counter::SamplesReceived, FRAME_SAMPLES);
            }
            if self.route == Route::Transcode {
                // Refused only when the peer's clock runs ahead by the whole limit.
                let _ = self.sender.queue(now, host.config.sample_rate, &self.frame);
                continue;
            }
            host.metrics.increment(Counter::FramesTapped);
            let media_time = u64::try_from(frame.media_time.as_nanos()).unwrap_or(u64::MAX);
            let kind = if frame.is_silence { SILENCE } else { RECEIVED };
            if !host.hub.push_frame(id, media_time, kind, &self.frame) {
                self.tap_dropped += 1;
                host.metrics.increment(Counter::FramesDropped);
            }
        }
    }

    fn count_skipped(&mut self, metrics: &Metrics) {
        let skipped = (self.receiver.skipped(), self.sender.skipped());
        let counted = std::mem::replace(&mut self.counted, skipped);
        metrics.add_audio(Counter::SamplesBurst, counted.0, skipped.0);
        metrics.add_audio(Counter::SamplesStall, counted.1, skipped.1);
    }

    fn say(&mut self, now: Timestamp, session: &mut Session, host: &Host) {
        self.samples.clear();
        while let Ok(true) = self.sender.poll_frame(now, &mut self.samples) {
            session.send_audio(&self.samples);
            self.samples.clear();
            self.sent += 1;
            host.metrics.increment(Counter::SocketMessagesSent);
            host.metrics.increment(Counter::FramesPlayed);
        }
    }
}
