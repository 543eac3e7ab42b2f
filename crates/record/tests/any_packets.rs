//! Whatever comes, in whatever order: one whole file, whose time goes forward.
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

use common::{Disk, RATE, at, audio_packets, packet, pages, recording};
use jackfield_media::opus::Packet as OpusPacket;
use jackfield_record::{Encoding, Format, Layout, Packet, SenderReport};
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Step {
    Packet(u64, Packet),
    Samples(u64, u32, Vec<i16>),
    Report(u64, SenderReport),
    Pause(bool),
    Leave(u64),
    Wait(u64),
    Save,
}

fn payloads() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => Just(vec![0xF8, 0xFF, 0xFE]),
        2 => Just(vec![0x08]),
        1 => Just(vec![0xFB, 0x06, 0xFF, 0xFE, 0xFF, 0xFE, 0xFF, 0xFE, 0xFF, 0xFE, 0xFF, 0xFE, 0xFF, 0xFE]),
        1 => vec(any::<u8>(), 0..40),
    ]
}

fn times() -> impl Strategy<Value = u32> {
    prop_oneof![
        8 => (0_u32..200).prop_map(|frame| (u32::MAX - 48_000).wrapping_add(frame * 960)),
        1 => (0_u32..4_000).prop_map(|tick| tick * 7),
        1 => any::<u32>(),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let encoding = prop_oneof![4 => Just(Encoding::Opus), 1 => Just(Encoding::Red)];
    let packets = (0_u64..3, 0_u32..2, times(), encoding, payloads()).prop_map(
        |(source, ssrc, rtp_time, encoding, payload)| {
            let packet = Packet {
                encoding,
                ..packet(ssrc, rtp_time, &payload)
            };
            Step::Packet(source, packet)
        },
    );
    let reports =
        (0_u64..3, 0_u32..2, any::<u64>(), times()).prop_map(|(source, ssrc, wall, rtp_time)| {
            let wall_clock = Duration::from_nanos(wall);
            Step::Report(
                source,
                SenderReport {
                    arrival: at(0),
                    ssrc,
                    wall_clock,
                    rtp_time,
                },
            )
        });
    let rates = prop_oneof![Just(8_000_u32), Just(48_000), any::<u32>()];
    let samples = (0_u64..3, rates, vec(any::<i16>(), 0..2_000))
        .prop_map(|(source, rate, samples)| Step::Samples(source, rate, samples));
    prop_oneof![
        20 => packets,
        2 => reports,
        2 => samples,
        1 => any::<bool>().prop_map(Step::Pause),
        1 => (0_u64..3).prop_map(Step::Leave),
        12 => (0_u64..60).prop_map(Step::Wait),
        1 => (0_u64..5_000).prop_map(Step::Wait),
        2 => Just(Step::Save),
    ]
}

fn record(format: Format, layout: Layout, steps: &[Step]) -> (Disk, u64) {
    let mut recording = recording(format, layout);
    let mut disk = Disk::default();
    let mut now = 0;
    for step in steps {
        match step {
            Step::Packet(source, packet) => recording.packet(*source, at(now), packet),
            Step::Samples(source, rate, samples) if layout == Layout::Mixed => {
                recording.samples(*source, at(now), *rate, samples);
            }
            Step::Samples(..) => {}
            Step::Report(source, report) => {
                let report = SenderReport {
                    arrival: at(now),
                    ..*report
                };
                recording.report(*source, &report);
            }
            Step::Pause(is_paused) => recording.set_paused(at(now), *is_paused),
            Step::Leave(source) => recording.leave(at(now), *source),
            Step::Wait(milliseconds) => now += milliseconds,
            Step::Save => {
                recording.advance(at(now));
                disk.save(&mut recording);
            }
        }
    }
    recording.finish(at(now));
    disk.save(&mut recording);
    (disk, now)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn kept_packets_are_one_valid_stream(steps in vec(steps(), 0..200)) {
        let (disk, now) = record(Format::OggOpus, Layout::Packets, &steps);
        let pages = pages(&disk.bytes);
        for (index, page) in pages.iter().enumerate() {
            prop_assert_eq!(page.sequence as usize, index);
            prop_assert_eq!(page.is_last, index + 1 == pages.len());
        }
        prop_assert!(pages.windows(2).all(|two| two[0].granule <= two[1].granule));
        let samples: u64 = audio_packets(&disk.bytes)
            .iter()
            .map(|packet| u64::from(OpusPacket::parse(packet).unwrap().samples()))
            .sum();
        let end = pages.last().unwrap().granule;
        prop_assert!(end <= samples && samples - end <= 2 * 5_760, "{} of {}", end, samples);
        prop_assert!(end.abs_diff(now * 48 + 312) <= 5_760, "{} at {} ms", end, now);
    }

    #[test]
    fn mixed_files_are_as_long_as_the_recording(steps in vec(steps(), 0..60)) {
        let (disk, now) = record(Format::Wav, Layout::Mixed, &steps);
        prop_assert_eq!(disk.bytes.len(), 80 + now as usize * 96);
        if now > 0 {
            prop_assert_eq!(disk.play("a.wav").len(), now as usize * RATE / 1_000);
        }
        let (disk, now) = record(Format::OggOpus, Layout::Mixed, &steps);
        prop_assert_eq!(pages(&disk.bytes).last().unwrap().granule, now * 48 + 312);
    }
}
