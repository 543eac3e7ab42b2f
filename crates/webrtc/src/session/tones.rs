//! Digits (RFC 4733) among the audio of a session, both ways.
//!
//! They share stream and sequence numbers with the audio, whoever makes that: it is left out while
//! digits sound, and numbered on after them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jackfield_media::dtmf::{Digit, DigitTiming, DtmfReceiver, DtmfSender, Press, TelephoneEvent};
use jackfield_media::time::Timestamp;

use super::Session;
use crate::types::{Codec, Event, MediaKind, MediaLine, Mid, OutgoingRtp, RtpPacket};

/// Digits that may wait: longer than any number.
const MAX_WAITING: usize = 64;
/// The clock of Opus.
const AUDIO_CLOCK: u32 = 48_000;

/// Why digits are not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigitsRefused {
    /// The peer takes no events in audio that we send.
    NotNegotiated,
    /// Too many wait.
    Full,
}

/// The audio section in which digits are sent: payload type and clock, that of audio if there is one, as
/// streams have one clock.
#[derive(Debug, Clone, Copy)]
struct ToneSection {
    mid: Mid,
    payload_type: u8,
    clock_rate: u32,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Tones {
    /// Where they are sent: asked for with every packet.
    section: Option<ToneSection>,
    sender: DtmfSender,
    numbers: Numbers,
    /// Of one stream.
    receiver: DtmfReceiver,
    stream: Option<u32>,
    presses: VecDeque<Press>,
}

/// The sequence numbers and the clock of the audio that leaves.
#[derive(Debug, Default)]
struct Numbers {
    /// From those of the audio to those that leave.
    shift: i64,
    /// The one after the highest that left.
    next: u64,
    /// Whatever would get one below would take that of a digit.
    floor: u64,
    is_paused: bool,
    /// RTP time of the last packet of audio, and when it left.
    last: Option<(u32, Timestamp)>,
}

impl Numbers {
    /// Numbers a packet of audio; false when it came too late to have a number.
    fn place(&mut self, now: Timestamp, packet: &mut OutgoingRtp) -> bool {
        let next = self.next.cast_signed();
        if std::mem::take(&mut self.is_paused) {
            self.shift = next - packet.sequence.cast_signed();
            self.floor = self.next;
        }
        let placed = packet.sequence.cast_signed().saturating_add(self.shift);
        let Some(placed) = u64::try_from(placed).ok().filter(|at| *at >= self.floor) else {
            return false;
        };
        packet.sequence = placed;
        self.next = self.next.max(placed + 1);
        self.last = Some((packet.rtp_time, now));
        true
    }

    /// What time it is on the clock of the audio.
    fn clock(&self, at: Timestamp) -> u32 {
        let (rtp_time, since) = self.last.unwrap_or_default();
        let ticks = at.since(since).as_nanos() * u128::from(AUDIO_CLOCK) / 1_000_000_000;
        let [a, b, c, d, ..] = ticks.to_le_bytes();
        rtp_time.wrapping_add(u32::from_le_bytes([a, b, c, d]))
    }
}

impl ToneSection {
    fn of(media: &[MediaLine]) -> Option<Self> {
        let sends = |line: &&MediaLine| line.kind == MediaKind::Audio && line.direction.sends();
        let line = media.iter().find(sends)?;
        let events = line.payloads.iter().filter_map(|(payload_type, codec)| {
            let Codec::TelephoneEvent { clock_rate } = codec else {
                return None;
            };
            Some(Self {
                mid: line.mid,
                payload_type: *payload_type,
                clock_rate: *clock_rate,
            })
        });
        events.max_by_key(|section| section.clock_rate)
    }
}

impl Tones {
    /// Other sections were agreed on.
    pub(super) fn note_media(&mut self, media: &[MediaLine]) {
        self.section = ToneSection::of(media);
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        let times = [self.sender.next_timeout(), self.receiver.next_timeout()];
        times.into_iter().flatten().min()
    }

    /// The next press of the peer's that is over.
    pub(super) fn poll(&mut self, now: Timestamp) -> Option<Event> {
        self.presses.extend(self.receiver.poll(now));
        self.presses.pop_front().map(Event::Press)
    }

    /// Notes what the peer says.
    pub(super) fn receive(&mut self, now: Timestamp, packet: &RtpPacket) {
        let Some(Codec::TelephoneEvent { clock_rate }) = packet.codec else {
            return;
        };
        let Some(event) = TelephoneEvent::parse(&packet.payload) else {
            return;
        };
        if self.stream != Some(packet.ssrc) {
            self.stream = Some(packet.ssrc);
            self.receiver = DtmfReceiver::default();
        }
        let told = self.receiver.push(now, clock_rate, packet.rtp_time, event);
        self.presses.extend(told.into_iter().flatten());
    }

    /// Whether a packet of audio may leave now, with a number that fits.
    pub(super) fn pass(&mut self, now: Timestamp, packet: &mut OutgoingRtp) -> bool {
        if self.sender.is_busy() {
            self.numbers.is_paused = true;
            return false;
        }
        self.numbers.place(now, packet)
    }
}

impl Session {
    /// Sends digits to the peer, after those that wait; the audio of the section pauses meanwhile.
    pub fn send_digits(
        &mut self,
        now: Timestamp,
        digits: &[Digit],
        timing: DigitTiming,
    ) -> Result<(), DigitsRefused> {
        self.advance(now);
        if self.tones.section.is_none() {
            return Err(DigitsRefused::NotNegotiated);
        }
        if self.tones.sender.waiting() + digits.len() > MAX_WAITING {
            return Err(DigitsRefused::Full);
        }
        for digit in digits {
            self.tones.sender.queue(*digit, timing);
        }
        self.play_tones();
        Ok(())
    }

    /// Whether digits sound or wait to.
    pub fn sends_digits(&self) -> bool {
        self.tones.sender.is_busy()
    }

    /// Sends the packets of digits that are due.
    pub(super) fn play_tones(&mut self) {
        if !self.tones.sender.is_busy() {
            return;
        }
        let Some(section) = self.tones.section else {
            return;
        };
        let ToneSection {
            mid,
            payload_type,
            clock_rate,
        } = section;
        while let Some(digit) = self.tones.sender.poll(self.now, clock_rate) {
            let numbers = &mut self.tones.numbers;
            numbers.is_paused = true;
            // The first of a stream is not zero: nothing could come before it.
            let sequence = numbers.next.max(1);
            numbers.next = sequence + 1;
            let clock = numbers.clock(digit.began);
            let packet = OutgoingRtp {
                mid,
                payload_type,
                sequence,
                rtp_time: clock / (AUDIO_CLOCK / clock_rate.clamp(1, AUDIO_CLOCK)),
                marker: digit.marker,
                audio_level: None,
                nackable: false,
                payload: Arc::from(digit.event.to_bytes().as_slice()),
            };
            self.transmit(packet, None);
        }
    }

    pub(super) fn is_tone_section(&self, mid: Mid) -> bool {
        self.tones.section.is_some_and(|section| section.mid == mid)
    }

    /// Until when nothing has to be done for digits.
    pub(super) fn before_tones(&self, due: Timestamp) -> Timestamp {
        self.tones.next_timeout().map_or(due, |at| at.min(due))
    }
}

/// Shortest and longest press, and pause, that equipment takes for one.
pub const DIGIT_TIME: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(40)..=Duration::from_secs(1);

#[cfg(test)]
mod tests;
