//! From packets to frames of 20 ms, or shorter: jitter buffer, Opus decoder, repair, and the delay's changes.
//!
//! What is missing is taken from a later packet's RED block, else from its in-band FEC, else made up
//! by Deep PLC. A long gap fades to silence; after [`SILENCE_BEFORE_IDLE`] without a packet the
//! receiver stops asking for the time, and the next packet is played as if it were the first.
//!
//! Memory, all taken by [`AudioReceiver::new`]: the decoder's state (see
//! [`Decoder::state_len`]), 25 kB for packets, 18 kB for samples at 48 kHz.

mod ending;
mod fade;
mod pace;
mod pause;
mod queue;
mod repair;
mod splice;
mod stats;

use std::time::Duration;

use crate::error::MediaError;
use crate::jitter::{
    ArrivedPacket, GRACE, Insertion, JitterBuffer, Need, PacketInfo, PlayoutSchedule, duration_of,
};
use crate::opus::{Channels, Concealment, Decoder, Packet, SampleRate};
use crate::red::RedPayload;
use crate::rtp::{RtpTime, SequenceNumber};
use crate::time::Timestamp;

use fade::Fade;
use pause::PauseDetector;
use queue::FrameQueue;
use repair::Step;
use stats::Meter;

pub use stats::ReceiverStats;

/// Silence after the last packet before the receiver rests: long enough for whoever listens for the
/// end of a sentence, and for the updates that DTX sends every 400 ms.
pub const SILENCE_BEFORE_IDLE: Duration = Duration::from_secs(1);

/// A delay that was needed until now is no backlog yet: per frame, this much of it becomes one.
const BACKLOG_STEP: Duration = Duration::from_millis(1);

/// A frame, the next one, and the longest packet that may have to be decoded for it.
const MAX_QUEUED_MS: usize = 160;

/// How to receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiverConfig {
    /// Samples per second of the frames: 8, 12, 16, 24 or 48 kHz.
    pub sample_rate: u32,
    /// Channels of the frames, interleaved, whatever the packets hold.
    pub channels: Channels,
    /// How long a frame is.
    pub frame: FrameLength,
    /// The delay never grows beyond this.
    pub max_target_delay: Duration,
    /// How late a frame may be before it is made up: what plays frames out has that much in hand. No
    /// delay is taken for what does not exceed it.
    pub grace: Duration,
    /// Conceal by a neural network: 0.2 PESQ better, 0.4 ms of CPU per lost frame.
    pub deep_plc: bool,
}

impl Default for ReceiverConfig {
    fn default() -> Self {
        Self {
            sample_rate: 48_000,
            channels: Channels::Mono,
            frame: FrameLength::default(),
            max_target_delay: Duration::from_millis(400),
            grace: GRACE,
            deep_plc: true,
        }
    }
}

/// How long a frame is: as long as packets are, where those are shorter than 20 ms, so that none waits
/// for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FrameLength {
    /// 2.5 ms.
    Ms2_5,
    /// 5 ms.
    Ms5,
    /// 10 ms.
    Ms10,
    /// 20 ms.
    #[default]
    Ms20,
}

/// What a packet's payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Opus.
    Opus,
    /// Opus inside RFC 2198.
    Red,
}

/// An RTP packet as it came.
#[derive(Debug, Clone, Copy)]
pub struct ReceivedPacket<'a> {
    /// Its number.
    pub sequence: u16,
    /// Its time, 48,000 ticks a second.
    pub rtp_time: u32,
    /// What it carries.
    pub payload: &'a [u8],
    /// What that is.
    pub encoding: Encoding,
}

/// Where a frame's audio comes from: the worst of it when it has several sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameKind {
    /// From the packet that was sent for it.
    Received,
    /// From a copy in a later packet (RED).
    Redundant,
    /// From the low-rate copy in the next packet.
    Fec,
    /// Made up.
    Concealed,
    /// Nothing, because the peer sent nothing.
    Silence,
}

