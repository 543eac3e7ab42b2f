use std::time::Duration;

use jackfield_testkit::speech::speech;

use super::*;
use crate::opus::{MAX_PACKET_LEN, Packet};

fn encoder(config: EncoderConfig) -> Encoder {
    Encoder::new(config).unwrap()
}

/// Packets of 20 ms of one second of speech.
fn packets(encoder: &mut Encoder) -> Vec<Vec<u8>> {
    let rate = encoder.config().rate;
    let pcm = speech(1, rate.hz(), Duration::from_secs(1));
    encode_all(encoder, &pcm)
}

fn encode_all(encoder: &mut Encoder, pcm: &[i16]) -> Vec<Vec<u8>> {
    let frame = encoder.config().rate.samples_per_ms(20) * encoder.config().channels.count();
    pcm.chunks_exact(frame)
        .map(|frame| {
            let mut packet = vec![0; MAX_PACKET_LEN];
            let len = encoder.encode(frame, &mut packet).unwrap();
            packet.truncate(len);
            packet
        })
        .collect()
}

fn bits_per_second(packets: &[Vec<u8>]) -> usize {
    packets.iter().map(Vec::len).sum::<usize>() * 8 * 50 / packets.len()
}

#[test]
fn every_rate_gives_packets_of_20_ms() {
    for rate in SampleRate::ALL {
        let mut encoder = encoder(EncoderConfig {
            rate,
            ..EncoderConfig::default()
        });
        for packet in packets(&mut encoder) {
            assert_eq!(Packet::parse(&packet).unwrap().samples(), 960, "{rate:?}");
        }
    }
}

#[test]
fn at_a_constant_rate_all_packets_are_of_one_length() {
    let mut encoder = encoder(EncoderConfig {
        constant_rate: true,
        ..EncoderConfig::default()
    });
    let packets = packets(&mut encoder);
    assert!(packets.iter().all(|packet| packet.len() == 80));
    encoder.set_rate(SampleRate::Hz16000).unwrap();
    let len = encoder.encode(&[100; 320], &mut [0; 1_200]).unwrap();
    assert_eq!(len, 80, "after a change of the rate as well");
}

#[test]
fn silence_with_the_least_effort_takes_few_bytes() {
    let silence = vec![0; 48_000];
    let mut encoder = encoder(EncoderConfig::default());
    let with_effort = bits_per_second(&encode_all(&mut encoder, &silence));
    encoder.set_effort(Effort::Least).unwrap();
    let without = bits_per_second(&encode_all(&mut encoder, &silence));
    assert!(
        without * 2 < with_effort,
        "{without} of {with_effort} bit/s"
    );
}

#[test]
fn speech_sounds_as_before_after_a_stretch_of_least_effort() {
    let speech = speech(1, 48_000, Duration::from_secs(1));
    let mut encoder = encoder(EncoderConfig::default());
    let steady = encode_all(&mut encoder, &speech);
    encoder.set_effort(Effort::Least).unwrap();
    // It is kept when the rate changes, which configures the encoder anew.
    encoder.set_rate(SampleRate::Hz24000).unwrap();
    encoder.set_rate(SampleRate::Hz48000).unwrap();
    assert_eq!(encoder.effort(), Effort::Least);
    assert_ne!(encode_all(&mut encoder, &speech), steady);
    encoder.set_effort(Effort::Full).unwrap();
    encoder.reset().unwrap();
    assert_eq!(encode_all(&mut encoder, &speech), steady);
}

#[test]
fn another_complexity_is_taken_while_it_runs_unless_opus_has_it_not() {
    let speech = speech(1, 48_000, Duration::from_secs(1));
    let with = |complexity| EncoderConfig {
        complexity,
        ..EncoderConfig::default()
    };
    let wanted = encode_all(&mut encoder(with(2)), &speech);
    let mut encoder = encoder(with(8));
    encoder.set_complexity(2).unwrap();
    assert_eq!(encode_all(&mut encoder, &speech), wanted);
    assert!(encoder.set_complexity(11).is_err());
    assert_eq!(encoder.config().complexity, 2);
}

#[test]
fn every_frame_length_of_opus_is_taken_and_no_other() {
    let mut encoder = encoder(EncoderConfig::default());
    let mut packet = [0; MAX_PACKET_LEN];
    for samples in [120, 240, 480, 960, 1_920, 2_880] {
        let len = encoder.encode(&vec![0; samples], &mut packet).unwrap();
        let parsed = Packet::parse(&packet[..len]).unwrap();
        assert_eq!(parsed.samples() as usize, samples);
    }
    for samples in [0, 1, 119, 441, 961, 3_840] {
        let result = encoder.encode(&vec![0; samples], &mut packet);
        assert!(
            matches!(result, Err(MediaError::LocalMisuse(_))),
            "{samples}"
        );
    }
}

