//! Packets that are kept as they came.
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

use common::{Disk, RATE, at, audio_packets, encode, packet, pages, recording};
use jackfield_media::opus::{Encoder, EncoderConfig, Packet as OpusPacket};
use jackfield_media::red::RedEncoder;
use jackfield_media::rtp::{PayloadType, RtpTime};
use jackfield_record::{Encoding, Format, Layout, Packet, Recording};
use jackfield_testkit::speech::{align, speech};

const SILENCE: [u8; 3] = [0xF8, 0xFF, 0xFE];

/// Sends packets every 20 ms, as if each was sent when its frame was whole.
fn talk(recording: &mut Recording, from_ms: u64, first_rtp: u32, packets: &[Vec<u8>]) {
    for (index, payload) in (0_u32..).zip(packets) {
        let now = at(from_ms + 20 * (u64::from(index) + 1));
        let rtp_time = first_rtp.wrapping_add(index * 960);
        recording.packet(1, now, &packet(9, rtp_time, payload));
        recording.advance(now);
    }
}

fn finished(recording: &mut Recording, milliseconds: u64) -> Disk {
    let mut disk = Disk::default();
    recording.finish(at(milliseconds));
    disk.save(recording);
    disk
}

#[test]
fn packets_are_kept_bit_by_bit() {
    let sent = encode(&speech(1, 48_000, Duration::from_secs(3)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    talk(&mut recording, 0, 500, &sent);
    let disk = finished(&mut recording, 3_000);
    let kept = audio_packets(&disk.bytes);
    assert_eq!(kept[..sent.len()], sent[..]);
    assert_eq!(recording.stats().recorded, 150);
    assert_eq!(recording.length(), Duration::from_secs(3));
}

#[test]
fn what_was_said_is_heard_where_it_was_said() {
    let said = speech(1, 48_000, Duration::from_secs(2));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    talk(&mut recording, 1_000, 500, &encode(&said));
    let disk = finished(&mut recording, 4_000);
    let heard = disk.play("a.opus");
    assert_eq!(heard.len(), 4 * RATE);
    let alignment = align(&said, &heard, 3 * RATE);
    assert!(alignment.correlation > 0.9, "{alignment:?}");
    assert!(alignment.lag.abs_diff(RATE) < 48, "{alignment:?}");
}

#[test]
fn order_loss_and_duplicates_of_the_network_leave_no_trace_but_silence() {
    let sent = encode(&speech(2, 48_000, Duration::from_secs(1)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    let mut order: Vec<usize> = (0..sent.len()).filter(|index| *index != 20).collect();
    order.swap(5, 6);
    order.push(10);
    for index in order {
        let now = at(20 * (index as u64 + 1));
        recording.packet(
            1,
            now,
            &packet(
                9,
                (u32::MAX - 3_000).wrapping_add(960 * index as u32),
                &sent[index],
            ),
        );
    }
    let disk = finished(&mut recording, 1_000);
    let kept = audio_packets(&disk.bytes);
    assert_eq!(kept[..20], sent[..20]);
    assert_eq!(kept[20], SILENCE);
    assert_eq!(kept[21..50], sent[21..]);
}

#[test]
fn red_is_unpacked_and_repairs() {
    let sent = encode(&speech(3, 48_000, Duration::from_secs(1)));
    let opus = PayloadType::new(111).unwrap();
    let mut encoder = RedEncoder::new(1, opus, 1_200).unwrap();
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    for (index, payload) in sent.iter().enumerate() {
        let rtp_time = 960 * index as u32;
        let mut red = Vec::new();
        encoder.encode(RtpTime(rtp_time), payload, &mut red);
        if index % 5 == 3 {
            continue;
        }
        let packet = Packet {
            encoding: Encoding::Red,
            ..packet(9, rtp_time, &red)
        };
        recording.packet(1, at(20 * (index as u64 + 1)), &packet);
    }
    let disk = finished(&mut recording, 1_000);
    assert_eq!(audio_packets(&disk.bytes)[..50], sent[..]);
    assert_eq!(recording.stats().repaired, 10);
}

#[test]
fn a_pause_is_silence_of_its_length() {
    let sent = encode(&speech(4, 48_000, Duration::from_secs(6)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    talk(&mut recording, 0, 0, &sent[..100]);
    recording.set_paused(at(2_000), true);
    talk(&mut recording, 2_000, 96_000, &sent[100..200]);
    recording.set_paused(at(4_000), false);
    talk(&mut recording, 4_000, 192_000, &sent[200..]);
    let disk = finished(&mut recording, 6_000);
    let kept = audio_packets(&disk.bytes);
    assert_eq!(kept[..100], sent[..100]);
    // The last of them holds what was said some milliseconds before it.
    assert!(kept[100..=200].iter().all(|packet| packet == &SILENCE));
    assert_eq!(kept[201..300], sent[201..]);
}

#[test]
fn a_sender_that_is_silent_is_recorded_as_silence() {
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    recording.advance(at(30_000));
    let disk = finished(&mut recording, 60_000);
    let heard = disk.play("a.opus");
    assert_eq!(heard.len(), 60 * RATE);
    assert!(heard.iter().all(|sample| *sample == 0));
}

#[test]
fn nothing_at_all_is_a_file_too() {
    let disk = finished(&mut recording(Format::OggOpus, Layout::Packets), 0);
    assert!(disk.play("a.opus").is_empty());
}

#[test]
fn a_stream_that_begins_anew_goes_on_where_it_arrives() {
    let sent = encode(&speech(5, 48_000, Duration::from_secs(2)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    talk(&mut recording, 0, 0, &sent[..50]);
    for (index, payload) in sent[50..].iter().enumerate() {
        let now = at(1_000 + 20 * (index as u64 + 1));
        recording.packet(1, now, &packet(10, 77_000 + 960 * index as u32, payload));
    }
    let disk = finished(&mut recording, 2_000);
    assert_eq!(audio_packets(&disk.bytes)[..100], sent[..]);
}

#[test]
fn a_sender_whose_time_jumps_is_followed() {
    let sent = encode(&speech(6, 48_000, Duration::from_secs(4)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    talk(&mut recording, 0, 0, &sent[..100]);
    talk(&mut recording, 2_000, 3_000_000_000, &sent[100..]);
    let disk = finished(&mut recording, 4_000);
    let kept = audio_packets(&disk.bytes);
    // Four strays, then it is believed.
    assert_eq!(kept[104..200], sent[104..]);
    assert_eq!(recording.stats().late, 4);
}

#[test]
fn the_file_is_whole_whenever_it_is_cut_off() {
    let sent = encode(&speech(7, 48_000, Duration::from_secs(10)));
    let mut recording = recording(Format::OggOpus, Layout::Packets);
    let mut disk = Disk::default();
    for second in 0..10 {
        talk(
            &mut recording,
            second * 1_000,
            second as u32 * 48_000,
            &sent[second as usize * 50..][..50],
        );
        disk.save(&mut recording);
        if second > 0 {
            let heard = disk.play("a.opus");
            let missing = (second as usize + 1) * RATE - heard.len();
            assert!(
                missing < RATE - 400 * 48 + 312,
                "{missing} samples at {second} s"
            );
        }
    }
    let all = pages(&disk.bytes);
    assert!(!all.iter().any(|page| page.is_last));
    let positions = all.windows(2).all(|two| two[0].granule <= two[1].granule);
    assert!(positions);
}

#[test]
fn packets_of_every_length_are_placed() {
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    let said = speech(8, 48_000, Duration::from_secs(1));
    let mut out = [0; 1_500];
    for samples in [120, 240, 480, 960, 1_920, 2_880] {
        let mut recording = recording(Format::OggOpus, Layout::Packets);
        let mut sent = Vec::new();
        for (index, frame) in said.chunks_exact(samples).enumerate() {
            let length = encoder.encode(frame, &mut out).unwrap();
            assert_eq!(
                OpusPacket::parse(&out[..length]).unwrap().samples() as usize,
                samples
            );
            sent.push(out[..length].to_vec());
            let end = (index + 1) * samples;
            let now =
                jackfield_media::time::Timestamp::from_micros(end as u64 * 1_000_000 / 48_000);
            let packet = packet(9, (index * samples) as u32, &out[..length]);
            recording.packet(1, now, &packet);
            recording.advance(now);
        }
        let disk = finished(&mut recording, 1_000);
        let kept = audio_packets(&disk.bytes);
        assert_eq!(kept[..sent.len()], sent[..], "{samples} samples");
    }
}
