//! One recording, from its start to its end.

use std::collections::BTreeMap;
use std::time::Duration;

use jackfield_media::opus::EncoderConfig;
use jackfield_media::time::Timestamp;

use crate::RecordError;
use crate::clock::SenderReport;
use crate::filler;
use crate::lane::Lane;
use crate::mix::Mix;
use crate::ogg::{OggOpus, PRE_SKIP};
use crate::placer::Piece;
use crate::shelf::Audio;
use crate::sink::{Encoded, Sink};
use crate::source::{Packet, Source, Stats};
use crate::time_line;
use crate::wav::{Wav, Write};

/// What comes later than this after it was said is too late: with what is written once in so much
/// time, less than a second is lost when all ends at once.
const HOLD: Duration = Duration::from_millis(500);

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Opus in Ogg.
    OggOpus,
    /// 16-bit PCM, mono at 48 kHz.
    Wav,
}

/// Whose voice it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One participant's, whose packets are Opus: in Ogg they are kept as they come.
    Packets,
    /// That of all whose packets or samples come, in one.
    Mixed,
}

/// What to record, and how.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// When it begins.
    pub started: Timestamp,
    /// What the file is.
    pub format: Format,
    /// Whose voice it holds.
    pub layout: Layout,
    /// Of what has to be encoded, in bit/s.
    pub bitrate: u32,
    /// Of what has to be encoded, 0 to 10.
    pub complexity: u8,
    /// Names the stream in an Ogg file; any number.
    pub serial: u32,
}

/// See the crate's first page.
#[derive(Debug)]
pub struct Recording {
    started: Timestamp,
    sources: Sources,
    output: Output,
    pauses: Pauses,
    stats: Stats,
    pieces: Vec<Piece>,
    length: u64,
}

type Sources = BTreeMap<u64, (Source, Lane)>;

#[derive(Debug)]
enum Output {
    Copied(OggOpus),
    Summed(Mix, Sink),
}

/// Stretches that are not to be heard.
#[derive(Debug, Default)]
struct Pauses {
    since: Option<i64>,
    over: Vec<(i64, i64)>,
}

impl Recording {
    /// Begins.
    pub fn new(config: &Config) -> Result<Self, RecordError> {
        let encoded = || {
            let encoder = EncoderConfig {
                bitrate: config.bitrate,
                complexity: config.complexity,
                fec: false,
                ..EncoderConfig::default()
            };
            Encoded::new(encoder, config.serial).map_err(RecordError::Encoder)
        };
        let output = match (config.format, config.layout) {
            (Format::OggOpus, Layout::Packets) => Output::Copied(OggOpus::new(config.serial)),
            (Format::OggOpus, Layout::Mixed) => {
                Output::Summed(Mix::default(), Sink::Opus(Box::new(encoded()?)))
            }
            (Format::Wav, _) => Output::Summed(Mix::default(), Sink::Wav(Wav::default())),
        };
        Ok(Self {
            started: config.started,
            sources: BTreeMap::new(),
            output,
            pauses: Pauses::default(),
            stats: Stats::default(),
            pieces: Vec::new(),
            length: 0,
        })
    }

    /// Takes a packet of a participant.
    pub fn packet(&mut self, source: u64, arrival: Timestamp, packet: &Packet) {
        let (source, lane) = self.output.source(&mut self.sources, self.started, source);
        source.packet(arrival, packet, &mut self.stats, &mut self.pieces);
        self.output.add(&mut self.pieces, lane, &self.pauses);
    }

    /// Takes mono samples of a participant, the last of which was taken now.
    pub fn samples(&mut self, source: u64, arrival: Timestamp, rate: u32, samples: &[i16]) {
        let (source, lane) = self.output.source(&mut self.sources, self.started, source);
        source.samples(arrival, rate, samples, &mut self.stats, &mut self.pieces);
        self.output.add(&mut self.pieces, lane, &self.pauses);
    }

    /// Takes a sender report of a participant.
    pub fn report(&mut self, source: u64, report: &SenderReport) {
        let (source, _) = self.output.source(&mut self.sources, self.started, source);
        source.report(report);
    }

    /// A participant is gone; what they said last is kept.
    pub fn leave(&mut self, now: Timestamp, source: u64) {
        if matches!(self.output, Output::Copied(_)) {
            return;
        }
        if let Some((mut source, mut lane)) = self.sources.remove(&source) {
            let end = time_line::place(self.started, now);
            source.finish(now, (end, end), &mut self.stats, &mut self.pieces);
            self.output.add(&mut self.pieces, &mut lane, &self.pauses);
        }
    }

    /// From now on silence is written, or no longer.
    pub fn set_paused(&mut self, now: Timestamp, is_paused: bool) {
        let place = time_line::place(self.started, now);
        match (self.pauses.since, is_paused) {
            (None, true) => self.pauses.since = Some(place),
            (Some(since), false) => {
                self.pauses.over.push((since, place));
                self.pauses.since = None;
            }
            _ => {}
        }
    }

    /// Brings what is to be written up to the time.
    pub fn advance(&mut self, now: Timestamp) {
        let until = time_line::place(self.started, now.saturating_sub(HOLD));
        if until <= 0 {
            return;
        }
        self.output.ensure_source(&mut self.sources, self.started);
        for (source, lane) in self.sources.values_mut() {
            source.advance(now, until, &mut self.stats, &mut self.pieces);
            self.output.add(&mut self.pieces, lane, &self.pauses);
        }
        self.sum_up(until.cast_unsigned());
        self.pauses.forget(until - i64::from(time_line::RATE));
    }

