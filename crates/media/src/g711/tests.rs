use proptest::prelude::*;

use super::*;

/// FNV-1a, to compare whole tables with those another implementation printed.
fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

fn decoded(law: Law) -> u64 {
    fingerprint((0..=u8::MAX).flat_map(|byte| law.decode(byte).to_le_bytes()))
}

#[test]
fn all_decoded_values_are_those_of_suns_reference_code() {
    assert_eq!(decoded(Law::Mu), 0xB91E_65D6_8481_A1A8);
    assert_eq!(decoded(Law::A), 0x693A_40CA_62A3_D2A5);
}

#[test]
fn all_alaw_codes_are_those_of_suns_reference_code() {
    let codes = (i16::MIN..=i16::MAX).map(|sample| Law::A.encode(sample));
    assert_eq!(fingerprint(codes), 0xF030_666E_B780_CF25);
}

#[test]
fn mulaw_decides_at_the_values_of_table_2a() {
    // ITU-T G.711 table 2a/G.711: decision value (14 bits) and the code from there on.
    let table = [
        (0u16, 0xFF),
        (1, 0xFE),
        (3, 0xFD),
        (31, 0xEF),
        (35, 0xEE),
        (95, 0xDF),
        (103, 0xDE),
        (223, 0xCF),
        (239, 0xCE),
        (479, 0xBF),
        (511, 0xBE),
        (991, 0xAF),
        (1_055, 0xAE),
        (2_015, 0x9F),
        (2_143, 0x9E),
        (4_063, 0x8F),
        (4_319, 0x8E),
        (7_903, 0x80),
    ];
    for (decision, code) in table {
        let sample = i16::try_from(decision * 4).unwrap();
        assert_eq!(Law::Mu.encode(sample), code, "{decision}");
        if sample > 0 {
            assert_eq!(Law::Mu.encode(sample - 1), code + 1, "below {decision}");
        }
    }
}

#[test]
fn mulaw_gives_the_values_of_table_2a() {
    let table = [
        (0x80, 8_031),
        (0x8F, 4_191),
        (0x9F, 2_079),
        (0xAF, 1_023),
        (0xBF, 495),
        (0xCF, 231),
        (0xDF, 99),
        (0xEF, 33),
        (0xFE, 2),
        (0xFF, 0),
    ];
    for (code, value) in table {
        assert_eq!(Law::Mu.decode(code), value * 4, "{code:02x}");
    }
}

#[test]
fn samples_and_bytes_are_converted_until_one_side_ends() {
    let mut bytes = [0; 3];
    assert_eq!(Law::A.encode_all(&[0, 100, -100, 5], &mut bytes), 3);
    let mut samples = [7; 4];
    assert_eq!(Law::A.decode_all(&bytes, &mut samples), 3);
    assert_eq!(samples[3], 7);
    assert_eq!(samples[1], -samples[2]);
}

proptest! {
    #[test]
    fn minus_is_the_mirror_of_plus(sample in 0i16..=i16::MAX) {
        for law in [Law::Mu, Law::A] {
            prop_assert_eq!(law.encode(!sample), law.encode(sample) ^ 0x80);
        }
    }

    #[test]
    fn a_code_survives_decoding_and_encoding(byte: u8) {
        prop_assert_eq!(Law::A.encode(Law::A.decode(byte)), byte);
        // µ-law has a minus zero, which comes back as zero.
        let expected = if byte == 0x7F { 0xFF } else { byte };
        prop_assert_eq!(Law::Mu.encode(Law::Mu.decode(byte)), expected);
    }

    #[test]
    fn the_error_is_a_fraction_of_the_sample(sample: i16) {
        for law in [Law::Mu, Law::A] {
            let error = i32::from(law.decode(law.encode(sample))) - i32::from(sample);
            prop_assert!(error.abs() <= i32::from(sample).abs() / 16 + 16, "{error}");
        }
    }
}
