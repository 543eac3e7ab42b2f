//! A line without a network: somebody of the host who sits in a call.

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::mixer::Voice;
use jackfield_media::opus::SampleRate;
use jackfield_media::receiver::FrameKind;
use jackfield_media::sender::{MAX_FRAME_SAMPLES, Playout};
use jackfield_media::time::Timestamp;

use crate::SessionId;
use crate::command::Hears;
use crate::decoding::frame_number;
use crate::directory::{SessionStats, Shared};
use crate::held::Held;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::membership::{EARLY, Tick};
use crate::metrics::Counter;
use crate::span::{after, duration_of};
use crate::taps::Taps;

use super::{Ending, STATS_INTERVAL, Source};

/// So long after its last word a seat may speak again without anybody's way of hearing changing twice.
const SPEAKER_FOR: Duration = Duration::from_secs(10);

/// See the module.
#[derive(Debug)]
pub(crate) struct SeatLine {
    id: SessionId,
    hears: Hears,
    playout: Playout,
    voice: Voice,
    frame: [i16; MAX_FRAME_SAMPLES],
    held: Held,
    shared: Arc<Shared>,
    ending: Option<Ending>,
    /// Until when it is taken for somebody who speaks.
    speaks_until: Option<Timestamp>,
    /// What its call knows of that.
    told: Option<Source>,
    stats_due: Timestamp,
    stats: SessionStats,
    taps: Taps,
}

impl SeatLine {
    pub(crate) fn new(
        id: SessionId,
        hears: Hears,
        shared: Arc<Shared>,
        now: Timestamp,
        host: &Host,
    ) -> Self {
        Self {
            id,
            hears,
            playout: Playout::new(host.config.playout_limit),
            voice: Voice::new(SampleRate::at_least(host.config.sample_rate)),
            frame: [0; MAX_FRAME_SAMPLES],
            held: Held::default(),
            shared,
            ending: None,
            speaks_until: None,
            told: None,
            stats_due: after(now, STATS_INTERVAL),
            stats: SessionStats::default(),
            taps: Taps::default(),
        }
    }

    pub(super) fn taps(&mut self) -> &mut Taps {
        &mut self.taps
    }

    pub(super) fn id(&self) -> SessionId {
        self.id
    }

    /// One that has never said anything, or nothing for long, keeps nobody from being forwarded.
    pub(super) fn source(&self) -> Source {
        match self.speaks_until {
            Some(_) => Source::Samples,
            None => Source::Nothing,
        }
    }

    pub(super) fn take_change(&mut self) -> bool {
        let told = Some(self.source());
        std::mem::replace(&mut self.told, told) != told
    }

    pub(crate) fn hears(&self) -> Hears {
        self.hears
    }

    pub(super) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        self.held.add(duration_of(rate, samples.len()));
        self.speaks_until = Some(now + self.playout.queued() + SPEAKER_FOR);
        // Refused only when rounding puts it a sample over the limit.
        let _ = self.playout.queue(now, rate, samples);
    }

    pub(super) fn clear_audio(&mut self) {
        self.playout.clear();
        self.voice.clear();
    }

    pub(super) fn end(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }

    pub(super) fn is_over(&self) -> bool {
        self.ending.is_some()
    }

    /// Takes what is due of what the host said.
    pub(crate) fn hear(&mut self, now: Timestamp, host: &Host) {
        while let Some(played) = self.playout.poll_frame(now + EARLY, &mut self.frame) {
            let frame = self.frame.get(..played.rate.samples_per_ms(20));
            let frame = frame.unwrap_or_default();
            self.taps.frame(self.id, now, played.rate.hz(), frame, host);
            if self.voice.rate() != played.rate {
                self.voice = Voice::new(played.rate);
            }
            if !self.voice.push(FrameKind::Received, frame) {
                host.metrics.increment(Counter::MixFramesDropped);
            }
        }
    }

    pub(crate) fn voice(&mut self) -> &mut Voice {
        &mut self.voice
    }

    /// Whether something of the host waits to be heard.
    pub(crate) fn has_input(&self) -> bool {
        self.playout.next_timeout().is_some()
    }

    /// Gives the host what somebody said, or everybody if it is the seat itself.
    pub(crate) fn send(
        &mut self,
        source: SessionId,
        tick: Tick,
        kind: FrameKind,
        frame: &[i16],
        host: &Host,
    ) {
        host.metrics.increment(Counter::FramesTapped);
        let stream = (self.id, source);
        let kind = frame_number(kind);
        if !host
            .hub
            .push_frame_of(stream, tick.media_nanos(), kind, frame)
        {
            self.stats.tap_dropped += 1;
            host.metrics.increment(Counter::FramesDropped);
        }
    }

    /// Gives the host the silence after what was said.
    pub(crate) fn send_silence(&mut self, tick: Tick, host: &Host) {
        let frame = [0; MAX_FRAME_SAMPLES];
        let silence = frame.get(..host.config.frame_samples());
        let silence = silence.unwrap_or_default();
        self.send(self.id, tick, FrameKind::Silence, silence, host);
    }

    pub(super) fn run(&mut self, now: Timestamp, host: &Host) {
        self.speaks_until = self.speaks_until.filter(|until| *until > now);
        let queued = self.playout.queued();
        self.held.settle(queued, self.id, &self.shared, host);
        if now >= self.stats_due {
            self.stats_due = after(now, STATS_INTERVAL);
            self.shared.publish(self.stats.clone());
        }
    }

    /// Its call keeps the time of what it says.
    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        self.speaks_until
    }

    pub(super) fn announce_end(&self, host: &Host) {
        let Some(ending) = self.ending else { return };
        host.metrics.increment(ending.counter());
        let closed = Notice::new(self.id, EventKind::Closed);
        host.hub.post(closed.code(ending.code()));
    }
}

#[cfg(test)]
mod tests;