/// A frame that was written to the caller's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Time of its first sample since the first sample of all, on the sender's clock.
    pub media_time: Duration,
    /// Where its audio comes from.
    pub kind: FrameKind,
}

/// See the module.
#[derive(Debug)]
pub struct AudioReceiver {
    rate: SampleRate,
    channels: Channels,
    /// Ticks of a frame.
    frame: u64,
    grace: Duration,
    buffer: JitterBuffer,
    decoder: Decoder,
    queue: FrameQueue,
    fade: Fade,
    pauses: PauseDetector,
    /// The peer sends nothing while nothing is said.
    uses_dtx: bool,
    /// `None` while idle.
    schedule: Option<PlayoutSchedule>,
    need: Need,
    /// Since when that is urgent, if it is.
    urgent_since: Option<Timestamp>,
    /// What the delay may be by what the target lately was.
    allowed: Duration,
    /// Until when a frame waits for the next, to be made one with it.
    held_until: Option<Timestamp>,
    /// Media time of the frame to come, and the tick it belongs to.
    media_time: Duration,
    media_tick: u64,
    last_frame_at: Option<Timestamp>,
    meter: Meter,
}

impl FrameLength {
    const fn ticks(self) -> u64 {
        match self {
            Self::Ms2_5 => 120,
            Self::Ms5 => 240,
            Self::Ms10 => 480,
            Self::Ms20 => 960,
        }
    }

    /// Samples of one channel.
    const fn samples(self, rate: SampleRate) -> usize {
        let milliseconds_times_2 = match self {
            Self::Ms2_5 => 5,
            Self::Ms5 => 10,
            Self::Ms10 => 20,
            Self::Ms20 => 40,
        };
        rate.samples_per_ms(milliseconds_times_2) / 2
    }
}

impl FrameKind {
    /// The one that says more about what the frame lacks.
    const fn worse(self, other: Self) -> Self {
        if self.rank() < other.rank() {
            other
        } else {
            self
        }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Silence => 0,
            Self::Received => 1,
            Self::Redundant => 2,
            Self::Fec => 3,
            Self::Concealed => 4,
        }
    }
}

impl AudioReceiver {
    /// A receiver that has heard nothing.
    pub fn new(config: &ReceiverConfig) -> Result<Self, MediaError> {
        let rate = SampleRate::from_hz(config.sample_rate)
            .ok_or(MediaError::LocalMisuse("sample rate that Opus has not"))?;
        let concealment = if config.deep_plc {
            Concealment::Deep
        } else {
            Concealment::Classic
        };
        Ok(Self {
            rate,
            channels: config.channels,
            frame: config.frame.ticks(),
            grace: config.grace,
            buffer: JitterBuffer::new(config.max_target_delay).with_grace(config.grace),
            decoder: Decoder::new(rate, config.channels, concealment)?,
            queue: FrameQueue::new(
                config.frame.samples(rate) * config.channels.count(),
                rate.samples_per_ms(MAX_QUEUED_MS) * config.channels.count(),
            ),
            fade: Fade::default(),
            pauses: PauseDetector::default(),
            uses_dtx: false,
            schedule: None,
            need: Need::Nothing,
            urgent_since: None,
            allowed: Duration::ZERO,
            held_until: None,
            media_time: Duration::ZERO,
            media_tick: 0,
            last_frame_at: None,
            meter: Meter::default(),
        })
    }

    /// Takes a packet. What is malformed is counted and dropped.
    pub fn push(&mut self, now: Timestamp, packet: ReceivedPacket<'_>) {
        let taken = match packet.encoding {
            Encoding::Opus => self.push_opus(now, &packet, packet.payload, 0),
            Encoding::Red => self.push_red(now, &packet),
        };
        if taken.is_err() {
            self.meter.malformed += 1;
        }
        self.start(now);
        self.steer(now);
    }

