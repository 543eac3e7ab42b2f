//! What peers say, on disk.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "numbers of a test are small, and what fails is the test"
)]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::gathering::Gathering;
use common::socket_client::Client;
use common::{connected, counter, millis, seconds, words};
use jackfield_engine::{
    CallId, Command, EngineConfig, EventKind, Hears, Notice, Recorded, RecordingFormat,
    RecordingId, Route, SessionId,
};
use jackfield_files::AudioReader;
use jackfield_testkit::caller::{CallerConfig, Pauses};
use jackfield_testkit::network::{Conditions, Jitter, Loss};
use jackfield_testkit::speech::{align, correlation, rms, speech};
use jackfield_testkit::world::World;

const RATE: usize = 48_000;

/// A folder that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jackfield-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn play(path: &Path) -> Vec<i16> {
    let mut reader = AudioReader::open(path).unwrap();
    let mut samples = Vec::new();
    while reader.read(RATE, &mut samples).unwrap() > 0 {}
    samples.into_iter().step_by(2).collect()
}

fn record(world: &mut World, caller: usize, path: &Path, format: RecordingFormat) -> RecordingId {
    let session = world.session(caller).unwrap();
    let host = world.engine().host();
    let recording = host
        .record(Recorded::Session(session), path, format)
        .unwrap();
    world.run(Duration::ZERO).unwrap();
    recording
}

fn stop(world: &mut World, recording: RecordingId) -> Notice {
    world.engine().command(Command::StopRecording(recording));
    world.run(millis(1)).unwrap();
    ended(world, recording)
}

fn ended(world: &World, recording: RecordingId) -> Notice {
    let told = world.notices().iter().find(|notice| {
        notice.kind == EventKind::Recorded && notice.request.0 == recording.as_u64()
    });
    told.unwrap().clone()
}

#[test]
fn what_a_caller_says_is_in_the_file_on_every_route() {
    let folder = Folder::new("routes");
    for (route, name) in [
        (Route::Forward, "forward"),
        (Route::Agent, "agent"),
        (Route::Listen, "listen"),
    ] {
        for (format, ending) in [
            (RecordingFormat::OggOpus, "opus"),
            (RecordingFormat::Wav, "wav"),
        ] {
            let mut world = connected(route, &CallerConfig::default(), &Conditions::clean());
            let path = folder.file(&format!("{name}.{ending}"));
            let recording = record(&mut world, 0, &path, format);
            let said = words(seconds(3));
            world.run(seconds(1)).unwrap();
            world.caller(0).say(&said);
            world.run(seconds(4)).unwrap();
            let notice = stop(&mut world, recording);
            assert_eq!(
                (notice.code.as_str(), Path::new(&notice.text)),
                ("", path.as_path())
            );
            let heard = play(&path);
            assert!(
                (notice.value - heard.len() as f64 / 48e3).abs() < 1e-3,
                "{}",
                notice.value
            );
            let alignment = align(&said, &heard[RATE / 2..], RATE);
            assert!(
                alignment.correlation > 0.9,
                "{name}.{ending}: {alignment:?}"
            );
            assert!(
                alignment.lag.abs_diff(RATE / 2) <= 960 + 480,
                "{name}.{ending}: {alignment:?}"
            );
        }
    }
}

#[test]
fn two_callers_over_bad_networks_are_aligned_within_a_frame() {
    let folder = Folder::new("aligned");
    let network = |up_to| Conditions {
        delay: millis(30),
        jitter: Jitter::Uniform {
            up_to: millis(up_to),
        },
        loss: Loss::Random { probability: 0.01 },
        ..Conditions::default()
    };
    let config = CallerConfig {
        pauses: Pauses::Silence,
        ..CallerConfig::default()
    };
    let mut world = World::new(3, EngineConfig::default()).unwrap();
    let callers = [80, 10].map(|up_to| world.call(Route::Agent, &config, &network(up_to)).unwrap());
    world.run(seconds(1)).unwrap();
    let paths = callers.map(|caller| folder.file(&format!("{caller}.wav")));
    let recordings =
        callers.map(|caller| record(&mut world, caller, &paths[caller], RecordingFormat::Wav));
    let began = world.now();
    world.run(seconds(2)).unwrap();
    let said = words(seconds(4));
    for caller in callers {
        world.caller(caller).say(&said);
    }
    world.run(seconds(6)).unwrap();
    let places = [0, 1].map(|caller| {
        assert_eq!(stop(&mut world, recordings[caller]).code, "");
        let heard = play(&paths[caller]);
        let alignment = align(&said, &heard, 4 * RATE);
        assert!(alignment.correlation > 0.8, "{alignment:?}");
        let caller = world.caller(caller);
        let spoken = align(&said, caller.said(), 4 * RATE).lag as f64 / RATE as f64;
        let spoken_at = caller.said_from().unwrap().as_nanos() as f64 / 1e9 + spoken;
        let heard_at = began.as_nanos() as f64 / 1e9 + alignment.lag as f64 / RATE as f64;
        (heard_at - spoken_at) * 1e3
    });
    let apart = (places[0] - places[1]).abs();
    assert!(apart <= 20.0, "{places:?} ms after they were said");
}

