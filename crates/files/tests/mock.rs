//! Calls whose participants speak files, as they are told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test"
)]

mod common;

use common::{data, file, ramp, wav};
use jackfield_files::{Batch, MockCall};
use jackfield_proto::event::Payload;
use jackfield_proto::rtc_packet::Payload as Media;
use jackfield_proto::rtc_packet::audio_payload::{Format, Payload as Audio, PcmAudioPayload};
use jackfield_proto::{ErrorCode, Event, MockConfig, MockParticipant};
use prost::Message;

const FRAME: usize = 960;

fn someone(id: &str, audio: &[std::path::PathBuf]) -> MockParticipant {
    MockParticipant {
        id: id.into(),
        name: id.to_uppercase(),
        audio: audio
            .iter()
            .map(|path| path.display().to_string())
            .collect(),
    }
}

fn joined(participants: Vec<MockParticipant>) -> MockCall {
    let config = MockConfig {
        participants,
        realtime: false,
    };
    MockCall::join(&config.encode_to_vec())
}

/// All that a call tells, in order: what happened and what was said.
fn told(call: &mut MockCall, max_rows: usize) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        let batch = call.read(max_rows);
        let mut happened = batch.events.iter().peekable();
        for row in 0..=batch.lengths.len() {
            while let Some((_, event)) = happened.next_if(|(before, _)| *before == row) {
                events.push(event.clone());
            }
            events.extend(batch.packet(row));
        }
        if batch.ended {
            return events;
        }
    }
}

fn pcm(event: &Event) -> Option<&PcmAudioPayload> {
    let Some(Payload::RtcPacket(packet)) = &event.payload else {
        return None;
    };
    let Some(Media::Audio(audio)) = &packet.payload else {
        return None;
    };
    let Some(Audio::Pcm(pcm)) = &audio.payload else {
        return None;
    };
    Some(pcm)
}

/// An event in a word or two.
fn word(event: &Event) -> String {
    let who = |participant: &Option<jackfield_proto::Participant>| {
        participant
            .as_ref()
            .map_or(String::new(), |who| who.id.clone())
    };
    match event.payload.as_ref().unwrap() {
        Payload::CallJoinResponse(_) => "join".into(),
        Payload::ParticipantJoined(joined) => format!("{} joined", who(&joined.participant)),
        Payload::ParticipantLeft(left) => format!("{} left", who(&left.participant)),
        Payload::TrackPublished(track) => format!("{} published", who(&track.participant)),
        Payload::TrackUnpublished(track) => format!("{} unpublished", who(&track.participant)),
        Payload::RtcPacket(packet) => format!("{} speaks", who(&packet.participant)),
        Payload::Error(error) => format!("error: {}", error.message),
        Payload::CallEnded(ended) => format!("ended: {}", ended.reason),
        other => panic!("{other:?}"),
    }
}

fn words(events: &[Event]) -> Vec<String> {
    events.iter().map(word).collect()
}

/// Number of pieces, and samples per channel in them.
fn count(path: std::path::PathBuf) -> (usize, usize) {
    let events = told(&mut joined(vec![someone("ann", &[path])]), 256);
    let pieces: Vec<_> = events.iter().filter_map(pcm).collect();
    let bytes: usize = pieces.iter().map(|pcm| pcm.data.len()).sum();
    (pieces.len(), bytes / 4)
}

#[test]
fn wav_and_mp3_give_exactly_their_pieces_and_samples() {
    assert_eq!(count(data("speech/weather.wav")), (94, 89_644));
    assert_eq!(count(data("speech/jfk.wav")), (550, 528_000));
    assert_eq!(count(data("files/jfk.mp3")), (550, 528_000));
    assert_eq!(count(data("files/speech.flac")), (50, 48_000));
}

