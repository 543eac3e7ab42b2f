//! Opus packets by libopus.

use jackfield_media::opus::{Channels, Encoder, EncoderConfig, MAX_PACKET_LEN, SampleRate};

/// Packets of a gliding tone: silence, loud, silence again, so that DTX has something to do.
pub(crate) fn packets(config: EncoderConfig, frame_ms: usize, count: usize) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(config).expect("an encoder");
    encoder.set_expected_loss(0.2).expect("a loss");
    let samples = config.rate.samples_per_ms(frame_ms);
    (0..count)
        .map(|index| {
            let pcm = tone(index * samples, samples, config, (4..12).contains(&index));
            let mut packet = vec![0; MAX_PACKET_LEN];
            let len = encoder.encode(&pcm, &mut packet).expect("a packet");
            packet.truncate(len);
            packet
        })
        .collect()
}

/// Speech as browsers send it: SILK or hybrid, with in-band FEC.
pub(crate) fn speech() -> Vec<Vec<u8>> {
    packets(EncoderConfig::default(), 20, 12)
}

/// Narrowband with DTX.
pub(crate) fn narrow() -> Vec<Vec<u8>> {
    let config = EncoderConfig {
        rate: SampleRate::Hz8000,
        bitrate: 10_000,
        dtx: true,
        ..EncoderConfig::default()
    };
    packets(config, 60, 40)
}

/// Stereo at a high rate: CELT.
pub(crate) fn music() -> Vec<Vec<u8>> {
    let config = EncoderConfig {
        channels: Channels::Stereo,
        bitrate: 128_000,
        fec: false,
        ..EncoderConfig::default()
    };
    packets(config, 10, 8)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a tone needs no more"
)]
fn tone(start: usize, samples: usize, config: EncoderConfig, loud: bool) -> Vec<i16> {
    let amplitude = if loud { 8_000.0 } else { 0.0 };
    (start..start + samples)
        .flat_map(|index| {
            let time = index as f64 / f64::from(config.rate.hz());
            let phase = std::f64::consts::TAU * (220.0 + 80.0 * time) * time;
            let sample = ((phase.sin() + 0.4 * (5.0 * phase).sin()) * amplitude) as i16;
            std::iter::repeat_n(sample, config.channels.count())
        })
        .collect()
}
