//! What pictures cost: coding, scaling, converting, filtering.
#![allow(missing_docs, clippy::unwrap_used, reason = "a bench is a program")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jackfield_media::time::Timestamp;
use jackfield_media::video::{
    Blur, Chain, ColourSpace, Contrast, Converter, Filter, Fit, I420, I420Ref, Mirror, Packing,
    Scaler,
};
use jackfield_media::vpx::{Codec, Decoder, Encoder, EncoderConfig, Threads};
use jackfield_testkit::picture::TestPicture;

const SIZES: [(u32, u32, u32); 3] = [(320, 240, 300), (640, 480, 1_000), (1_280, 720, 2_000)];

/// Ten pictures of a noisy camera.
fn pictures(width: u32, height: u32) -> Vec<Vec<u8>> {
    let source = TestPicture::new(width, height).with_noise(4);
    (0..10).map(|number| source.samples(number)).collect()
}

fn encoder(codec: Codec, width: u32, height: u32, bit_rate_kbps: u32) -> Encoder {
    Encoder::new(&EncoderConfig {
        threads: Threads::Fixed(1),
        drop_frames: false,
        ..EncoderConfig::new(codec, width, height, bit_rate_kbps)
    })
    .unwrap()
}

fn coding(criterion: &mut Criterion) {
    for codec in [Codec::Vp8, Codec::Vp9] {
        for (width, height, rate) in SIZES {
            let pictures = pictures(width, height);
            let mut source = pictures.iter().cycle();
            let mut encoder = encoder(codec, width, height, rate);
            let mut at = Timestamp::ZERO;
            let mut encode = move || {
                let picture = I420Ref::from_samples(width, height, source.next().unwrap()).unwrap();
                at += Duration::from_micros(33_333);
                encoder.encode(picture, at).unwrap().unwrap().data.to_vec()
            };
            let frames: Vec<_> = (0..60).map(|_| encode()).collect();
            let id = format!("{} encode {width}x{height}", codec.name());
            criterion.bench_function(&id, |bench| bench.iter(&mut encode));
            let mut decoder = Decoder::new(codec, 1).unwrap();
            let mut source = frames.iter().cycle();
            let id = format!("{} decode {width}x{height}", codec.name());
            criterion.bench_function(&id, |bench| {
                bench.iter(|| black_box(decoder.decode(source.next().unwrap()).unwrap().is_some()));
            });
        }
    }
}

fn picture_of_720p() -> I420 {
    I420::from_samples(1_280, 720, pictures(1_280, 720).swap_remove(0)).unwrap()
}

fn scaling(criterion: &mut Criterion) {
    let picture = picture_of_720p();
    for (width, height) in [(640, 360), (640, 480), (320, 240)] {
        let mut scaler = Scaler::new(width, height, Fit::Letterbox).unwrap();
        criterion.bench_function(&format!("scale 1280x720 to {width}x{height}"), |bench| {
            bench.iter(|| black_box(scaler.scale(picture.as_ref()).unwrap().width));
        });
    }
}

fn converting(criterion: &mut Criterion) {
    let mut picture = picture_of_720p();
    let (mut converter, mut packed) = (Converter::default(), Vec::new());
    let colours = ColourSpace::default();
    criterion.bench_function("1280x720 to RGBA", |bench| {
        bench.iter(|| {
            converter
                .to_packed(picture.as_ref(), Packing::Rgba, colours, &mut packed)
                .unwrap();
        });
    });
    criterion.bench_function("1280x720 from RGBA", |bench| {
        bench.iter(|| {
            let packing = Packing::Rgba;
            converter
                .from_packed(&packed, 1_280 * 4, packing, colours, &mut picture)
                .unwrap();
        });
    });
}

fn filtering(criterion: &mut Criterion) {
    let picture = picture_of_720p();
    let filters: [(&str, Box<dyn Filter>); 3] = [
        ("mirror", Box::new(Mirror)),
        ("contrast", Box::new(Contrast::new(1.2).unwrap())),
        ("blur", Box::new(Blur::new(8).unwrap())),
    ];
    for (name, filter) in filters {
        let mut chain = Chain::new();
        chain.push(filter);
        criterion.bench_function(&format!("1280x720 {name}"), |bench| {
            bench.iter(|| black_box(chain.process(picture.as_ref()).unwrap().width));
        });
    }
}

criterion_group!(benches, coding, scaling, converting, filtering);
criterion_main!(benches);