#[test]
fn each_piece_is_48_khz_stereo_int16_of_20_ms_and_the_last_what_is_left() {
    let path = file("mock/pieces.wav", &wav(48_000, 2, &ramp(2000)));
    let events = told(&mut joined(vec![someone("ann", &[path])]), 256);
    let pieces: Vec<_> = events.iter().filter_map(pcm).collect();
    let lengths: Vec<usize> = pieces.iter().map(|pcm| pcm.data.len()).collect();
    assert_eq!(lengths, [3840, 160]);
    let mut samples = Vec::new();
    for piece in pieces {
        assert_eq!(piece.format, i32::from(Format::Int16));
        assert_eq!((piece.sample_rate, piece.channels), (48_000, 2));
        let pairs = piece.data.chunks_exact(2);
        samples.extend(pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
    }
    assert_eq!(samples, ramp(2000));
}

#[test]
fn a_call_is_told_from_join_to_end_in_order() {
    let path = file("mock/order.wav", &wav(48_000, 1, &ramp(960)));
    let events = told(&mut joined(vec![someone("ann", &[path])]), 256);
    let expected = [
        "join",
        "ann joined",
        "ann published",
        "ann speaks",
        "ann unpublished",
        "ann left",
        "ended: finished",
    ];
    assert_eq!(words(&events), expected);
}

#[test]
fn participants_bear_the_names_of_the_configuration() {
    let events = told(&mut joined(vec![someone("ann", &[])]), 1);
    let Some(Payload::ParticipantJoined(joined)) = &events[1].payload else {
        panic!("{:?}", events[1]);
    };
    let who = joined.participant.as_ref().unwrap();
    assert_eq!(
        (who.id.as_str(), who.name.as_str(), who.transport.as_str()),
        ("ann", "ANN", "mock")
    );
}

#[test]
fn participants_speak_at_the_same_time_and_each_file_after_the_other() {
    let short = file("mock/short.wav", &wav(48_000, 1, &ramp(960)));
    let long = file("mock/long.wav", &wav(48_000, 1, &ramp(1920)));
    let ann = someone("ann", &[short.clone(), short]);
    let bob = someone("bob", std::slice::from_ref(&long));
    let eve = someone("eve", &[]);
    let mut call = joined(vec![ann, bob, eve]);
    let mut speakers = Vec::new();
    let mut rounds = Vec::new();
    loop {
        let Batch {
            speakers: who,
            rounds: when,
            ended,
            ..
        } = call.read(256);
        speakers.extend(who);
        rounds.extend(when);
        if ended {
            break;
        }
    }
    assert_eq!(speakers, [0, 1, 0, 1]);
    assert_eq!(rounds, [0, 0, 1, 1]);
}

#[test]
fn a_file_sounds_the_same_whatever_came_before_it() {
    let said = |files: &[&str]| -> Vec<Vec<u8>> {
        let files: Vec<_> = files.iter().map(|name| data(name)).collect();
        let events = told(&mut joined(vec![someone("ann", &files)]), 256);
        events
            .iter()
            .filter_map(pcm)
            .map(|pcm| pcm.data.clone())
            .collect()
    };
    let [flac, wav] = ["files/speech.flac", "speech/weather.wav"];
    let ogg = "files/speech.ogg";
    let together = said(&[flac, flac, ogg, wav, "files/missing.wav", flac]);
    let apart = [[flac], [flac], [ogg], [wav], [flac]].map(|file| said(&file));
    assert!(together == apart.concat());
}

#[test]
fn a_broken_file_leaves_nothing_to_the_next() {
    let mut cut = wav(16_000, 1, &ramp(4_800));
    cut.truncate(cut.len() - 4_800);
    let cut = file("mock/cut.wav", &cut);
    let whole = file("mock/whole.wav", &wav(16_000, 1, &ramp(480)));
    let alone: Vec<_> = told(
        &mut joined(vec![someone("ann", std::slice::from_ref(&whole))]),
        256,
    );
    let after: Vec<_> = told(&mut joined(vec![someone("ann", &[cut, whole])]), 256);
    let last = |events: &[Event]| events.iter().filter_map(pcm).next_back().cloned();
    assert_eq!(last(&after), last(&alone));
}

#[test]
fn however_much_is_read_at_once_the_same_is_told() {
    let config = || {
        let ann = someone(
            "ann",
            &[data("speech/weather.wav"), data("files/missing.mp3")],
        );
        let bob = someone("bob", &[data("files/speech.flac")]);
        joined(vec![ann, bob])
    };
    let whole = told(&mut config(), usize::MAX);
    for rows in [1, 2, 7, 64] {
        assert!(told(&mut config(), rows) == whole, "{rows}");
    }
}

#[test]
fn no_more_is_read_than_was_asked_for() {
    let mut call = joined(vec![someone("ann", &[data("speech/jfk.wav")])]);
    assert_eq!(call.read(0).lengths.len(), 0);
    assert_eq!(call.read(1).lengths.len(), 1);
    assert_eq!(call.read(100).lengths.len(), 100);
}

#[test]
fn mono_rows_are_the_average_and_rows_have_one_length() {
    let path = file("mock/mono.wav", &wav(48_000, 2, &[100, 200, -4, -8]));
    let batch = joined(vec![someone("ann", &[path])]).read(256);
    assert_eq!(batch.lengths, [2]);
    assert_eq!(batch.mono.len(), FRAME);
    assert_eq!(batch.mono[..3], [150, -6, 0]);
    assert_eq!(batch.stereo.len(), FRAME * 2);
}

#[test]
fn an_unreadable_file_is_an_error_that_names_it_and_the_call_goes_on() {
    let good = file("mock/good.wav", &wav(48_000, 1, &ramp(960)));
    let ann = someone("ann", &["/nowhere/a.wav".into(), good]);
    let events = told(&mut joined(vec![ann]), 256);
    let expected = "error: /nowhere/a.wav: cannot be read: No such file or directory";
    assert_eq!(words(&events)[3..5], [expected, "ann speaks"]);
    let Some(Payload::Error(error)) = &events[3].payload else {
        panic!("{:?}", events[3]);
    };
    assert_eq!(error.code, i32::from(ErrorCode::File));
}

#[test]
fn a_call_of_which_no_file_can_be_read_ends_after_its_errors() {
    let ann = someone("ann", &["/nowhere/a.wav".into(), "/nowhere/b.wav".into()]);
    let events = words(&told(&mut joined(vec![ann]), 256));
    assert_eq!(
        events
            .iter()
            .filter(|word| word.starts_with("error: "))
            .count(),
        2
    );
    assert_eq!(events.last().unwrap(), "ended: finished");
}

#[test]
fn who_says_nothing_is_there_until_the_end() {
    let path = file("mock/silent.wav", &wav(48_000, 1, &ramp(960)));
    let quiet = someone("eve", &[]);
    let events = words(&told(
        &mut joined(vec![quiet, someone("ann", &[path])]),
        256,
    ));
    let expected = ["ann unpublished", "ann left", "eve left", "ended: finished"];
    assert_eq!(events[events.len() - 4..], expected);
}

#[test]
fn a_call_that_cannot_be_says_so_first_and_only() {
    let twice = vec![someone("ann", &[]), someone("ann", &[])];
    let cases = [
        (vec![], "participants: there are none"),
        (vec![someone("", &[])], "participants[0].id: is empty"),
        (twice, "participants[1].id: \"ann\" is there already"),
    ];
    for (participants, reason) in cases {
        let events = told(&mut joined(participants), 256);
        assert_eq!(words(&events), [format!("error: {reason}")]);
        let Some(Payload::Error(error)) = &events[0].payload else {
            panic!("{events:?}");
        };
        assert_eq!(error.code, i32::from(ErrorCode::JoinCall));
    }
}

#[test]
fn bytes_that_are_no_configuration_are_refused() {
    let events = told(&mut MockCall::join(b"\xff\xff"), 256);
    assert!(
        word(&events[0]).starts_with("error: config: "),
        "{events:?}"
    );
    assert_eq!(events.len(), 1);
}

#[test]
fn nothing_is_told_after_the_end() {
    let mut call = joined(vec![someone("ann", &[])]);
    told(&mut call, 256);
    let batch = call.read(256);
    assert!(batch.events.is_empty() && batch.ended);
    assert!(batch.packet(0).is_none());
}

#[test]
fn a_closed_call_tells_nothing_more() {
    let mut call = joined(vec![someone("ann", &[data("speech/jfk.wav")])]);
    assert_eq!(call.read(1).lengths.len(), 1);
    call.close();
    let batch = call.read(256);
    assert!(batch.events.is_empty() && batch.lengths.is_empty() && batch.ended);
}
