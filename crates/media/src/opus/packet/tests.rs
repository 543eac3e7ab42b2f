use proptest::prelude::*;

use super::*;
use crate::opus::{Channels, Concealment, Decoder, SampleRate};

/// TOC of a 20 ms mono packet of SILK wideband.
const SILK_WIDE_20: u8 = 9 << 3;
/// TOC of a 20 ms mono packet of CELT fullband.
const CELT_FULL_20: u8 = 31 << 3;
/// The stereo bit.
const STEREO: u8 = 0b100;

fn parse(bytes: &[u8]) -> Packet<'_> {
    Packet::parse(bytes).unwrap()
}

fn reason(bytes: &[u8]) -> &'static str {
    match Packet::parse(bytes) {
        Err(MediaError::RemoteProtocol { reason, .. }) => reason,
        other => panic!("expected a protocol error, got {other:?}"),
    }
}

#[test]
fn every_configuration_is_as_in_table_2_of_the_rfc() {
    // RFC 6716 §3.1: first configuration, mode, bandwidth, frame sizes in units of 2.5 ms.
    let table: [(u8, Mode, Bandwidth, &[u32]); 9] = [
        (0, Mode::Silk, Bandwidth::Narrow, &[4, 8, 16, 24]),
        (4, Mode::Silk, Bandwidth::Medium, &[4, 8, 16, 24]),
        (8, Mode::Silk, Bandwidth::Wide, &[4, 8, 16, 24]),
        (12, Mode::Hybrid, Bandwidth::SuperWide, &[4, 8]),
        (14, Mode::Hybrid, Bandwidth::Full, &[4, 8]),
        (16, Mode::Celt, Bandwidth::Narrow, &[1, 2, 4, 8]),
        (20, Mode::Celt, Bandwidth::Wide, &[1, 2, 4, 8]),
        (24, Mode::Celt, Bandwidth::SuperWide, &[1, 2, 4, 8]),
        (28, Mode::Celt, Bandwidth::Full, &[1, 2, 4, 8]),
    ];
    for (first, mode, bandwidth, sizes) in table {
        for (config, size) in (first..).zip(sizes) {
            let toc = Toc::new(config << 3);
            assert_eq!(toc.mode(), mode, "{config}");
            assert_eq!(toc.bandwidth(), bandwidth, "{config}");
            assert_eq!(toc.frame_samples(), size * 120, "{config}");
        }
    }
}

#[test]
fn a_single_frame_is_as_long_as_its_configuration_says() {
    let packet = parse(&[SILK_WIDE_20 | STEREO, 1, 2, 3]);
    assert!(packet.toc().is_stereo());
    assert_eq!(packet.frame_count(), 1);
    assert_eq!(packet.samples(), 960);
    assert_eq!(packet.duration(), Duration::from_millis(20));
    assert_eq!(packet.toc().bandwidth().sample_rate(), SampleRate::Hz16000);
}

#[test]
fn packed_frames_are_counted() {
    assert_eq!(parse(&[CELT_FULL_20 | 1, 1, 1]).samples(), 1_920);
    assert_eq!(parse(&[CELT_FULL_20 | 2, 1, 7, 8, 9]).samples(), 1_920);
    assert_eq!(parse(&[CELT_FULL_20 | 3, 3, 1, 2, 3]).samples(), 2_880);
    // Variable lengths 1 and 2, the third fills the packet.
    let variable = [CELT_FULL_20 | 3, 0x80 | 3, 1, 2, 7, 8, 8, 9, 9, 9];
    assert_eq!(parse(&variable).frame_count(), 3);
}

#[test]
fn padding_does_not_belong_to_a_frame() {
    let mut padded = vec![CELT_FULL_20 | 3, 0x40 | 2, 3, 1, 1];
    padded.extend([0; 3]);
    assert_eq!(parse(&padded).frame_count(), 2);
    let mut long = vec![CELT_FULL_20 | 3, 0x40 | 1, 255, 2, 5];
    long.extend([0; 256]);
    assert_eq!(parse(&long).frame_count(), 1);
    long.truncate(100);
    assert_eq!(reason(&long), "more padding than packet");
}

#[test]
fn a_packet_of_one_or_two_bytes_means_that_nothing_is_said() {
    assert!(parse(&[SILK_WIDE_20]).is_dtx());
    assert!(parse(&[SILK_WIDE_20, 0]).is_dtx());
    assert!(!parse(&[SILK_WIDE_20, 0, 0]).is_dtx());
}

