//! Per 20 ms frame that an agent sends in real time.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::rtp::PayloadType;
use jackfield_media::sender::{AudioSender, FRAME, SenderConfig};
use jackfield_media::time::Timestamp;
use jackfield_testkit::speech::speech;

fn send(criterion: &mut Criterion) {
    for rate in [16_000, 24_000, 44_100, 48_000] {
        let Some(opus_payload_type) = PayloadType::new(111) else {
            return;
        };
        let Ok(mut sender) = AudioSender::new(&SenderConfig {
            bitrate: 32_000,
            complexity: 5,
            playout_limit: Duration::from_secs(10),
            red_distance: None,
            opus_payload_type,
            fec: true,
        }) else {
            return;
        };
        let voice = speech(1, rate, Duration::from_secs(10));
        let mut frames = voice.chunks_exact(rate as usize / 50).cycle();
        let (mut now, mut payload) = (Timestamp::ZERO, Vec::new());
        criterion.bench_function(&format!("sender/{rate}"), |bencher| {
            bencher.iter(|| {
                now += FRAME;
                let queued = frames.next().map(|frame| sender.queue(now, rate, frame));
                (queued, sender.poll_packet(now, &mut payload))
            });
        });
    }
}

criterion_group!(benches, send);
criterion_main!(benches);
