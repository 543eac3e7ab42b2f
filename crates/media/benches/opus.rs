//! Per 20 ms frame of speech.
#![allow(missing_docs, reason = "criterion's macros write functions")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::MediaError;
use jackfield_media::opus::{
    Channels, Concealment, Decoder, Encoder, EncoderConfig, Packet, SampleRate,
};
use jackfield_testkit::speech::speech;

const SECONDS: u64 = 10;

fn frames(rate: SampleRate) -> Vec<Vec<i16>> {
    speech(1, rate.hz(), Duration::from_secs(SECONDS))
        .chunks_exact(rate.samples_per_ms(20))
        .map(<[i16]>::to_vec)
        .collect()
}

fn packets(rate: SampleRate) -> Result<Vec<Vec<u8>>, MediaError> {
    let mut encoder = Encoder::new(EncoderConfig {
        rate,
        ..EncoderConfig::default()
    })?;
    encoder.set_expected_loss(0.1)?;
    let mut packet = [0; 1_500];
    frames(rate)
        .iter()
        .map(|frame| {
            let len = encoder.encode(frame, &mut packet)?;
            Ok(packet.get(..len).unwrap_or_default().to_vec())
        })
        .collect()
}

fn encode(criterion: &mut Criterion) {
    for rate in [
        SampleRate::Hz16000,
        SampleRate::Hz24000,
        SampleRate::Hz48000,
    ] {
        for (name, loss) in [("", 0.0), ("+fec", 0.1)] {
            let Ok(mut encoder) = Encoder::new(EncoderConfig {
                rate,
                ..EncoderConfig::default()
            }) else {
                return;
            };
            let ready = encoder.set_expected_loss(loss).is_ok();
            let frames = frames(rate);
            let mut next = frames.iter().cycle();
            let mut packet = [0; 1_500];
            let name = format!("opus/encode/{}{name}", rate.hz());
            criterion.bench_function(&name, |bencher| {
                assert!(ready);
                bencher.iter(|| next.next().map(|frame| encoder.encode(frame, &mut packet)));
            });
        }
    }
}

fn decode(criterion: &mut Criterion) {
    let rate = SampleRate::Hz48000;
    let Ok(packets) = packets(rate) else {
        return;
    };
    let mut pcm = [0; 960];
    for concealment in [Concealment::Classic, Concealment::Deep] {
        let Ok(mut decoder) = Decoder::new(rate, Channels::Mono, concealment) else {
            return;
        };
        let mut next = packets.iter().cycle();
        criterion.bench_function(&format!("opus/decode/{concealment:?}"), |bencher| {
            bencher.iter(|| next.next().map(|packet| decoder.decode(packet, &mut pcm)));
        });
        let mut next = packets.iter().cycle();
        criterion.bench_function(&format!("opus/decode+conceal/{concealment:?}"), |bencher| {
            bencher.iter(|| {
                let heard = next.next().map(|packet| decoder.decode(packet, &mut pcm));
                (heard, decoder.conceal(&mut pcm))
            });
        });
    }
    criterion.bench_function("opus/inspect", |bencher| {
        let packet = packets.first().map(Vec::as_slice).unwrap_or_default();
        bencher.iter(|| Packet::parse(black_box(packet)).map(|packet| packet.has_fec()));
    });
}

criterion_group!(benches, encode, decode);
criterion_main!(benches);