    /// Ends now. What is to be written after that is all.
    pub fn finish(&mut self, now: Timestamp) {
        let end = time_line::place(self.started, now).max(0);
        self.length = end.cast_unsigned();
        let decoded_end = self.length + u64::from(PRE_SKIP);
        self.output.ensure_source(&mut self.sources, self.started);
        for (source, lane) in self.sources.values_mut() {
            let ends = (end, decoded_end.cast_signed());
            source.finish(now, ends, &mut self.stats, &mut self.pieces);
            self.output.add(&mut self.pieces, lane, &self.pauses);
        }
        match &mut self.output {
            Output::Copied(ogg) => ogg.finish(decoded_end),
            Output::Summed(mix, sink) => {
                sum(mix, sink, decoded_end);
                sink.finish(self.length);
            }
        }
    }

    /// What is to be written now for the file to be whole so far.
    pub fn take_writes(&mut self) -> Vec<Write> {
        let mut writes = Vec::new();
        match &mut self.output {
            Output::Copied(ogg) => ogg.take_writes(&mut writes),
            Output::Summed(_, sink) => sink.take_writes(&mut writes),
        }
        writes
    }

    /// How long it is, once it has ended.
    pub fn length(&self) -> Duration {
        time_line::duration(self.length)
    }

    /// What became of its packets so far.
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Writes the sum as far as every participant is known.
    fn sum_up(&mut self, until: u64) {
        let known = self.sources.values().map(|(source, _)| source.written());
        let until = known.min().unwrap_or(until);
        if let Output::Summed(mix, sink) = &mut self.output {
            sum(mix, sink, until);
        }
    }
}

impl Output {
    /// A participant's place, new ones included.
    fn source<'a>(
        &self,
        sources: &'a mut Sources,
        started: Timestamp,
        name: u64,
    ) -> &'a mut (Source, Lane) {
        // Packets are kept of one participant, whatever name they come by.
        let (name, written) = match self {
            Self::Copied(_) => (0, 0),
            Self::Summed(mix, _) => (name, mix.from()),
        };
        sources
            .entry(name)
            .or_insert_with(|| (Source::new(started, written), Lane::default()))
    }

    /// The silence of a file of packets is somebody's.
    fn ensure_source(&self, sources: &mut Sources, started: Timestamp) {
        if matches!(self, Self::Copied(_)) {
            self.source(sources, started, 0);
        }
    }

    fn add(&mut self, pieces: &mut Vec<Piece>, lane: &mut Lane, pauses: &Pauses) {
        match self {
            Self::Copied(ogg) => copy(ogg, pieces, pauses),
            Self::Summed(mix, _) => {
                for piece in pieces.drain(..) {
                    lane.add(&piece, pauses.cover(&piece), mix);
                }
            }
        }
    }
}

impl Pauses {
    /// Whether any of it was said in a pause.
    fn cover(&self, piece: &Piece) -> bool {
        let (at, samples, behind) = match piece {
            Piece::Packet(at, held) => match held.audio {
                // What is decoded was said the encoder's look-ahead before.
                Audio::Opus(_) => (*at, held.samples.into(), i64::from(PRE_SKIP)),
                Audio::Pcm(_) => (*at, held.samples.into(), 0),
            },
            Piece::Gap { at, samples, .. } => (*at, *samples, 0),
        };
        let from = at.cast_signed() - behind;
        let to = from.saturating_add_unsigned(samples);
        let is_open = self.since.is_some_and(|since| since < to);
        is_open
            || self
                .over
                .iter()
                .any(|(since, until)| *since < to && from < *until)
    }

    /// What is over for longer than that will not be asked for.
    fn forget(&mut self, before: i64) {
        self.over.retain(|(_, until)| *until >= before);
    }
}

/// Packets as they came, silence for the rest.
fn copy(ogg: &mut OggOpus, pieces: &mut Vec<Piece>, pauses: &Pauses) {
    for piece in pieces.drain(..) {
        match &piece {
            Piece::Packet(_, held) => match &held.audio {
                Audio::Opus(packet) if !pauses.cover(&piece) => {
                    ogg.packet(packet, u64::from(held.samples));
                }
                // Nobody mixes samples into packets; they would be silence.
                Audio::Opus(_) | Audio::Pcm(_) => silence(ogg, u64::from(held.samples)),
            },
            Piece::Gap { samples, .. } => silence(ogg, *samples),
        }
    }
}

fn silence(ogg: &mut OggOpus, samples: u64) {
    for (packet, length) in filler::silence(samples) {
        ogg.packet(&packet, length);
    }
}

/// Gives the file what is summed up to a place; what a decoder gives first is no part of it.
fn sum(mix: &mut Mix, sink: &mut Sink, until: u64) {
    let from = mix.from();
    let samples = mix.take(until);
    let skipped = u64::from(PRE_SKIP).saturating_sub(from);
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    sink.samples(
        samples
            .get(skipped.min(samples.len())..)
            .unwrap_or_default(),
    );
}

#[cfg(test)]
mod tests;
