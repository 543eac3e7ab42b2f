//! A call without a network: its participants speak what files hold.
//!
//! A machine without a clock. It gives pieces of up to 20 ms in rounds: of each participant that
//! still speaks, one. In real time a round is due every 20 ms; otherwise whoever reads sets the pace,
//! so nothing is ever lost.

use std::collections::{HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use prost::Message;

use crate::error::FilesError;
use crate::fit::Fit;
use crate::reader::AudioReader;
use crate::{CHANNELS, FRAME_SAMPLES, SAMPLE_RATE};
use jackfield_proto::event::Payload;
use jackfield_proto::rtc_packet::audio_payload::{Format, Payload as Audio, PcmAudioPayload};
use jackfield_proto::rtc_packet::{AudioPayload, Payload as Media};
use jackfield_proto::{
    CallEnded, CallJoinResponse, Error, ErrorCode, Event, MockConfig, MockParticipant, Participant,
    ParticipantJoined, ParticipantLeft, RtcPacket, TrackKind, TrackPublished, TrackUnpublished,
};

/// Why a call ends whose participants have said everything.
pub const FINISHED: &str = "finished";
const TRANSPORT: &str = "mock";
const CODEC: &str = "pcm";
#[expect(clippy::cast_possible_truncation, reason = "there are two")]
const WIRE_CHANNELS: u32 = CHANNELS as u32;

/// The call.
#[derive(Debug)]
pub struct MockCall {
    participants: Arc<[Participant]>,
    voices: Vec<Voice>,
    /// Events that nobody has read yet.
    pending: VecDeque<Event>,
    round: u64,
    ended: bool,
}

/// What one participant has still to say.
#[derive(Debug)]
struct Voice {
    files: VecDeque<PathBuf>,
    reader: Option<AudioReader>,
    /// What one file leaves for the next.
    fit: Option<Box<Fit>>,
    present: bool,
}

/// What one read gave: events in order, and audio as columns, one row per piece.
#[derive(Debug, Default)]
pub struct Batch {
    /// Who is in the call.
    pub participants: Arc<[Participant]>,
    /// Each with the number of rows that come before it.
    pub events: Vec<(usize, Event)>,
    /// Whose piece each row is: its place in `participants`.
    pub speakers: Vec<u32>,
    /// The round of each row.
    pub rounds: Vec<u64>,
    /// Samples per channel of each row.
    pub lengths: Vec<u32>,
    /// Rows of [`FRAME_SAMPLES`] × [`CHANNELS`]; what a row's length leaves is silence.
    pub stereo: Vec<i16>,
    /// The same in rows of [`FRAME_SAMPLES`], both channels averaged.
    pub mono: Vec<i16>,
    /// Nothing comes any more.
    pub ended: bool,
}

impl MockCall {
    /// Join a call by its encoded [`MockConfig`]. The first event is `CallJoinResponse`, or `Error`
    /// when there can be no such call.
    pub fn join(config: &[u8]) -> Self {
        let config = MockConfig::decode(config)
            .map_err(|error| FilesError::config("config", error.to_string()));
        match config.and_then(|config| check(&config).map(|()| config)) {
            Ok(config) => Self::begin(config),
            Err(error) => Self::refuse(&error),
        }
    }

    /// What happened and what was said next: the events that wait, and up to `max_rows` pieces in
    /// whole rounds, but at least one round when that is not zero.
    pub fn read(&mut self, max_rows: usize) -> Batch {
        let mut batch = Batch {
            participants: Arc::clone(&self.participants),
            ..Batch::default()
        };
        self.tell(&mut batch);
        while !self.ended && max_rows > 0 {
            let rows = batch.lengths.len();
            if rows > 0 && rows + self.speaking() > max_rows {
                break;
            }
            self.run_round(&mut batch);
        }
        batch.ended = self.ended && self.pending.is_empty();
        batch
    }

    /// Leave: close what is open. Nothing is told any more.
    pub fn close(&mut self) {
        self.ended = true;
        self.pending.clear();
        self.voices.clear();
    }

    fn begin(config: MockConfig) -> Self {
        let mut pending = VecDeque::from([event(Payload::CallJoinResponse(
            CallJoinResponse::default(),
        ))]);
        let mut participants = Vec::new();
        let mut voices = Vec::new();
        for MockParticipant { id, name, audio } in config.participants {
            let participant = Participant {
                id,
                name,
                transport: TRANSPORT.into(),
                ..Participant::default()
            };
            pending.push_back(event(Payload::ParticipantJoined(ParticipantJoined {
                participant: Some(participant.clone()),
            })));
            if !audio.is_empty() {
                pending.push_back(event(Payload::TrackPublished(TrackPublished {
                    participant: Some(participant.clone()),
                    kind: TrackKind::Audio.into(),
                    codec: CODEC.into(),
                })));
            }
            participants.push(participant);
            voices.push(Voice {
                files: audio.into_iter().map(PathBuf::from).collect(),
                reader: None,
                fit: None,
                present: true,
            });
        }
        Self {
            participants: participants.into(),
            voices,
            pending,
            round: 0,
            ended: false,
        }
    }

    fn refuse(error: &FilesError) -> Self {
        Self {
            participants: Arc::default(),
            voices: Vec::new(),
            pending: VecDeque::from([failure(ErrorCode::JoinCall, error)]),
            round: 0,
            ended: true,
        }
    }

    fn speaking(&self) -> usize {
        self.voices.iter().filter(|voice| voice.has_more()).count()
    }

    /// One piece of each who still speaks; the end of the call when nobody does.
    fn run_round(&mut self, batch: &mut Batch) {
        let mut spoke = false;
        let speakers = self.participants.iter().zip(&mut self.voices);
        for (place, (participant, voice)) in (0_u32..).zip(speakers) {
            if !voice.has_more() {
                continue;
            }
            let rows = batch.lengths.len();
            let length = voice.speak(&mut batch.stereo, &mut self.pending);
            if length > 0 {
                spoke = true;
                batch.add_row(place, self.round, length);
            } else {
                voice.leave(participant, true, &mut self.pending);
            }
            // What went wrong did so before this piece was found.
            batch
                .events
                .extend(self.pending.drain(..).map(|event| (rows, event)));
        }
        if spoke {
            self.round += 1;
        } else if self.speaking() == 0 {
            self.finish();
            self.tell(batch);
        }
    }

    fn finish(&mut self) {
        self.ended = true;
        for (participant, voice) in self.participants.iter().zip(&mut self.voices) {
            voice.leave(participant, false, &mut self.pending);
        }
        self.pending.push_back(event(Payload::CallEnded(CallEnded {
            reason: FINISHED.into(),
            detail: String::new(),
        })));
    }

    fn tell(&mut self, batch: &mut Batch) {
        let rows = batch.lengths.len();
        let events = self.pending.drain(..).map(|event| (rows, event));
        batch.events.extend(events);
    }
}

impl Voice {
    fn has_more(&self) -> bool {
        self.reader.is_some() || !self.files.is_empty()
    }

    /// Append a piece of up to 20 ms; returns its length, 0 when everything was said.
    fn speak(&mut self, pcm: &mut Vec<i16>, failures: &mut VecDeque<Event>) -> usize {
        loop {
            match self.piece(pcm) {
                Ok(Some(0)) => self.close(),
                Ok(Some(length)) => return length,
                Ok(None) => return 0,
                Err(error) => {
                    self.close();
                    failures.push_back(failure(ErrorCode::File, &error));
                }
            }
        }
    }

    /// The next piece of the present file, 0 at its end; None after the last file.
    fn piece(&mut self, pcm: &mut Vec<i16>) -> Result<Option<usize>, FilesError> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None => match self.files.pop_front() {
                Some(path) => {
                    let reader = AudioReader::open_next(&path, &mut self.fit)?;
                    self.reader.insert(reader)
                }
                None => return Ok(None),
            },
        };
        reader.read_frame(pcm).map(Some)
    }

    fn close(&mut self) {
        if let Some(reader) = self.reader.take() {
            self.fit = reader.into_fit();
        }
    }

    fn leave(&mut self, participant: &Participant, published: bool, events: &mut VecDeque<Event>) {
        if !std::mem::take(&mut self.present) {
            return;
        }
        if published {
            events.push_back(event(Payload::TrackUnpublished(TrackUnpublished {
                participant: Some(participant.clone()),
                kind: TrackKind::Audio.into(),
            })));
        }
        events.push_back(event(Payload::ParticipantLeft(ParticipantLeft {
            participant: Some(participant.clone()),
            ..ParticipantLeft::default()
        })));
    }
}

