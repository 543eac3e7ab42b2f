use super::*;
use crate::opus::Channels;

fn suppression(rate: u32, channels: Channels) -> NoiseSuppression {
    NoiseSuppression::new(Format::new(rate, channels).unwrap()).unwrap()
}

#[test]
fn it_is_10_ms_late_and_more_where_rates_differ() {
    assert_eq!(suppression(48_000, Channels::Mono).delay(), 480);
    let at_8_khz = suppression(8_000, Channels::Mono).delay();
    assert!((80..=160).contains(&at_8_khz), "{at_8_khz}");
}

#[test]
fn silence_stays_silent_and_a_reset_stream_starts_afresh() {
    let mut stream = suppression(48_000, Channels::Stereo);
    let mut noise: Vec<f32> = (0_u16..9_600)
        .map(|index| f32::from(index % 97) / 970.0)
        .collect();
    stream.process(&mut noise);
    stream.reset();
    let mut silence = vec![0.0; 9_600];
    stream.process(&mut silence);
    assert!(silence.iter().all(|sample| sample.abs() < 1e-6));
    assert!(format!("{stream:?}").contains("48000"));
}