#[test]
fn a_pause_is_silence_and_moves_nothing() {
    let folder = Folder::new("pause");
    let path = folder.file("pause.wav");
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let recording = record(&mut world, 0, &path, RecordingFormat::Wav);
    let said = words(seconds(5));
    world.run(seconds(1)).unwrap();
    world.caller(0).say(&said);
    world.run(seconds(1)).unwrap();
    world
        .engine()
        .command(Command::PauseRecording(recording, true));
    world.run(seconds(2)).unwrap();
    world
        .engine()
        .command(Command::PauseRecording(recording, false));
    world.run(seconds(2)).unwrap();
    stop(&mut world, recording);
    let heard = play(&path);
    let lag = align(&said[..RATE / 2], &heard[..2 * RATE], 3 * RATE / 2).lag;
    assert!(heard[2 * RATE..4 * RATE].iter().all(|sample| *sample == 0));
    let after = 4 * RATE + 2 * 960;
    assert!(correlation(&said[after - lag..], &heard[after..]) > 0.9);
}

#[test]
fn a_websocket_is_recorded_too() {
    let folder = Folder::new("socket");
    let mut client = Client::started(Route::Listen, 16_000, 1);
    let recordings = [
        (RecordingFormat::OggOpus, "a.opus"),
        (RecordingFormat::Wav, "a.wav"),
    ]
    .map(|(format, name)| {
        let host = client.engine.host();
        host.record(
            Recorded::Session(client.session),
            &folder.file(name),
            format,
        )
        .unwrap()
    });
    client.run(seconds(1));
    let said = speech(1, 16_000, seconds(3));
    client.speak(16_000, &said);
    for recording in recordings {
        client.engine.host().stop_recording(recording);
    }
    client.run(millis(1));
    for name in ["a.opus", "a.wav"] {
        let heard = play(&folder.file(name));
        let narrow: Vec<i16> = heard.into_iter().step_by(3).collect();
        let alignment = align(&said, &narrow, 32_000);
        assert!(alignment.correlation > 0.8, "{name}: {alignment:?}");
        assert!(
            alignment.lag.abs_diff(16_000) < 480,
            "{name}: {alignment:?}"
        );
    }
}

#[test]
fn everybody_in_a_call_is_in_its_recording() {
    let folder = Folder::new("call");
    let mut call = Gathering::new();
    let (caller, client) = (call.caller(), call.client(48_000));
    let host = call.world.engine().host();
    let recordings = [
        (RecordingFormat::Wav, "call.wav"),
        (RecordingFormat::OggOpus, "call.opus"),
    ]
    .map(|(format, name)| {
        host.record(Recorded::Call(call.call), &folder.file(name), format)
            .unwrap()
    });
    call.run(millis(20));
    let late = call.seat(Hears::Nothing);
    let voices = [1, 2, 3].map(|seed| speech(seed, 48_000, seconds(2)));
    call.world.caller(caller).say(&voices[0]);
    call.run(seconds(3));
    call.client_says(client, &voices[1]);
    call.run(seconds(3));
    call.seat_says(late, &voices[2]);
    call.run(seconds(3));
    host.set_muted(late, true);
    call.seat_says(late, &voices[2]);
    call.run(seconds(3));
    for recording in recordings {
        host.stop_recording(recording);
    }
    call.run(millis(20));
    for name in ["call.wav", "call.opus"] {
        let heard = play(&folder.file(name));
        for (index, voice) in voices.iter().enumerate() {
            // It was said at this time, give or take a tenth of a second.
            let expected = (3 * RATE * index).saturating_sub(RATE / 10);
            let alignment = align(voice, &heard[expected..], RATE / 5);
            // Once more encoded, it is a little less alike.
            assert!(
                alignment.correlation > 0.75,
                "{name} {index}: {alignment:?}"
            );
        }
        let muted = &heard[9 * RATE + RATE / 5..];
        assert!(rms(muted) < 10.0, "{name}");
    }
}