impl Batch {
    /// A row as the event that it is on the wire; None when there is no such row.
    pub fn packet(&self, row: usize) -> Option<Event> {
        let speaker = usize::try_from(*self.speakers.get(row)?).ok()?;
        let length = usize::try_from(*self.lengths.get(row)?).ok()?;
        let start = row * FRAME_SAMPLES * CHANNELS;
        let samples = self.stereo.get(start..start + length * CHANNELS)?;
        let pcm = PcmAudioPayload {
            format: Format::Int16.into(),
            sample_rate: SAMPLE_RATE,
            channels: WIRE_CHANNELS,
            data: samples
                .iter()
                .flat_map(|sample| sample.to_le_bytes())
                .collect(),
        };
        let audio = AudioPayload {
            payload: Some(Audio::Pcm(pcm)),
        };
        Some(event(Payload::RtcPacket(RtcPacket {
            participant: self.participants.get(speaker).cloned(),
            payload: Some(Media::Audio(audio)),
        })))
    }

    /// Note a row whose samples were just appended to `stereo`.
    fn add_row(&mut self, speaker: u32, round: u64, length: usize) {
        self.speakers.push(speaker);
        self.rounds.push(round);
        self.lengths.push(u32::try_from(length).unwrap_or(u32::MAX));
        let rows = self.lengths.len();
        self.stereo.resize(rows * FRAME_SAMPLES * CHANNELS, 0);
        let start = (rows - 1) * FRAME_SAMPLES * CHANNELS;
        let (pairs, _) = self.stereo.get(start..).unwrap_or_default().as_chunks();
        let average = |[left, right]: &[i16; CHANNELS]| left.midpoint(*right);
        self.mono.extend(pairs.iter().map(average));
    }
}

fn check(config: &MockConfig) -> Result<(), FilesError> {
    if config.participants.is_empty() {
        return Err(FilesError::config("participants", "there are none"));
    }
    let mut known = HashSet::new();
    for (place, participant) in config.participants.iter().enumerate() {
        let field = || format!("participants[{place}].id");
        if participant.id.is_empty() {
            return Err(FilesError::config(field(), "is empty"));
        }
        if !known.insert(&participant.id) {
            let reason = format!("{:?} is there already", participant.id);
            return Err(FilesError::config(field(), reason));
        }
    }
    Ok(())
}

fn event(payload: Payload) -> Event {
    Event {
        payload: Some(payload),
    }
}

fn failure(code: ErrorCode, error: &FilesError) -> Event {
    event(Payload::Error(Error {
        code: code.into(),
        message: error.to_string(),
    }))
}