#[test]
fn stereo_is_coded_as_stereo() {
    let mut encoder = encoder(EncoderConfig {
        channels: Channels::Stereo,
        bitrate: 64_000,
        ..EncoderConfig::default()
    });
    let left = speech(1, 48_000, Duration::from_secs(1));
    let right = speech(2, 48_000, Duration::from_secs(1));
    let both: Vec<i16> = left
        .into_iter()
        .zip(right)
        .flat_map(<[i16; 2]>::from)
        .collect();
    let packets = encode_all(&mut encoder, &both);
    assert!(
        packets
            .iter()
            .any(|packet| Packet::parse(packet).unwrap().toc().is_stereo())
    );
}

#[test]
fn the_bitrate_is_kept_and_can_be_changed() {
    let mut encoder = encoder(EncoderConfig::default());
    let at_32 = bits_per_second(&packets(&mut encoder));
    assert!((20_000..40_000).contains(&at_32), "{at_32}");
    encoder.set_bitrate(12_000).unwrap();
    let at_12 = bits_per_second(&packets(&mut encoder));
    assert!((6_000..16_000).contains(&at_12), "{at_12}");
}

#[test]
fn fec_is_sent_once_loss_is_expected() {
    let mut encoder = encoder(EncoderConfig::default());
    let with_fec = |packets: Vec<Vec<u8>>| {
        let has_fec = |packet: &&Vec<u8>| Packet::parse(packet).unwrap().has_fec();
        packets.iter().filter(has_fec).count()
    };
    assert_eq!(with_fec(packets(&mut encoder)), 0);
    encoder.set_expected_loss(0.1).unwrap();
    assert!(with_fec(packets(&mut encoder)) > 20);
    encoder.set_expected_loss(0.0).unwrap();
    assert!(with_fec(packets(&mut encoder)) <= 1);
}

#[test]
fn an_encoder_without_fec_sends_none_whatever_is_lost() {
    let mut encoder = encoder(EncoderConfig {
        fec: false,
        ..EncoderConfig::default()
    });
    encoder.set_expected_loss(0.3).unwrap();
    let none = packets(&mut encoder)
        .iter()
        .all(|packet| !Packet::parse(packet).unwrap().has_fec());
    assert!(none);
}

#[test]
fn dtx_sends_next_to_nothing_in_silence() {
    let mut encoder = encoder(EncoderConfig::default());
    let silence = vec![0; 48_000];
    let is_dtx = |packet: &Vec<u8>| Packet::parse(packet).unwrap().is_dtx();
    assert!(!encode_all(&mut encoder, &silence).iter().any(is_dtx));
    encoder.set_dtx(true).unwrap();
    let quiet = encode_all(&mut encoder, &silence);
    assert!(quiet.iter().filter(|packet| is_dtx(packet)).count() > 20);
}

#[test]
fn the_rate_changes_in_mid_stream_and_settings_stay() {
    let mut encoder = encoder(EncoderConfig::default());
    encoder.set_expected_loss(0.1).unwrap();
    packets(&mut encoder);
    encoder.set_rate(SampleRate::Hz16000).unwrap();
    let packets = packets(&mut encoder);
    let first = Packet::parse(&packets[0]).unwrap();
    assert!(first.toc().bandwidth().sample_rate() <= SampleRate::Hz16000);
    assert!(
        packets
            .iter()
            .any(|packet| Packet::parse(packet).unwrap().has_fec())
    );
    assert!((20_000..40_000).contains(&bits_per_second(&packets)));
}

#[test]
fn a_reset_encoder_says_the_same_again() {
    let mut encoder = encoder(EncoderConfig::default());
    let first = packets(&mut encoder);
    encoder.reset().unwrap();
    assert_eq!(packets(&mut encoder), first);
}

#[test]
fn settings_out_of_range_are_refused() {
    let refused = |config| matches!(Encoder::new(config), Err(MediaError::LocalMisuse(_)));
    let default = EncoderConfig::default;
    assert!(refused(EncoderConfig {
        bitrate: 499,
        ..default()
    }));
    assert!(refused(EncoderConfig {
        bitrate: 512_001,
        ..default()
    }));
    assert!(refused(EncoderConfig {
        complexity: 11,
        ..default()
    }));
    assert!(encoder(default()).set_bitrate(1).is_err());
}

#[test]
fn expected_loss_is_rounded_up_and_cut_off() {
    assert_eq!(percent(0.0), 0);
    assert_eq!(percent(0.001), 1);
    assert_eq!(percent(0.1), 10);
    assert_eq!(percent(7.0), 100);
    assert_eq!(percent(-1.0), 0);
    assert_eq!(percent(f32::NAN), 0);
}

#[test]
fn an_encoder_takes_little_memory() {
    // Of 300 kB a transcoded call may take. With the feature `dred` it would be far more.
    assert!(Encoder::state_len(Channels::Mono) < 40_000);
    assert!(Encoder::state_len(Channels::Stereo) < 60_000);
}
