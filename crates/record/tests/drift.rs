//! An hour of a call over a bad network, by senders whose clocks are wrong.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "numbers of a test are small, and what fails is the test"
)]

mod common;

use std::time::Duration;

use common::{FRAME, at, audio_packets, packet, recording};
use jackfield_media::opus::Packet as OpusPacket;
use jackfield_media::time::Timestamp;
use jackfield_record::{Format, Layout, Packet, Recording, SenderReport};
use jackfield_testkit::network::{Conditions, Jitter, Loss, Network};

const HOUR: Duration = Duration::from_secs(3_600);
/// Of the imagined network, besides its jitter.
const DELAY: Duration = Duration::from_millis(40);
const RTP_START: u32 = 4_000_000_000;
const FRAME_NANOS: f64 = 20e6;
const SSRC: u32 = 77;

/// What is under way: a packet by its number, or a report.
#[derive(Clone)]
enum Sent {
    Packet(u32, Vec<u8>),
    Report(Duration, u32),
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Packet(_, bytes) => bytes,
            Self::Report(..) => &[0; 28],
        }
    }
}

/// A sender by its crystals.
#[derive(Clone, Copy)]
struct Clocks {
    /// Of the sound card, parts per million too fast.
    sound: f64,
    /// Of the wall clock.
    wall: f64,
    /// Whether it sends reports.
    reports: bool,
}

fn bad_network() -> Conditions {
    Conditions {
        delay: DELAY,
        jitter: Jitter::Uniform {
            up_to: Duration::from_millis(60),
        },
        loss: Loss::Random { probability: 0.02 },
        reorder: 0.01,
        duplicate: 0.01,
        ..Conditions::default()
    }
}

/// CELT, 20 ms, with the packet's number in it.
fn payload(number: u32) -> Vec<u8> {
    let mut payload = vec![0xF8];
    payload.extend(number.to_be_bytes());
    payload.extend([0x55; 60]);
    payload
}

/// When a packet is sent: when its frame is whole by the sound card.
fn sent_at(number: u32, clocks: Clocks) -> Timestamp {
    let nanos = (f64::from(number) + 1.0) * FRAME_NANOS / (1.0 + clocks.sound / 1e6);
    Timestamp::from_nanos(nanos as u64)
}

fn send_all(clocks: Clocks, until: Duration, seed: u64) -> Recording {
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    let mut network = Network::new(seed, bad_network());
    let mut number = 0;
    let mut report_due = at(1_000);
    let mut now = at(0);
    let end = Timestamp::ZERO + until;
    while now < end {
        let arrival = network.next_arrival().unwrap_or(end);
        now = arrival
            .min(sent_at(number, clocks))
            .min(report_due)
            .min(end);
        if now >= report_due && clocks.reports {
            let seconds = now.as_nanos() as f64 / 1e9;
            let wall = Duration::from_secs_f64(1.7e9 + seconds * (1.0 + clocks.wall / 1e6));
            let ticks = (seconds * 48_000.0 * (1.0 + clocks.sound / 1e6)) as u64;
            network.send(
                now,
                Sent::Report(wall, RTP_START.wrapping_add(ticks as u32)),
            );
        }
        if now >= report_due {
            report_due = now + Duration::from_secs(5);
            recording.advance(now);
        }
        if now >= sent_at(number, clocks) {
            network.send(now, Sent::Packet(number, payload(number)));
            number += 1;
        }
        while let Some(sent) = network.poll(now) {
            arrive(&mut recording, now, sent);
        }
    }
    recording.finish(end);
    recording
}

fn arrive(recording: &mut Recording, now: Timestamp, sent: Sent) {
    match sent {
        Sent::Packet(number, payload) => {
            let rtp_time = RTP_START.wrapping_add(number * FRAME as u32);
            recording.packet(
                1,
                now,
                &Packet {
                    ssrc: SSRC,
                    ..packet(SSRC, rtp_time, &payload)
                },
            );
        }
        Sent::Report(wall_clock, rtp_time) => recording.report(
            1,
            &SenderReport {
                arrival: now,
                ssrc: SSRC,
                wall_clock,
                rtp_time,
            },
        ),
    }
}

/// How many milliseconds each packet is from where it was said, the delay of the network left out.
fn errors(recording: &mut Recording, clocks: Clocks) -> Vec<(f64, f64)> {
    let bytes: Vec<u8> = recording
        .take_writes()
        .into_iter()
        .flat_map(|write| write.bytes)
        .collect();
    let mut place = 0;
    let mut errors = Vec::new();
    for packet in audio_packets(&bytes) {
        if packet.len() > 3 {
            let number = u32::from_be_bytes(packet[1..5].try_into().unwrap());
            let said = sent_at(number, clocks) - Timestamp::ZERO;
            let said = said.as_secs_f64() * 1e3 - 20.0 + DELAY.as_secs_f64() * 1e3;
            errors.push((said, f64::from(place) / 48.0 - said));
        }
        place += OpusPacket::parse(&packet).unwrap().samples();
    }
    errors
}

/// The largest distance from where it was said, once the recorder knows the network.
fn worst(clocks: Clocks, until: Duration, seed: u64) -> f64 {
    let mut recording = send_all(clocks, until, seed);
    let stats = recording.stats();
    let sent = until.as_secs() * 50;
    assert!(stats.recorded > sent * 97 / 100, "{stats:?}");
    errors(&mut recording, clocks)
        .into_iter()
        .filter(|(said, _)| *said > 10_000.0)
        .map(|(_, error)| error.abs())
        .fold(0.0, f64::max)
}

#[test]
fn an_hour_of_a_sound_card_that_is_wrong_stays_within_a_frame() {
    for sound in [-100.0, 100.0] {
        let clocks = Clocks {
            sound,
            wall: 0.0,
            reports: true,
        };
        let worst = worst(clocks, HOUR, 1);
        assert!(worst <= 20.0, "{worst} ms at {sound} ppm");
    }
}

#[test]
fn an_hour_of_a_wrong_wall_clock_stays_within_a_frame() {
    let clocks = Clocks {
        sound: 100.0,
        wall: -100.0,
        reports: true,
    };
    let worst = worst(clocks, HOUR, 2);
    assert!(worst <= 20.0, "{worst} ms");
}

#[test]
fn an_hour_without_reports_stays_within_a_frame() {
    let clocks = Clocks {
        sound: -100.0,
        wall: 0.0,
        reports: false,
    };
    let worst = worst(clocks, HOUR, 3);
    assert!(worst <= 20.0, "{worst} ms");
}

#[test]
fn two_who_speak_at_once_are_recorded_within_a_frame_of_each_other() {
    let minutes = Duration::from_secs(600);
    let mut found = Vec::new();
    for (sound, seed) in [(80.0, 4), (-80.0, 5)] {
        let clocks = Clocks {
            sound,
            wall: 0.0,
            reports: true,
        };
        found.push(errors(&mut send_all(clocks, minutes, seed), clocks));
    }
    for (one, other) in found[0].iter().zip(&found[1]).skip(500) {
        let apart = (one.1 - other.1).abs();
        assert!(apart <= 20.0, "{apart} ms at {} ms", one.0);
    }
}
