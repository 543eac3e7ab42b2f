use jackfield_testkit::speech::{align, rms, speech};

use super::*;
use crate::opus::{Encoder, EncoderConfig, MAX_PACKET_LEN, Packet};

const FRAME: usize = 960;
const SECOND: Duration = Duration::from_secs(1);

fn decoder(rate: SampleRate, concealment: Concealment) -> Decoder {
    Decoder::new(rate, Channels::Mono, concealment).unwrap()
}

/// 20 ms packets of two seconds of speech, with FEC for 20 % loss if asked for.
fn packets(fec: bool) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(EncoderConfig {
        fec,
        ..EncoderConfig::default()
    })
    .unwrap();
    encoder.set_expected_loss(0.2).unwrap();
    speech(5, 48_000, 2 * SECOND)
        .chunks_exact(FRAME)
        .map(|frame| {
            let mut packet = vec![0; MAX_PACKET_LEN];
            let len = encoder.encode(frame, &mut packet).unwrap();
            packet.truncate(len);
            packet
        })
        .collect()
}

/// All packets decoded, every seventh filled by `fill`, which sees the packet after it.
fn decode_with_losses(
    packets: &[Vec<u8>],
    decoder: &mut Decoder,
    mut fill: impl FnMut(&mut Decoder, &[u8], &mut [i16]),
) -> Vec<i16> {
    let mut heard = Vec::new();
    for (index, packet) in packets.iter().enumerate() {
        let mut pcm = [0; FRAME];
        match packets.get(index + 1) {
            Some(next) if index % 7 == 6 => fill(decoder, next, &mut pcm),
            _ => assert_eq!(decoder.decode(packet, &mut pcm), Ok(FRAME)),
        }
        heard.extend(pcm);
    }
    heard
}

/// How alike the filled-in frames are to the sent ones.
fn likeness(sent: &[i16], heard: &[i16]) -> f64 {
    align(sent, heard, 480).correlation
}

#[test]
fn speech_comes_out_at_every_rate() {
    let packets = packets(true);
    for rate in SampleRate::ALL {
        let mut decoder = decoder(rate, Concealment::Classic);
        let mut pcm = vec![0; rate.samples_per_ms(20)];
        let mut heard = Vec::new();
        for packet in &packets {
            let samples = decoder.decode(packet, &mut pcm).unwrap();
            assert_eq!(samples, pcm.len());
            heard.extend_from_slice(&pcm);
        }
        let sent = speech(5, rate.hz(), 2 * SECOND);
        let loudness = rms(&heard) / rms(&sent);
        assert!((0.7..1.4).contains(&loudness), "{rate:?}: {loudness}");
    }
}

#[test]
fn what_was_sent_is_what_is_heard() {
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    let mut pcm = [0; FRAME];
    let mut heard = Vec::new();
    for packet in packets(false) {
        decoder.decode(&packet, &mut pcm).unwrap();
        heard.extend(pcm);
    }
    let likeness = likeness(&speech(5, 48_000, 2 * SECOND), &heard);
    assert!(likeness > 0.9, "{likeness}");
}

#[test]
fn fec_brings_back_more_than_concealment() {
    let sent = speech(5, 48_000, 2 * SECOND);
    let packets = packets(true);
    let fill_by_fec = |decoder: &mut Decoder, next: &[u8], pcm: &mut [i16]| {
        assert_eq!(decoder.decode_fec(next, pcm), Ok(FRAME));
    };
    let conceal = |decoder: &mut Decoder, _: &[u8], pcm: &mut [i16]| {
        assert_eq!(decoder.conceal(pcm), Ok(FRAME));
    };
    let classic = || decoder(SampleRate::Hz48000, Concealment::Classic);
    let by_fec = decode_with_losses(&packets, &mut classic(), fill_by_fec);
    let concealed = decode_with_losses(&packets, &mut classic(), conceal);
    let (fec, made_up) = (likeness(&sent, &by_fec), likeness(&sent, &concealed));
    assert!(fec > made_up + 0.02, "FEC {fec}, concealment {made_up}");
}

