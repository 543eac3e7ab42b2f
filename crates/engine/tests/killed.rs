//! A process that is killed leaves whole files. This one runs in real time, as a kill does.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a real process on a real clock"
)]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::socket_client::Wire;
use jackfield_engine::{Engine, EngineConfig, Recorded, RecordingFormat, Route};
use jackfield_files::AudioReader;

const FOLDER: &str = "JACKFIELD_TEST_FOLDER";
const FRAME: Duration = Duration::from_millis(20);
/// The promise, and what a machine may be too busy for.
const LOSS_MS: u64 = 1_000 + 1_000;

fn names() -> [(&'static str, RecordingFormat); 2] {
    [
        ("a.opus", RecordingFormat::OggOpus),
        ("a.wav", RecordingFormat::Wav),
    ]
}

#[test]
#[ignore = "the process that is killed: started by the other test"]
fn speaks_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let engine = Engine::start(EngineConfig::default(), || {}).unwrap();
    let (mut client, server) = UnixStream::pair().unwrap();
    let session = engine
        .open_socket(server.as_raw_fd(), Vec::new(), Route::Forward)
        .unwrap();
    for (name, format) in names() {
        let of = Recorded::Session(session);
        engine.record(of, &folder.join(name), format).unwrap();
    }
    let start = r#"{"type":"start","rate":48000,"channels":1}"#;
    client.write_all(&Wire::text(start)).unwrap();
    let mut echo = client.try_clone().unwrap();
    std::thread::spawn(move || std::io::copy(&mut echo, &mut std::io::sink()));
    let began = Instant::now();
    for frame in 1..1_000_u32 {
        client.write_all(&Wire::audio(&[3_000; 960])).unwrap();
        println!("spoken {}", began.elapsed().as_millis());
        let due = FRAME * frame;
        std::thread::sleep(due.saturating_sub(began.elapsed()));
    }
}

#[test]
fn all_but_the_last_second_is_there_after_a_kill() {
    let folder = std::env::temp_dir().join(format!("jackfield-killed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "speaks_until_it_is_killed",
        ])
        .env(FOLDER, &folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(child.stdout.take().unwrap()).lines();
    let spoken = told
        .map_while(Result::ok)
        .filter_map(|line| line.rsplit_once("spoken ")?.1.parse::<u64>().ok())
        .find(|spoken| *spoken >= 4_000);
    child.kill().unwrap();
    child.wait().unwrap();
    let spoken = spoken.unwrap();
    for (name, _) in names() {
        let heard = play(&folder.join(name));
        let milliseconds = heard.len() as u64 / 48;
        assert!(
            milliseconds + LOSS_MS >= spoken,
            "{name}: {milliseconds} of {spoken} ms"
        );
        let middle = &heard[heard.len() / 2..][..4_800];
        assert!(middle.iter().any(|sample| *sample != 0), "{name} is silent");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn play(path: &Path) -> Vec<i16> {
    let mut reader = AudioReader::open(path).unwrap();
    let mut samples = Vec::new();
    while reader.read(48_000, &mut samples).unwrap() > 0 {}
    samples.into_iter().step_by(2).collect()
}
