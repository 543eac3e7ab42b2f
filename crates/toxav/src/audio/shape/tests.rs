use jackfield_media::opus::{Encoder, EncoderConfig};

use super::*;

fn shape(channels: Channels, ticks: usize) -> Shape {
    let mut encoder = Encoder::new(EncoderConfig {
        channels,
        bitrate: 128_000,
        ..EncoderConfig::default()
    })
    .unwrap();
    let mut packet = [0; 4_000];
    let len = encoder
        .encode(&vec![100; ticks * channels.count()], &mut packet)
        .unwrap();
    Shape::of(SampleRate::Hz48000, &Packet::parse(&packet[..len]).unwrap())
}

#[test]
fn frames_are_as_short_as_packets_and_packets_whole_frames() {
    for (ticks, frame) in [
        (120, FrameLength::Ms2_5),
        (240, FrameLength::Ms5),
        (480, FrameLength::Ms10),
        (960, FrameLength::Ms20),
        (1_920, FrameLength::Ms20),
        (2_880, FrameLength::Ms20),
    ] {
        let found = shape(Channels::Mono, ticks);
        assert_eq!((found.frame, found.channels), (frame, Channels::Mono));
    }
    assert_eq!(shape(Channels::Stereo, 960).channels, Channels::Stereo);
}
