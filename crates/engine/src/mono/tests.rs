use super::*;

const MONO: Format = Format {
    rate: 16_000,
    channels: 1,
    video: false,
};
const STEREO: Format = Format {
    rate: 16_000,
    channels: 2,
    video: false,
};

#[test]
fn bytes_are_little_endian_and_half_a_sample_is_left_out() {
    let mut reader = MonoReader::default();
    assert_eq!(reader.read(MONO, &[1, 0, 0, 0x80, 7]), [1, i16::MIN]);
}

#[test]
fn two_channels_are_their_mean_and_nothing_of_the_message_before() {
    let mut reader = MonoReader::default();
    reader.read(STEREO, &[9; 40]);
    assert_eq!(reader.read(STEREO, &[100, 0, 200, 0, 0, 0, 0, 0]), [150, 0]);
}
