//! Audio of one shape, on its way to the program.

use jackfield_media::MediaError;
use jackfield_media::receiver::{AudioReceiver, ReceivedPacket, ReceiverConfig as StreamConfig};
use jackfield_media::time::Timestamp;

use super::AudioFrame;
use super::reception::{ReceiverConfig, Stats};
use super::shape::Shape;

/// Samples of 5 ms of stereo at 48 kHz: how a stream dies away.
const FADE_LEN: usize = 480;

/// A jitter buffer and a decoder, for as long as the shape stays.
#[derive(Debug)]
pub(super) struct Stream {
    receiver: AudioReceiver,
    shape: Shape,
    since: Timestamp,
    /// Frames in a packet.
    frames: usize,
}

impl Stream {
    pub(super) fn new(
        config: &ReceiverConfig,
        shape: Shape,
        now: Timestamp,
    ) -> Result<Self, MediaError> {
        let receiver = AudioReceiver::new(&StreamConfig {
            sample_rate: shape.rate.hz(),
            channels: shape.channels,
            frame: shape.frame,
            max_target_delay: config.max_delay,
            grace: config.grace,
            deep_plc: config.deep_concealment,
        })?;
        Ok(Self {
            receiver,
            shape,
            since: now,
            frames: 1,
        })
    }

    /// What its audio is like.
    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    /// When it began.
    pub(super) const fn since(&self) -> Timestamp {
        self.since
    }

    /// Takes a packet that lasts so many ticks.
    pub(super) fn push(&mut self, now: Timestamp, packet: ReceivedPacket<'_>, ticks: u32) {
        self.frames = self.shape.frames(ticks);
        self.receiver.push(now, packet);
    }

    /// When to play if no packet comes before.
    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        self.receiver.next_timeout()
    }

    /// Bytes taken.
    pub(super) fn memory(&self) -> usize {
        self.receiver.memory()
    }

    /// Whether all that came was played.
    pub(super) fn is_dry(&self) -> bool {
        self.receiver.is_dry()
    }

    /// Writes the next audio that is due.
    pub(super) fn play(&mut self, now: Timestamp, frame: &mut AudioFrame) -> bool {
        let len = self.receiver.frame_len();
        frame.pcm.resize(len * self.frames.max(1), 0);
        let mut frames = frame.pcm.chunks_exact_mut(len);
        let is_due = frames
            .next()
            .is_some_and(|first| self.receiver.poll_frame(now, first).is_some());
        if !is_due {
            return false;
        }
        let ahead = frames.map_while(|rest| self.receiver.poll_ahead(now, rest));
        let played = 1 + ahead.count();
        self.describe(frame, len * played);
        true
    }

    /// Writes how it ends; false when nothing was heard of it.
    pub(super) fn fade_out(&mut self, frame: &mut AudioFrame) -> bool {
        frame.pcm.resize(FADE_LEN, 0);
        let len = self.receiver.fade_out(&mut frame.pcm);
        self.describe(frame, len);
        len > 0
    }

    fn describe(&self, frame: &mut AudioFrame, len: usize) {
        let channels = self.shape.channels.count();
        frame.pcm.truncate(len);
        frame.samples = len / channels;
        frame.channels = u8::try_from(channels).unwrap_or(1);
        frame.rate = self.shape.rate.hz();
    }

    /// What happened so far.
    pub(super) fn stats(&self) -> Stats {
        let stats = self.receiver.stats();
        Stats {
            packets: stats.packets,
            duplicates: stats.duplicates,
            late: stats.late,
            lost: stats.lost,
            malformed: stats.malformed,
            received: stats.received,
            recovered: stats.recovered(),
            concealed: stats.concealed,
            delay: stats.buffer_delay,
            target_delay: stats.target_delay,
            jitter: stats.jitter,
        }
    }
}

#[cfg(test)]
mod tests;
