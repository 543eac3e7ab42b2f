//! Per packet of the forwarded way.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::red::{RedEncoder, RedPayload};
use jackfield_media::rtp::{
    Incoming, PayloadType, RtpHeader, RtpPacket, RtpTime, SequenceNumber, Ssrc, StreamRewriter,
};
use jackfield_media::time::Timestamp;

const OPUS: u8 = 111;

fn parse_and_rewrite(criterion: &mut Criterion) {
    let Some(payload_type) = PayloadType::new(OPUS) else {
        return;
    };
    let header = RtpHeader {
        marker: false,
        payload_type,
        sequence: SequenceNumber(1),
        rtp_time: RtpTime(960),
        ssrc: Ssrc(7),
    };
    let datagram = [header.write().as_slice(), &[0; 80]].concat();
    criterion.bench_function("rtp/parse", |bencher| {
        bencher.iter(|| RtpPacket::parse(black_box(&datagram)));
    });
    criterion.bench_function("rtp/write", |bencher| {
        bencher.iter(|| black_box(&header).write());
    });
    let mut rewriter = StreamRewriter::new(48_000, SequenceNumber(0), RtpTime(0));
    let mut packet = Incoming {
        ssrc: header.ssrc,
        sequence: header.sequence,
        rtp_time: header.rtp_time,
    };
    let mut now = 0;
    criterion.bench_function("rtp/rewrite", |bencher| {
        bencher.iter(|| {
            now += 20;
            packet.sequence.0 = packet.sequence.0.wrapping_add(1);
            packet.rtp_time = packet.rtp_time.advanced(960);
            rewriter.rewrite(Timestamp::from_millis(now), black_box(packet))
        });
    });
}

fn red(criterion: &mut Criterion) {
    let Some(Ok(mut encoder)) =
        PayloadType::new(OPUS).map(|payload_type| RedEncoder::new(2, payload_type, 1_200))
    else {
        return;
    };
    let mut payload = Vec::new();
    let mut time = 0u32;
    criterion.bench_function("red/encode", |bencher| {
        bencher.iter(|| {
            time = time.wrapping_add(960);
            encoder.encode(RtpTime(time), black_box(&[7; 80]), &mut payload)
        });
    });
    criterion.bench_function("red/parse", |bencher| {
        bencher.iter(|| RedPayload::parse(black_box(&payload)).map(|red| red.redundant().count()));
    });
}

criterion_group!(benches, parse_and_rewrite, red);
criterion_main!(benches);