#[test]
fn who_is_moved_to_another_call_is_in_its_recording_and_not_in_the_first_ones() {
    let folder = Folder::new("moved");
    let mut call = Gathering::new();
    let caller = call.caller();
    let host = call.world.engine().host();
    let elsewhere = host.create_call_beside(call.call).unwrap();
    let recordings = [(call.call, "left.wav"), (elsewhere, "entered.wav")].map(|(of, name)| {
        let of = Recorded::Call(of);
        host.record(of, &folder.file(name), RecordingFormat::Wav)
            .unwrap()
    });
    let voices = [1, 2].map(|seed| speech(seed, 48_000, seconds(2)));
    call.run(millis(20));
    call.world.caller(caller).say(&voices[0]);
    call.run(seconds(3));
    assert!(host.move_session(call.id(caller), elsewhere));
    call.world.caller(caller).say(&voices[1]);
    call.run(seconds(3));
    for recording in recordings {
        host.stop_recording(recording);
    }
    call.run(millis(20));
    let [left, entered] = ["left.wav", "entered.wav"].map(|name| play(&folder.file(name)));
    assert!(align(&voices[0], &left, RATE).correlation > 0.75);
    assert!(rms(left.get(3 * RATE..).unwrap_or_default()) < 10.0);
    assert!(rms(&entered[..3 * RATE]) < 10.0);
    assert!(align(&voices[1], &entered[3 * RATE..], RATE).correlation > 0.75);
}

#[test]
fn two_who_speak_at_once_are_both_heard() {
    let folder = Folder::new("both");
    let path = folder.file("both.wav");
    let mut call = Gathering::new();
    let (one, other) = (call.seat(Hears::Nothing), call.seat(Hears::Nothing));
    let host = call.world.engine().host();
    let recording = host.record(Recorded::Call(call.call), &path, RecordingFormat::Wav);
    call.run(seconds(1));
    let voices = [1, 2].map(|seed| speech(seed, 48_000, seconds(2)));
    call.seat_says(one, &voices[0]);
    call.seat_says(other, &voices[1]);
    call.run(seconds(3));
    call.hang_up(one);
    call.run(seconds(1));
    host.end_call(call.call);
    call.run(millis(20));
    let heard = play(&path);
    let told = ended(&call.world, recording.unwrap());
    assert_eq!(told.code, "");
    assert!((told.value - 5.0).abs() < 0.1, "{}", told.value);
    let sum: Vec<i16> = voices[0]
        .iter()
        .zip(&voices[1])
        .map(|(a, b)| a.saturating_add(*b))
        .collect();
    let alignment = align(&sum, &heard, 2 * RATE);
    assert!(alignment.correlation > 0.95, "{alignment:?}");
}

#[test]
fn who_is_recorded_before_they_are_connected_is_recorded_from_then_on() {
    let folder = Folder::new("early");
    let path = folder.file("early.opus");
    let mut world = World::new(5, EngineConfig::default()).unwrap();
    let caller = CallerConfig::default();
    world
        .call(Route::Agent, &caller, &Conditions::clean())
        .unwrap();
    let recording = record(&mut world, 0, &path, RecordingFormat::OggOpus);
    assert!(world.caller(0).connected().is_none());
    world.run(seconds(2)).unwrap();
    let said = words(seconds(2));
    world.caller(0).say(&said);
    world.run(seconds(3)).unwrap();
    assert_eq!(stop(&mut world, recording).code, "");
    let alignment = align(&said, &play(&path)[RATE..], 2 * RATE);
    assert!(alignment.correlation > 0.9, "{alignment:?}");
}

#[test]
fn a_place_is_recorded_over_all_its_sessions_with_silence_between_them() {
    let folder = Folder::new("place");
    for (format, name) in [
        (RecordingFormat::OggOpus, "place.opus"),
        (RecordingFormat::Wav, "place.wav"),
    ] {
        let path = folder.file(name);
        let mut call = Gathering::new();
        let first = call.caller();
        let session = call.id(first);
        let host = call.world.engine().host();
        let of = Recorded::Place {
            call: call.call,
            session,
        };
        let recording = host.record(of, &path, format).unwrap();
        let voices = [1, 2].map(|seed| speech(seed, 48_000, seconds(2)));
        call.run(millis(20));
        let began = call.world.now();
        call.world.caller(first).say(&voices[0]);
        call.run(seconds(3));
        call.hang_up(session);
        call.run(seconds(2));
        let second = call.caller();
        host.follow_recording(recording, call.id(second));
        call.run(millis(20));
        call.world.caller(second).say(&voices[1]);
        let spoken = call.world.now().since(began);
        call.run(seconds(3));
        host.end_call(call.call);
        call.run(millis(20));
        assert_eq!(ended(&call.world, recording).code, "");
        let heard = play(&path);
        let place = |time: Duration| (time.as_secs_f64() * RATE as f64) as usize;
        for (voice, at) in [(&voices[0], 0), (&voices[1], place(spoken))] {
            let from = at.saturating_sub(RATE / 10);
            let alignment = align(voice, &heard[from..], RATE / 2);
            assert!(alignment.correlation > 0.75, "{name}: {alignment:?}");
        }
        assert!(rms(&heard[3 * RATE + RATE / 2..5 * RATE]) < 20.0, "{name}");
    }
}