    /// Notes a packet of something else in the same stream, digits for example: it is not lost.
    pub fn skip(&mut self, sequence: u16) {
        self.buffer.skip(SequenceNumber(sequence));
    }

    /// When to poll if no packet comes before; `None` while there is nothing to wait for.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let due = self.schedule.as_ref()?.due();
        if let Some(held_until) = self.held_until {
            return Some(held_until);
        }
        let is_ready =
            self.queue.len() >= self.queue.frame_len() || self.next_step(false) != Step::Wait;
        Some(if is_ready { due } else { due + self.grace })
    }

    /// Writes the next frame, if it is due, to `out`: [`AudioReceiver::frame_len`] samples. Call until
    /// `None`.
    pub fn poll_frame(&mut self, now: Timestamp, out: &mut [i16]) -> Option<Frame> {
        let out = out.get_mut(..self.queue.frame_len())?;
        self.skip_backlog(now);
        self.steer(now);
        let due = self.schedule.as_ref()?.due();
        if now < due {
            // It may have been held when it was due earlier.
            self.held_until = None;
            return None;
        }
        if !self.fill(now, now >= due + self.grace) || self.is_held(now) {
            return None;
        }
        let frame = self.play(now, out);
        self.steer(now);
        Some(frame)
    }

    /// Writes the next frame although it is not due, if all of it is decoded already. For who plays
    /// packets that are longer than a frame as a whole.
    pub fn poll_ahead(&mut self, now: Timestamp, out: &mut [i16]) -> Option<Frame> {
        let out = out.get_mut(..self.queue.frame_len())?;
        let is_ready = self.schedule.is_some() && self.queue.len() >= self.queue.frame_len();
        if !is_ready {
            return None;
        }
        self.held_until = None;
        let frame = self.play(now, out);
        self.steer(now);
        Some(frame)
    }

    /// Samples of a frame, those of all channels.
    pub const fn frame_len(&self) -> usize {
        self.queue.frame_len()
    }

    /// Bytes taken, those of the decoder's state included.
    pub fn memory(&self) -> usize {
        Decoder::state_len(self.channels) + self.buffer.memory() + self.queue.memory()
    }

    /// What happened so far.
    pub fn stats(&self) -> ReceiverStats {
        self.meter.stats(&self.buffer)
    }
}

