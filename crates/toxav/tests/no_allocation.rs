//! What happens once per packet or frame allocates nothing after set-up.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use allocation_counter::measure;
use jackfield_media::time::Timestamp;
use jackfield_media::video::I420;
use jackfield_testkit::speech::speech;
use jackfield_toxav::audio::{AudioFrame, Receiver, ReceiverConfig, Sender, SenderConfig};
use jackfield_toxav::bandwidth::Controller;
use jackfield_toxav::metrics::{Meter, Totals};
use jackfield_toxav::rtp::{Assembler, AssemblerConfig, Media, Packet, Packetizer, Packets, Taken};
use jackfield_toxav::video;

/// Rounds until buffers have their size, and rounds that are watched.
const WARM_UP: u32 = 300;
const WATCHED: u32 = 500;

/// Allocations of the watched rounds, after the warm-up.
fn allocations(mut round: impl FnMut(u32)) -> u64 {
    (0..WARM_UP).for_each(&mut round);
    let watched = || (WARM_UP..WARM_UP + WATCHED).for_each(&mut round);
    measure(watched).count_total
}

/// One frame of this length there and back, with losses.
fn audio_allocations(kbps: u32, channels: u8, milliseconds: u32) -> u64 {
    let config = SenderConfig {
        bit_rate_kbps: kbps,
        least_expected_loss: 0.1,
        ..SenderConfig::default()
    };
    let mut sender = Sender::new(config, 1);
    let mut receiver = Receiver::new(ReceiverConfig::default());
    let mut controller = Controller::new(Timestamp::ZERO);
    let mut meter = Meter::new(Timestamp::ZERO);
    let (mut packets, mut frame) = (Packets::new(), AudioFrame::default());
    let len = (48 * milliseconds) as usize * usize::from(channels);
    let voice = speech(1, 48_000, Duration::from_secs(2));
    allocations(|round| {
        let now = Timestamp::from_millis(u64::from(round * milliseconds));
        let start = round as usize % 7 * 100;
        sender
            .encode(
                now,
                &voice[start..start + len],
                channels,
                48_000,
                &mut packets,
            )
            .unwrap();
        while let Some(packet) = packets.next_packet() {
            if round % 7 != 3 {
                let packet = Packet::parse(packet).unwrap();
                controller.note(receiver.receive(now, &packet));
            }
        }
        while receiver.poll(now, &mut frame) {
            meter.note_audio(receiver.stats().delay);
        }
        controller.poll_report(now, || receiver.take_lost());
        meter.poll(now, Totals::default());
    })
}

#[test]
fn audio_there_and_back_allocates_nothing() {
    for (kbps, channels, milliseconds) in [(48, 1, 20), (24, 1, 60), (128, 2, 20), (510, 2, 60)] {
        assert_eq!(audio_allocations(kbps, channels, milliseconds), 0, "{kbps}");
    }
}

#[test]
fn cutting_and_assembling_frames_allocate_nothing() {
    let mut packetizer = Packetizer::new(Media::Video, 1);
    let mut assembler = Assembler::new(AssemblerConfig::default());
    let mut packets = Packets::new();
    let mut frames = 0;
    let count = allocations(|round| {
        let now = Timestamp::from_millis(u64::from(33 * round));
        let len = if round % 40 == 0 { 90_000 } else { 4_000 };
        packets.begin().resize(len, 7);
        packetizer.packetize(now, round % 40 == 0, &mut packets);
        let mut number = 0;
        while let Some(packet) = packets.next_packet() {
            number += 1;
            let packet = Packet::parse(packet).unwrap();
            if round % 5 != 3 || number % 3 != 0 {
                assert_eq!(assembler.push(now, &packet), Taken::Stored);
            }
            while let Some(frame) = assembler.poll(now) {
                frames += usize::from(frame.missing == 0);
            }
        }
    });
    assert!(frames > 400);
    assert_eq!(count, 0);
}

#[test]
fn forwarding_and_queueing_frames_allocates_nothing() {
    let mut sender = video::Sender::new(video::SenderConfig::default(), 1);
    let mut receiver = video::Receiver::new(video::ReceiverConfig::default());
    let mut controller = Controller::new(Timestamp::ZERO);
    let (mut packets, mut fetched) = (Packets::new(), video::Encoded::default());
    let mut key = vec![0x10, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 16, 0];
    key.resize(30_000, 7);
    let mut frames = 0;
    let count = allocations(|round| {
        let now = Timestamp::from_millis(u64::from(33 * round));
        let frame = if round % 40 == 0 {
            &key
        } else {
            &key[1..4_000]
        };
        sender.forward(now, frame, &mut packets);
        let mut number = 0;
        while let Some(packet) = packets.next_packet() {
            number += 1;
            if round % 9 != 3 || number != 2 {
                let packet = Packet::parse(packet).unwrap();
                controller.note(receiver.receive(now, &packet));
            }
        }
        while receiver.take(&mut fetched) {
            frames += 1;
        }
        receiver.poll_key_request(now);
        controller.poll_report(now, || 0);
    });
    assert!(frames > 600);
    assert_eq!(count, 0);
}

/// libvpx' own memory is not counted here: it does not ask Rust for it.
#[test]
fn encoding_and_decoding_pictures_allocate_nothing() {
    let mut sender = video::Sender::new(video::SenderConfig::default(), 1);
    let mut receiver = video::Receiver::new(video::ReceiverConfig::default());
    let mut screen = video::Screen::new(video::ScreenConfig::default());
    let (mut packets, mut fetched) = (Packets::new(), video::Encoded::default());
    let mut picture = I420::new(160, 120).unwrap();
    let mut shown = 0;
    let count = allocations(|round| {
        let now = Timestamp::from_millis(u64::from(33 * round));
        let at = round as usize % 120 * 160;
        picture.as_mut().y[at..at + 160].fill(u8::try_from(round % 256).unwrap());
        sender.encode(now, picture.as_ref(), &mut packets).unwrap();
        while let Some(packet) = packets.next_packet() {
            receiver.receive(now, &Packet::parse(packet).unwrap());
        }
        while receiver.take(&mut fetched) {
            assert!(screen.show(&fetched, &mut |_| shown += 1));
        }
    });
    assert!(shown > 700);
    assert_eq!(count, 0);
}
