//! Speech through a bad network and the receiver, in virtual time: what the PESQ table is made of.
//!
//! `speech_quality CLIPS OUT SENDERS CONDITIONS SEEDS` sends every WAVE file of the folder CLIPS
//! and writes to OUT what was said, `CLIP.wav`, and what a listener hears,
//! `CLIP-SENDER-CONDITION-SEED.wav`; one line of JSON per run goes to standard output. SENDERS,
//! CONDITIONS and SEEDS are lists with commas.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code,
    reason = "a broken bench should stop; tests share its modules"
)]

#[path = "../../tests/common/call.rs"]
mod call;
mod device;
mod wav;

use std::io::Write;
use std::path::{Path, PathBuf};

use call::{FRAME_SAMPLES, Heard, Protection, RATE, SentStream, encode, listen, load, transmit};
use device::PlayoutDevice;
use jackfield_media::receiver::{FrameKind, ReceiverStats};
use jackfield_testkit::network::Conditions;

/// Eight seconds.
const LEAST_SAMPLES: usize = 8 * RATE as usize;
/// Half a second of silence after the last word, longer than any delay: what is cut off while it is
/// still on its way would count as lost.
const AFTER_SAMPLES: usize = RATE as usize / 2;

struct Job<'a> {
    clip: &'a str,
    sender: &'a str,
    condition: &'a str,
    seed: &'a str,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [clips, out, senders, conditions, seeds] = arguments.as_slice() else {
        panic!("usage: speech_quality CLIPS OUT SENDERS CONDITIONS SEEDS");
    };
    for path in recordings(Path::new(clips)) {
        let clip = path.file_stem().and_then(|stem| stem.to_str()).unwrap();
        let mut speech = long_enough(&load(&path));
        speech.resize(speech.len() + AFTER_SAMPLES, 0);
        wav::save(&Path::new(out).join(format!("{clip}.wav")), &speech);
        for sender in senders.split(',') {
            let stream = encode(&speech, protection(sender));
            for condition in conditions.split(',') {
                // Nothing is left to chance without impairments.
                let different = if condition == "clean" { 1 } else { usize::MAX };
                for seed in seeds.split(',').take(different) {
                    let job = Job {
                        clip,
                        sender,
                        condition,
                        seed,
                    };
                    run(&job, &stream, Path::new(out));
                }
            }
        }
    }
}

/// A clip that is over before a network has shown what it does is said again.
fn long_enough(speech: &[i16]) -> Vec<i16> {
    speech.repeat(LEAST_SAMPLES.div_ceil(speech.len()))
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of recordings");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut recordings: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "wav"))
        .collect();
    recordings.sort();
    recordings
}

fn protection(sender: &str) -> Protection {
    match sender {
        "plain" => Protection::Plain,
        "fec" => Protection::Fec,
        "red1" => Protection::Red(1),
        "red2" => Protection::Red(2),
        _ => panic!("no such sender: {sender}"),
    }
}

fn network(name: &str) -> Conditions {
    match name {
        "clean" => Conditions::clean(),
        "b" => Conditions::random_loss(0.05),
        "c" => Conditions::random_loss(0.1),
        "d" => Conditions::burst_loss(),
        "e" => Conditions::jitter_and_loss(),
        "f" => Conditions::jitter_spikes(),
        _ => panic!("no such condition: {name}"),
    }
}

fn run(job: &Job<'_>, stream: &SentStream, out: &Path) {
    let seed = job.seed.parse().expect("a number");
    let arrivals = transmit(stream, seed, |_| network(job.condition));
    let heard = listen(stream, &arrivals);
    let mut device = PlayoutDevice::default();
    let frames = heard.samples.chunks_exact(FRAME_SAMPLES);
    for (frame, samples) in heard.frames.iter().zip(frames) {
        device.play(frame.at, samples);
    }
    let Job {
        clip,
        sender,
        condition,
        seed,
    } = job;
    let file = out.join(format!("{clip}-{sender}-{condition}-{seed}.wav"));
    wav::save(&file, device.samples(stream.packets.len() * FRAME_SAMPLES));
    report(job, &heard, &device);
}

fn report(job: &Job<'_>, heard: &Heard, device: &PlayoutDevice) {
    let Job {
        clip,
        sender,
        condition,
        seed,
    } = job;
    let stats = until_the_end(heard);
    writeln!(
        std::io::stdout(),
        "{{\"clip\":\"{clip}\",\"sender\":\"{sender}\",\"condition\":\"{condition}\",\
         \"seed\":{seed},\"delay_ms\":{:.2},\"packets\":{},\"late\":{},\"lost\":{},\"fec_ms\":{},\
         \"redundant_ms\":{},\"concealed_ms\":{},\"inserted_ms\":{},\"removed_ms\":{},\
         \"underrun_ms\":{:.1}}}",
        stats.mean_buffer_delay.as_secs_f64() * 1e3,
        stats.packets,
        stats.late,
        stats.lost,
        stats.fec.as_millis(),
        stats.redundant.as_millis(),
        stats.concealed.as_millis(),
        stats.inserted.as_millis(),
        stats.removed.as_millis(),
        device.underrun().as_secs_f64() * 1e3,
    )
    .expect("standard output");
}

/// What was counted until the last packet was played: what is made up when the call ends without a
/// word is no fault of the network.
fn until_the_end(heard: &Heard) -> ReceiverStats {
    let made_up = [FrameKind::Concealed, FrameKind::Silence];
    let mut frames = heard.frames.iter().rev();
    let last = frames.find(|heard| !made_up.contains(&heard.frame.kind));
    last.map_or(heard.stats, |last| last.stats)
}
