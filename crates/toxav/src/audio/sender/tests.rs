use std::time::Duration;

use jackfield_media::opus::{Packet as OpusPacket, Toc};
use jackfield_testkit::speech::speech;

use super::*;
use crate::rtp::Packet;

fn sender(config: SenderConfig) -> Sender {
    Sender::new(config, 7)
}

/// What a program hears that takes the one packet of a frame: the rate, and the Opus packet.
fn sent(
    sender: &mut Sender,
    samples: usize,
    channels: u8,
    rate: u32,
) -> Result<(u32, Vec<u8>), MediaError> {
    let mut packets = Packets::new();
    let tone = |index: usize| i16::try_from(index % 97 * 200).unwrap();
    let pcm: Vec<i16> = (0..samples * usize::from(channels)).map(tone).collect();
    sender.encode(Timestamp::ZERO, &pcm, channels, rate, &mut packets)?;
    let packet = Packet::parse(packets.next_packet().unwrap()).unwrap();
    assert!(packet.is_whole() && !packet.header.is_key);
    let (rate, opus) = packet.payload.split_first_chunk().unwrap();
    let rate = u32::from_be_bytes(*rate);
    Ok((rate, opus.to_vec()))
}

#[test]
fn a_payload_is_the_rate_and_an_opus_packet() {
    for rate in [8_000, 12_000, 16_000, 24_000, 48_000] {
        for (channels, half_ms) in [(1, 5), (2, 10), (1, 20), (2, 40), (1, 80), (2, 120)] {
            let samples = rate as usize * half_ms / 2_000;
            let mut sender = sender(SenderConfig {
                bit_rate_kbps: 96,
                ..SenderConfig::default()
            });
            let (told, opus) = sent(&mut sender, samples, channels, rate).unwrap();
            let packet = OpusPacket::parse(&opus).unwrap();
            assert_eq!(told, rate);
            assert_eq!(packet.samples() as usize, 24 * half_ms);
        }
    }
}

#[test]
fn what_opus_has_not_is_refused_and_nothing_is_sent() {
    let mut sender = sender(SenderConfig::default());
    for (samples, channels, rate) in [
        (960, 0, 48_000),
        (960, 3, 48_000),
        (882, 1, 44_100),
        (961, 1, 48_000),
        (0, 1, 48_000),
        (5_760, 1, 48_000),
    ] {
        let found = sent(&mut sender, samples, channels, rate);
        assert!(matches!(found, Err(MediaError::LocalMisuse(_))), "{rate}");
    }
    let mut packets = Packets::new();
    let encoded = sender.encode(Timestamp::ZERO, &[0; 7], 1, 48_000, &mut packets);
    assert!(encoded.is_err() && packets.next_packet().is_none());
}

#[test]
fn all_packets_are_as_long_as_the_rate_says() {
    let mut sender = sender(SenderConfig::default());
    for (kbps, bytes) in [(48, 120), (24, 60), (96, 240)] {
        sender.set_bit_rate(kbps).unwrap();
        for _ in 0..5 {
            assert_eq!(sent(&mut sender, 960, 1, 48_000).unwrap().1.len(), bytes);
        }
    }
}

#[test]
fn silence_is_cheap_and_as_long_as_speech() {
    let mut sender = sender(SenderConfig::default());
    let voice = speech(1, 48_000, Duration::from_millis(20));
    let mut packets = Packets::new();
    let mut encode = |pcm: &[i16]| {
        sender
            .encode(Timestamp::ZERO, pcm, 1, 48_000, &mut packets)
            .unwrap();
        let packet = Packet::parse(packets.next_packet().unwrap()).unwrap();
        let effort = sender.encoder.as_ref().unwrap().effort();
        (effort, packet.payload.len())
    };
    let spoken = &voice[..960];
    let (full, length) = encode(spoken);
    assert_eq!(full, Effort::Full);
    assert_eq!(encode(&[0; 960]), (Effort::Least, length));
    assert_eq!(encode(&[1; 960]), (Effort::Least, length));
    assert_eq!(encode(spoken), (Effort::Full, length));
}

#[test]
fn one_of_many_calls_is_encoded_at_another_complexity() {
    let mut sender = sender(SenderConfig::default());
    let complexity = |sender: &Sender| sender.encoder.as_ref().unwrap().config().complexity;
    sent(&mut sender, 960, 1, 48_000).unwrap();
    assert_eq!(complexity(&sender), 5);
    sender.set_crowd(true).unwrap();
    sent(&mut sender, 960, 1, 48_000).unwrap();
    assert_eq!(complexity(&sender), 3);
    sent(&mut sender, 960, 2, 48_000).unwrap();
    assert_eq!(complexity(&sender), 3, "a new encoder as well");
    sender.set_crowd(false).unwrap();
    assert_eq!(complexity(&sender), 5);
}

#[test]
fn loss_makes_each_packet_repeat_the_one_before() {
    let mut sender = sender(SenderConfig::default());
    let voice = speech(1, 48_000, Duration::from_secs(1));
    let has_fec = |sender: &mut Sender| {
        let mut packets = Packets::new();
        let protected = voice.chunks_exact(960).filter(|pcm| {
            sender
                .encode(Timestamp::ZERO, pcm, 1, 48_000, &mut packets)
                .unwrap();
            let packet = Packet::parse(packets.next_packet().unwrap()).unwrap();
            OpusPacket::parse(&packet.payload[4..]).unwrap().has_fec()
        });
        protected.count() > 20
    };
    assert!(!has_fec(&mut sender));
    sender.set_expected_loss(0.1).unwrap();
    assert!(has_fec(&mut sender));
    sender.set_expected_loss(0.0).unwrap();
    assert!(!has_fec(&mut sender));
}

#[test]
fn a_loss_that_is_not_reported_any_more_is_not_expected_for_ever() {
    let mut sender = sender(SenderConfig {
        least_expected_loss: 0.01,
        ..SenderConfig::default()
    });
    let mut packets = Packets::new();
    sender.set_expected_loss(0.2).unwrap();
    for (seconds, expected) in [(5, 0.2), (14, 0.2), (15, 0.01), (16, 0.01)] {
        let now = Timestamp::from_millis(1_000 * seconds);
        sender
            .encode(now, &[0; 960], 1, 48_000, &mut packets)
            .unwrap();
        assert!((sender.expected_loss - expected).abs() < 1e-6, "{seconds}");
    }
}

#[test]
fn an_encoder_is_made_anew_for_other_channels_and_keeps_its_settings() {
    let mut sender = sender(SenderConfig::default());
    assert!(sender.memory() < 1_000, "none before the first frame");
    sender.set_bit_rate(64).unwrap();
    let (_, mono) = sent(&mut sender, 960, 1, 48_000).unwrap();
    let (_, stereo) = sent(&mut sender, 960, 2, 48_000).unwrap();
    assert!(!Toc::new(mono[0]).is_stereo() && Toc::new(stereo[0]).is_stereo());
    assert_eq!((mono.len(), stereo.len()), (160, 160));
    assert!(sender.memory() > 10_000);
}