impl AudioReceiver {
    fn push_opus(
        &mut self,
        now: Timestamp,
        packet: &ReceivedPacket<'_>,
        payload: &[u8],
        copies: usize,
    ) -> Result<(), MediaError> {
        let arrived = ArrivedPacket {
            sequence: SequenceNumber(packet.sequence),
            time: RtpTime(packet.rtp_time),
            info: inspect(payload)?,
            data: payload,
            copies,
        };
        let position = self.buffer.position();
        match self.buffer.insert(now, &arrived) {
            Insertion::Restarted => self.restart(),
            Insertion::Stored => {
                let rewound = position.saturating_sub(self.buffer.position());
                self.meter.inserted += duration_of(rewound);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn push_red(&mut self, now: Timestamp, packet: &ReceivedPacket<'_>) -> Result<(), MediaError> {
        let red = RedPayload::parse(packet.payload)?;
        let primary = red.primary();
        let opus = primary.payload_type;
        let copies = || {
            red.redundant()
                .filter(move |block| block.payload_type == opus && !block.data.is_empty())
        };
        self.push_opus(now, packet, primary.data, copies().count())?;
        for block in copies() {
            let info = inspect(block.data)?;
            let place = (SequenceNumber(packet.sequence), RtpTime(packet.rtp_time));
            self.buffer
                .insert_copy(place, block.timestamp_offset, info, block.data);
        }
        Ok(())
    }

    /// Another stream: nothing of the old one helps to decode it.
    fn restart(&mut self) -> Result<(), MediaError> {
        self.queue.clear();
        self.fade.end();
        self.uses_dtx = false;
        self.schedule = None;
        self.held_until = None;
        self.allowed = Duration::ZERO;
        self.decoder.reset()
    }

    /// Begins to play if there is something to play.
    fn start(&mut self, now: Timestamp) {
        if self.schedule.is_some() || !self.buffer.jump() {
            return;
        }
        self.queue.clear();
        self.fade.end();
        let tick = self.buffer.position();
        let pause = self
            .last_frame_at
            .map_or(Duration::ZERO, |at| now.since(at));
        let went_on = duration_of(tick.saturating_sub(self.media_tick));
        // By the sender's clock, unless that says nothing about the pause.
        let is_plausible = went_on.abs_diff(pause) < SILENCE_BEFORE_IDLE;
        if self.last_frame_at.is_some() {
            self.media_time += if is_plausible { went_on } else { pause };
        }
        self.media_tick = tick;
        let due = self.wanted(now).max(now);
        self.schedule = Some(PlayoutSchedule::starting_at(due, duration_of(self.frame)));
    }

    /// Plays a frame that is there, the one before it once more, or two as one.
    fn play(&mut self, now: Timestamp, out: &mut [i16]) -> Frame {
        let earliest = self.buffer.earliest_arrival(self.front_tick());
        let frame = Frame {
            media_time: self.media_time,
            kind: self.play_as_needed(now, out),
        };
        self.meter.played(&frame, now, earliest);
        let tick = self.front_tick();
        self.media_time += duration_of(tick.saturating_sub(self.media_tick));
        self.media_tick = self.media_tick.max(tick);
        self.queue.remember(out);
        self.pauses.hear(out);
        self.last_frame_at = Some(now);
        self.allowed = self
            .allowed
            .saturating_sub(BACKLOG_STEP)
            .max(self.meter.target);
        if let Some(schedule) = &mut self.schedule {
            schedule.advance();
        }
        frame
    }

    fn play_as_needed(&mut self, now: Timestamp, out: &mut [i16]) -> FrameKind {
        let need = self.need;
        if matches!(need, Need::Insertion(_)) && self.insert(out) {
            return FrameKind::Concealed;
        }
        let kind = self.queue.kind();
        let frames = if matches!(need, Need::Removal(_)) && self.remove(now, out) {
            2
        } else {
            self.take(out);
            1
        };
        self.queue.drop_front(frames * self.queue.frame_len());
        kind
    }

    fn take(&self, out: &mut [i16]) {
        if let (Some(frame), _) = self.queue.frames() {
            out.copy_from_slice(frame);
        }
    }

    /// The tick of the first sample that is queued, or needed.
    fn front_tick(&self) -> u64 {
        self.buffer.position().saturating_sub(self.queued_ticks())
    }

    fn queued_ticks(&self) -> u64 {
        let ticks_per_sample = u64::from(48_000 / self.rate.hz());
        let samples = self.queue.len() / self.channels.count();
        u64::try_from(samples).unwrap_or_default() * ticks_per_sample
    }

    /// Samples of all channels.
    fn samples(&self, ticks: u64) -> usize {
        let samples = ticks * u64::from(self.rate.hz()) / 48_000;
        usize::try_from(samples).unwrap_or_default() * self.channels.count()
    }
}

fn inspect(payload: &[u8]) -> Result<PacketInfo, MediaError> {
    let packet = Packet::parse(payload)?;
    Ok(PacketInfo {
        duration: packet.samples(),
        has_fec: packet.has_fec(),
        is_dtx: packet.is_dtx(),
    })
}

/// How much later than its first packet a frame's last one comes, when packets are shorter than
/// frames or do not begin with them.
fn assembly_ticks(packet: u32, queued: u64, frame: u64) -> u64 {
    let packet = u64::from(packet);
    if packet.is_multiple_of(frame) {
        return queued % frame;
    }
    frame - gcd(packet, frame)
}

const fn gcd(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[cfg(test)]
mod tests;
