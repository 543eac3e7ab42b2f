use jackfield_media::opus::{Channels, Concealment, Decoder, Packet, SampleRate};

use super::*;

fn decoder() -> Decoder {
    Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap()
}

#[test]
fn silence_is_as_long_as_asked_for() {
    for samples in [0, 120, 960, 1_080, 1_800, 48_000] {
        let packets: Vec<_> = silence(samples).collect();
        let said: u64 = packets
            .iter()
            .map(|(packet, _)| u64::from(Packet::parse(packet).unwrap().samples()))
            .sum();
        let promised: u64 = packets.iter().map(|(_, length)| length).sum();
        assert_eq!((said, promised), (samples, samples));
    }
}

#[test]
fn silence_is_decoded_as_nothing() {
    let mut decoder = decoder();
    let mut pcm = [1_i16; 960];
    for (packet, length) in silence(1_800) {
        let samples = decoder.decode(&packet, &mut pcm).unwrap();
        assert_eq!(samples as u64, length);
        assert!(pcm[..samples].iter().all(|sample| *sample == 0));
    }
}
