//! From packets to the program's samples.

use std::time::Duration;

use jackfield_media::MediaError;
use jackfield_media::opus::{Packet as OpusPacket, SampleRate};
use jackfield_media::receiver::{Encoding, ReceivedPacket};
use jackfield_media::time::Timestamp;

use super::course::Course;
use super::reception::{ReceiverConfig, Stats};
use super::shape::Shape;
use super::stream::Stream;
use super::{AudioFrame, RATE_LEN};
use crate::bandwidth::Arrivals;
use crate::rtp::{Assembler, AssemblerConfig, HEADER_LEN, Header, Packet};

/// A friend whose audio changes its rate, its channels or the length of its packets is followed no
/// sooner than this after the last change; until then it is heard as before.
const MIN_BETWEEN_SHAPES: Duration = Duration::from_millis(500);
/// Audio under assembly at once: more than one packet only at rates above 170 kbit/s.
const SLOTS: usize = 2;

/// Receives the audio of one call.
///
/// What comes in order and evenly is given out at once. The delay grows with the network's jitter, and by
/// one packet while packets are lost that the next one could replace.
#[derive(Debug)]
pub struct Receiver {
    assembler: Assembler,
    heard: Heard,
}

/// What is done with whole packets.
#[derive(Debug)]
struct Heard {
    config: ReceiverConfig,
    course: Course,
    /// What is heard.
    stream: Option<Stream>,
    /// What is heard once all of that was played.
    next: Option<Stream>,
    /// Of streams that are over, and of packets that belong to none.
    before: Stats,
    /// Mean length of packets, and how many were lost when that was last told.
    mean_len: usize,
    told_lost: u64,
}

impl Receiver {
    /// A receiver that has heard nothing.
    pub fn new(config: ReceiverConfig) -> Self {
        let assembler = AssemblerConfig {
            slots: SLOTS,
            max_frame_len: usize::from(u16::MAX),
            patience: Duration::ZERO,
            max_patience: Duration::ZERO,
        };
        let heard = Heard {
            config,
            course: Course::new(),
            stream: None,
            next: None,
            before: Stats::default(),
            mean_len: 0,
            told_lost: 0,
        };
        Self {
            assembler: Assembler::new(assembler),
            heard,
        }
    }

    /// Takes a packet; says what to report of it. What is malformed is counted and dropped.
    pub fn receive(&mut self, now: Timestamp, packet: &Packet<'_>) -> Arrivals {
        if packet.is_whole() {
            self.heard.take(now, &packet.header, packet.payload);
        } else {
            self.assemble(now, packet);
        }
        Arrivals {
            events: 1,
            received: HEADER_LEN + packet.payload.len(),
            lost: 0,
        }
    }

    fn assemble(&mut self, now: Timestamp, packet: &Packet<'_>) {
        self.assembler.push(now, packet);
        while let Some(frame) = self.assembler.poll(now) {
            if frame.missing == 0 {
                let header = Header {
                    sequence: frame.sequence,
                    timestamp: frame.timestamp,
                    ..packet.header
                };
                self.heard.take(now, &header, frame.data);
            }
        }
    }

    /// Writes the next audio that is due, all of its packet if that is longer than 20 ms. Call until
    /// false.
    pub fn poll(&mut self, now: Timestamp, frame: &mut AudioFrame) -> bool {
        let heard = &mut self.heard;
        if heard.is_to_change() && heard.change(frame) {
            return true;
        }
        let playing = heard.stream.as_mut();
        playing.is_some_and(|stream| stream.play(now, frame))
    }

    /// When to poll if no packet comes before; `None` while there is nothing to wait for.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        if self.heard.is_to_change() {
            return Some(Timestamp::ZERO);
        }
        self.heard.stream.as_ref()?.next_timeout()
    }

    /// Bytes lost since this was last asked: how many packets, by how long they are.
    pub fn take_lost(&mut self) -> usize {
        let lost = self.stats().lost;
        let heard = &mut self.heard;
        let since = lost.saturating_sub(heard.told_lost);
        heard.told_lost = heard.told_lost.max(lost);
        usize::try_from(since).map_or(0, |packets| packets.saturating_mul(heard.mean_len))
    }

    /// What happened so far.
    pub fn stats(&self) -> Stats {
        let before = self.heard.before;
        self.heard
            .streams()
            .fold(before, |all, stream| all.and(stream.stats()))
    }

    /// Bytes taken.
    pub fn memory(&self) -> usize {
        let streams: usize = self.heard.streams().map(Stream::memory).sum();
        size_of::<Self>() + self.assembler.memory() + streams
    }
}

impl Heard {
    fn streams(&self) -> impl Iterator<Item = &Stream> {
        self.stream.iter().chain(&self.next)
    }

    fn take(&mut self, now: Timestamp, header: &Header, payload: &[u8]) {
        if self.try_take(now, header, payload).is_none() {
            self.before.malformed += 1;
        }
    }

    fn try_take(&mut self, now: Timestamp, header: &Header, payload: &[u8]) -> Option<()> {
        let (rate, opus) = payload.split_first_chunk::<RATE_LEN>()?;
        let rate = SampleRate::from_hz(u32::from_be_bytes(*rate))?;
        let packet = OpusPacket::parse(opus).ok()?;
        let shape = Shape::of(rate, &packet);
        self.mean_len = mean(self.mean_len, payload.len());
        let Some(place) = self
            .course
            .locate(header.sequence, header.timestamp, packet.samples())
        else {
            self.before.late += 1;
            return Some(());
        };
        let stream = self.stream_for(now, shape).ok()?;
        let received = ReceivedPacket {
            sequence: place.sequence,
            rtp_time: place.time,
            payload: opus,
            encoding: Encoding::Opus,
        };
        stream.push(now, received, packet.samples());
        Some(())
    }

    /// Where a packet of this shape goes: to a stream like it if it may be changed already.
    fn stream_for(&mut self, now: Timestamp, shape: Shape) -> Result<&mut Stream, MediaError> {
        let newest = self.next.as_ref().or(self.stream.as_ref());
        let stays = newest.is_some_and(|stream| {
            stream.shape() == shape || now.since(stream.since()) < MIN_BETWEEN_SHAPES
        });
        if !stays {
            self.begin(Stream::new(&self.config, shape, now)?);
        }
        let newest = self.next.as_mut().or(self.stream.as_mut());
        newest.ok_or(MediaError::LocalMisuse("no stream was begun"))
    }

    /// What is heard next; what waited for that and was not heard is forgotten.
    fn begin(&mut self, stream: Stream) {
        if self.stream.is_none() {
            self.stream = Some(stream);
        } else if let Some(unheard) = self.next.replace(stream) {
            self.before = self.before.and(unheard.stats());
        }
    }

    /// Whether all of a stream was heard and another one follows.
    fn is_to_change(&self) -> bool {
        self.next.is_some() && self.stream.as_ref().is_none_or(Stream::is_dry)
    }

    /// On to the next stream; whether what was heard dies away in this frame.
    fn change(&mut self, frame: &mut AudioFrame) -> bool {
        let over = std::mem::replace(&mut self.stream, self.next.take());
        let Some(mut over) = over else {
            return false;
        };
        self.before = self.before.and(over.stats());
        over.fade_out(frame)
    }
}

/// Over about sixteen packets.
const fn mean(before: usize, len: usize) -> usize {
    if before == 0 {
        len
    } else {
        (before * 15 + len).div_ceil(16)
    }
}

#[cfg(test)]
mod tests;
