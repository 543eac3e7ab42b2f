//! Per frame, with codecs: what a call costs.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::time::Timestamp;
use jackfield_media::video::I420;
use jackfield_testkit::speech::speech;
use jackfield_toxav::audio::{self, AudioFrame};
use jackfield_toxav::rtp::{Packet, Packets};
use jackfield_toxav::video::{self, Encoded, Screen, ScreenConfig};

const RATE: u32 = 48_000;
/// Samples of 20 ms.
const FRAME: usize = 960;
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// 20 ms of a voice there and back, with and without the repetition that loss asks for.
fn audio(criterion: &mut Criterion) {
    let voice = speech(1, RATE, Duration::from_secs(5));
    for (name, loss) in [("", 0.0), ("+fec", 0.1)] {
        let config = audio::SenderConfig {
            least_expected_loss: loss,
            ..audio::SenderConfig::default()
        };
        let mut sender = audio::Sender::new(config, 1);
        let mut receiver = audio::Receiver::new(audio::ReceiverConfig::default());
        let (mut packets, mut frame) = (Packets::new(), AudioFrame::default());
        let mut frames = voice.chunks_exact(FRAME).cycle();
        let mut milliseconds = 0;
        criterion.bench_function(&format!("audio/send+receive/20ms{name}"), |bencher| {
            bencher.iter(|| {
                milliseconds += 20;
                let now = Timestamp::from_millis(milliseconds);
                let pcm = frames.next().unwrap_or_default();
                let sent = sender.encode(now, black_box(pcm), 1, RATE, &mut packets);
                while let Some(Ok(packet)) = packets.next_packet().map(Packet::parse) {
                    receiver.receive(now, &packet);
                }
                (sent, receiver.poll(now, &mut frame))
            });
        });
    }
}

/// A picture of a moving pattern there and back.
fn pictures(criterion: &mut Criterion) {
    let Ok(mut picture) = I420::new(WIDTH, HEIGHT) else {
        return;
    };
    let mut sender = video::Sender::new(video::SenderConfig::default(), 1);
    let mut receiver = video::Receiver::new(video::ReceiverConfig::default());
    let mut screen = Screen::new(ScreenConfig::default());
    let (mut packets, mut encoded) = (Packets::new(), Encoded::default());
    let mut number = 0_u64;
    criterion.bench_function("video/send+receive/640x480", |bencher| {
        bencher.iter(|| {
            number += 1;
            let now = Timestamp::from_millis(number * 33);
            draw(&mut picture, number);
            let sent = sender.encode(now, picture.as_ref(), &mut packets);
            while let Some(Ok(packet)) = packets.next_packet().map(Packet::parse) {
                receiver.receive(now, &packet);
            }
            let mut shown = 0;
            while receiver.take(&mut encoded) {
                screen.show(&encoded, &mut |_| shown += 1);
            }
            (sent, shown)
        });
    });
}

fn draw(picture: &mut I420, number: u64) {
    let rows = picture.as_mut().y.chunks_exact_mut(WIDTH as usize);
    for (row, samples) in (number..).zip(rows) {
        for (column, sample) in (2 * number..).zip(samples) {
            *sample = u8::try_from((row & 63) + (column & 127)).unwrap_or_default();
        }
    }
}

criterion_group!(benches, audio, pictures);
criterion_main!(benches);