#[test]
fn deep_concealment_is_another_one_than_classic_and_keeps_the_voice_up() {
    let packets = packets(false);
    let conceal_three = |concealment| {
        let mut decoder = decoder(SampleRate::Hz48000, concealment);
        let mut pcm = [0; FRAME];
        for packet in &packets[..20] {
            decoder.decode(packet, &mut pcm).unwrap();
        }
        let mut made_up = Vec::new();
        for _ in 0..3 {
            decoder.conceal(&mut pcm).unwrap();
            made_up.extend(pcm);
        }
        made_up
    };
    let classic = conceal_three(Concealment::Classic);
    let deep = conceal_three(Concealment::Deep);
    assert_ne!(classic, deep);
    assert!(rms(&deep) > 100.0, "{}", rms(&deep));
}

#[test]
fn concealment_fades_out_in_the_end() {
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    let mut pcm = [0; FRAME];
    for packet in &packets(false)[..20] {
        decoder.decode(packet, &mut pcm).unwrap();
    }
    for _ in 0..50 {
        decoder.conceal(&mut pcm).unwrap();
    }
    assert!(rms(&pcm) < 100.0, "{}", rms(&pcm));
}

#[test]
fn the_length_of_the_last_packet_is_known() {
    let mut decoder = decoder(SampleRate::Hz16000, Concealment::Deep);
    decoder.decode(&packets(false)[0], &mut [0; 320]).unwrap();
    assert_eq!(
        decoder.last_packet_duration(),
        Ok(Duration::from_millis(20))
    );
    decoder.conceal(&mut [0; 40]).unwrap();
    assert_eq!(
        decoder.last_packet_duration(),
        Ok(Duration::from_micros(2_500))
    );
}

#[test]
fn a_buffer_too_short_for_the_packet_is_refused() {
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    let result = decoder.decode(&packets(false)[0], &mut [0; 959]);
    assert!(
        matches!(result, Err(MediaError::Codec { .. })),
        "{result:?}"
    );
}

#[test]
fn losses_of_no_possible_length_are_refused() {
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    for samples in [0, 1, 961, 5_880] {
        let result = decoder.conceal(&mut vec![0; samples]);
        assert!(
            matches!(result, Err(MediaError::LocalMisuse(_))),
            "{samples}"
        );
    }
    assert!(decoder.decode(&[], &mut [0; FRAME]).is_err());
    assert!(decoder.decode_fec(&[], &mut [0; FRAME]).is_err());
}

#[test]
fn garbage_is_the_peers_fault_and_the_next_packet_plays() {
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    let mut pcm = [0; FRAME];
    let error = decoder.decode(&[0xFF, 0], &mut pcm).unwrap_err();
    assert!(error.is_remote());
    assert_eq!(decoder.decode(&packets(false)[0], &mut pcm), Ok(FRAME));
}

#[test]
fn a_reset_decoder_hears_the_same_again() {
    let packets = packets(false);
    let mut decoder = decoder(SampleRate::Hz48000, Concealment::Deep);
    let mut decode = |reset: bool| {
        if reset {
            decoder.reset().unwrap();
        }
        let mut pcm = [0; FRAME];
        packets[..5].iter().for_each(|packet| {
            decoder.decode(packet, &mut pcm).unwrap();
        });
        pcm
    };
    assert_eq!(decode(false), decode(true));
}

#[test]
fn stereo_comes_out_as_two_channels() {
    let rate = SampleRate::Hz48000;
    let mut decoder = Decoder::new(rate, Channels::Stereo, Concealment::Deep).unwrap();
    let mut pcm = [0; 2 * FRAME];
    for packet in &packets(false)[..10] {
        assert_eq!(decoder.decode(packet, &mut pcm), Ok(FRAME));
    }
    assert_eq!(decoder.channels(), Channels::Stereo);
    assert!(pcm.chunks_exact(2).all(|frame| frame[0] == frame[1]));
}

#[test]
fn packets_carry_the_fec_that_the_decoder_uses() {
    assert!(
        packets(true)
            .iter()
            .any(|packet| Packet::parse(packet).unwrap().has_fec())
    );
}

#[test]
fn a_decoder_fits_into_the_memory_of_a_call() {
    // Of 300 kB a transcoded call may take: libopus keeps the neural network's state in here.
    assert!(Decoder::state_len(Channels::Mono) < 100_000);
}