#[test]
fn the_fec_flag_is_behind_the_voice_flags_of_its_channel() {
    assert!(!parse(&[SILK_WIDE_20, 0b1000_0000, 0]).has_fec());
    assert!(parse(&[SILK_WIDE_20, 0b0100_0000, 0]).has_fec());
    assert!(!parse(&[SILK_WIDE_20, 0b0001_0000, 0]).has_fec());
    assert!(parse(&[SILK_WIDE_20 | STEREO, 0b0001_0000, 0]).has_fec());
    let silk_wide_60 = 11 << 3;
    assert!(!parse(&[silk_wide_60, 0b0100_0000, 0]).has_fec());
    assert!(parse(&[silk_wide_60, 0b0001_0000, 0]).has_fec());
    assert!(!parse(&[CELT_FULL_20, 0xFF, 0xFF]).has_fec());
    assert!(!parse(&[SILK_WIDE_20]).has_fec());
}

#[test]
fn broken_packets_say_what_is_broken() {
    assert_eq!(reason(&[]), "empty");
    let odd = [CELT_FULL_20 | 1, 0];
    assert_eq!(reason(&odd), "two equal frames in an odd number of bytes");
    assert_eq!(reason(&[CELT_FULL_20 | 2]), "frame length cut short");
    assert_eq!(reason(&[CELT_FULL_20 | 2, 252]), "frame length cut short");
    assert_eq!(reason(&[CELT_FULL_20 | 2, 2, 0]), "frame cut short");
    assert_eq!(reason(&[CELT_FULL_20 | 3]), "no frame count");
    assert_eq!(reason(&[CELT_FULL_20 | 3, 0]), "no frames");
    assert_eq!(reason(&[CELT_FULL_20 | 3, 7]), "longer than 120 ms");
    assert_eq!(reason(&[CELT_FULL_20 | 3, 0x41]), "padding cut short");
    let uneven = [CELT_FULL_20 | 3, 2, 0];
    assert_eq!(reason(&uneven), "equal frames do not fill the packet");
    let short = [CELT_FULL_20 | 3, 0x82, 2, 0];
    assert_eq!(reason(&short), "frames longer than the packet");
    let mut long = vec![CELT_FULL_20];
    long.resize(1_277, 0);
    assert_eq!(reason(&long), "frame longer than 1275 bytes");
}

proptest! {
    #[test]
    fn any_bytes_are_a_packet_or_a_protocol_error(bytes: Vec<u8>) {
        match Packet::parse(&bytes) {
            Ok(packet) => {
                prop_assert!((1..=MAX_FRAMES).contains(&packet.frame_count()));
                prop_assert!(packet.samples() <= MAX_PACKET_SAMPLES);
                packet.has_fec();
            }
            Err(error) => prop_assert!(error.is_remote()),
        }
    }

    #[test]
    fn libopus_takes_the_same_packets_for_good_and_the_same_length(
        code in 0u8..4,
        config in 0u8..32,
        count in 0u8..=255,
        rest in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut bytes = vec![config << 3 | code];
        if code == 3 {
            bytes.push(count & 0b1100_0111);
        }
        bytes.extend(rest);
        let rate = SampleRate::Hz48000;
        let mut decoder = Decoder::new(rate, Channels::Mono, Concealment::Classic).unwrap();
        let decoded = decoder.decode(&bytes, &mut [0; 5_760]);
        match Packet::parse(&bytes) {
            Ok(packet) => prop_assert_eq!(decoded, Ok(packet.samples() as usize)),
            Err(_) => prop_assert!(decoded.is_err()),
        }
    }
}

#[test]
fn what_an_encoder_makes_of_digital_silence_is_silence() {
    assert!(parse(&[CELT_FULL_20, 0xFF, 0xFE]).is_silence());
    assert!(parse(&[CELT_FULL_20 | STEREO, 0xFF, 0xFE]).is_silence());
    for other in [
        [CELT_FULL_20, 0xFF, 0xFD],
        [CELT_FULL_20, 0xFE, 0xFF],
        [SILK_WIDE_20, 0xFF, 0xFE],
    ] {
        assert!(!parse(&other).is_silence(), "{other:?}");
    }
    // Of two frames the second may be loud.
    assert!(!parse(&[CELT_FULL_20 | 1, 0xFF, 0xFE, 0, 0]).is_silence());
    assert!(!parse(&[CELT_FULL_20]).is_silence());
}

proptest! {
    /// Whatever follows, the decoder has nothing to play.
    #[test]
    fn silence_is_decoded_to_zeroes(
        config in 16_u8..32,
        second in 0xFE_u8..=0xFF,
        rest in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let packet = [&[config << 3, 0xFF, second], rest.as_slice()].concat();
        prop_assert!(parse(&packet).is_silence());
        let mut decoder =
            Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap();
        let mut pcm = [1; 960];
        let decoded = decoder.decode(&packet, &mut pcm).unwrap();
        prop_assert!(pcm[..decoded].iter().all(|sample| *sample == 0));
    }
}