#[test]
fn a_call_that_is_none_is_not_recorded() {
    let folder = Folder::new("none");
    let mut call = Gathering::new();
    let host = call.world.engine().host();
    let path = folder.file("none.wav");
    let nowhere = CallId::from_u64(99 << 8);
    let recording = host
        .record(Recorded::Call(nowhere), &path, RecordingFormat::Wav)
        .unwrap();
    call.run(millis(20));
    assert_eq!(ended(&call.world, recording).code, "call_unknown");
    assert!(!path.exists());
}

#[test]
fn the_end_of_the_call_ends_its_recording() {
    let folder = Folder::new("end");
    let path = folder.file("end.opus");
    let mut world = connected(Route::Agent, &CallerConfig::default(), &Conditions::clean());
    let recording = record(&mut world, 0, &path, RecordingFormat::OggOpus);
    world.run(seconds(1)).unwrap();
    let session = world.session(0).unwrap();
    world.engine().command(Command::Close(session));
    world.run(millis(100)).unwrap();
    let notice = ended(&world, recording);
    assert_eq!(notice.code, "");
    assert!((notice.value - 1.0).abs() < 0.02, "{}", notice.value);
    assert_eq!(play(&path).len(), (notice.value * 48e3).round() as usize);
}

#[test]
fn a_file_that_cannot_be_is_told_of_by_name_and_the_call_goes_on() {
    let folder = Folder::new("refused");
    std::fs::write(folder.file("there.wav"), b"mine").unwrap();
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    for (name, code) in [
        ("there.wav", "exists"),
        ("no/such/folder.wav", "no_directory"),
        ("there.wav/below.wav", "not_a_directory"),
    ] {
        let path = folder.file(name);
        let recording = record(&mut world, 0, &path, RecordingFormat::Wav);
        world.run(millis(100)).unwrap();
        let notice = ended(&world, recording);
        assert_eq!(
            (notice.code.as_str(), notice.text),
            (code, path.display().to_string())
        );
    }
    assert_eq!(std::fs::read(folder.file("there.wav")).unwrap(), b"mine");
    assert!((counter(&mut world, "packets_dropped_total{reason=\"malformed\"}")).abs() < 1e-9);
    world.caller(0).say(&words(seconds(1)));
    let before = world.caller(0).packets().len();
    world.run(seconds(1)).unwrap();
    assert!(world.caller(0).packets().len() > before + 40);
}

#[test]
fn nobody_is_recorded_who_is_not_there() {
    let folder = Folder::new("nobody");
    let mut world = connected(
        Route::Forward,
        &CallerConfig::default(),
        &Conditions::clean(),
    );
    let host = world.engine().host();
    let nobody = SessionId::from_u64(77 << 8);
    let path = folder.file("nobody.wav");
    let recording = host
        .record(Recorded::Session(nobody), &path, RecordingFormat::Wav)
        .unwrap();
    world.run(millis(50)).unwrap();
    assert_eq!(ended(&world, recording).code, "unknown_session");
    assert!(!path.exists());
}

#[test]
fn recordings_over_the_limit_are_refused() {
    let folder = Folder::new("limit");
    let mut config = EngineConfig::default();
    config.recording.limit = 1;
    let mut world = World::new(1, config).unwrap();
    world
        .call(Route::Agent, &CallerConfig::default(), &Conditions::clean())
        .unwrap();
    world.run(seconds(1)).unwrap();
    record(&mut world, 0, &folder.file("one.wav"), RecordingFormat::Wav);
    let second = record(&mut world, 0, &folder.file("two.wav"), RecordingFormat::Wav);
    world.run(millis(10)).unwrap();
    assert_eq!(ended(&world, second).code, "too_many");
}
