//! Per packet, without codecs.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::time::Timestamp;
use jackfield_toxav::rtp::{Assembler, AssemblerConfig, Media, Packet, Packetizer, Packets};

/// A packet of audio: 20 ms at 48 kbit/s.
const AUDIO: usize = 124;
/// A full packet of video.
const VIDEO: usize = 1_292;

fn packets(criterion: &mut Criterion) {
    for (name, media, len) in [
        ("audio", Media::Audio, AUDIO),
        ("video", Media::Video, VIDEO),
    ] {
        let payload = vec![7; len];
        let mut packetizer = Packetizer::new(media, 7);
        let mut packets = Packets::new();
        let mut now = 0;
        criterion.bench_function(&format!("rtp/packetise/{name}"), |bencher| {
            bencher.iter(|| {
                now += 20;
                packets.begin().extend_from_slice(black_box(&payload));
                packetizer.packetize(Timestamp::from_millis(now), false, &mut packets);
                packets.next_packet().map(<[u8]>::len)
            });
        });
        packets.begin().extend_from_slice(&payload);
        packetizer.packetize(Timestamp::ZERO, false, &mut packets);
        let mut packet = packets.next_packet().unwrap_or_default().to_vec();
        let mut assembler = Assembler::new(AssemblerConfig::default());
        let mut sequence = 0_u16;
        criterion.bench_function(&format!("rtp/depacketise/{name}"), |bencher| {
            bencher.iter(|| {
                sequence = sequence.wrapping_add(1);
                if let Some(place) = packet.get_mut(3..5) {
                    place.copy_from_slice(&sequence.to_be_bytes());
                }
                let now = Timestamp::from_millis(u64::from(sequence));
                let parsed = Packet::parse(black_box(&packet));
                let taken = parsed.map(|parsed| assembler.push(now, &parsed));
                (taken, assembler.poll(now).map(|frame| frame.data.len()))
            });
        });
    }
}

criterion_group!(benches, packets);
criterion_main!(benches);
