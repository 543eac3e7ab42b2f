use super::*;

/// A packet of one frame of 20 ms, mono: what an encoder makes of silence (RFC 6716 §3.1).
const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

#[test]
fn the_encoders_delay_and_the_padding_are_left_out() {
    let mut track = OpusTrack::new(1, 312).expect("a track");
    let mut output = Vec::new();
    assert!(track.decode(&SILENCE, 0, &mut output));
    assert_eq!(output.len(), (960 - 312) * crate::CHANNELS);
    assert!(track.decode(&SILENCE, 60, &mut output));
    assert_eq!(output.len(), (960 - 312 + 900) * crate::CHANNELS);
}

#[test]
fn a_delay_longer_than_a_packet_goes_on_in_the_next() {
    let mut track = OpusTrack::new(2, 1000).expect("a track");
    let mut output = Vec::new();
    assert!(track.decode(&SILENCE, 0, &mut output));
    assert_eq!(output.len(), 0);
    assert!(track.decode(&SILENCE, usize::MAX, &mut output));
    assert_eq!(output.len(), 0);
    assert!(track.decode(&SILENCE, 0, &mut output));
    assert_eq!(output.len(), 960 * crate::CHANNELS);
}

#[test]
fn what_is_no_packet_is_passed_over() {
    let mut track = OpusTrack::new(1, 0).expect("a track");
    let mut output = Vec::new();
    assert!(!track.decode(&[0xff], 0, &mut output));
    assert!(output.is_empty());
}

#[test]
fn more_streams_than_one_are_refused() {
    assert_eq!(
        OpusTrack::new(6, 0).expect_err("six"),
        "is Opus of 6 channels"
    );
    assert!(OpusTrack::new(0, 0).is_err());
}
