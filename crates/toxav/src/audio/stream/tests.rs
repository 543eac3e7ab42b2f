use jackfield_media::opus::{Channels, Encoder, EncoderConfig, SampleRate};
use jackfield_media::receiver::{Encoding, FrameLength};

use super::*;

fn stream(frame: FrameLength) -> Stream {
    let shape = Shape {
        rate: SampleRate::Hz48000,
        channels: Channels::Stereo,
        frame,
    };
    Stream::new(&ReceiverConfig::default(), shape, Timestamp::ZERO).unwrap()
}

/// Gives a stream one packet of so many ticks.
fn push(stream: &mut Stream, ticks: usize) {
    let mut encoder = Encoder::new(EncoderConfig {
        channels: Channels::Stereo,
        bitrate: 96_000,
        ..EncoderConfig::default()
    })
    .unwrap();
    let mut payload = [0; 4_000];
    let len = encoder.encode(&vec![500; 2 * ticks], &mut payload).unwrap();
    let packet = ReceivedPacket {
        sequence: 0,
        rtp_time: 0,
        payload: &payload[..len],
        encoding: Encoding::Opus,
    };
    stream.push(Timestamp::ZERO, packet, u32::try_from(ticks).unwrap());
}

#[test]
fn a_packet_becomes_one_frame_whatever_its_length() {
    for (frame, ticks) in [
        (FrameLength::Ms2_5, 120),
        (FrameLength::Ms10, 480),
        (FrameLength::Ms20, 960),
        (FrameLength::Ms20, 2_880),
    ] {
        let mut stream = stream(frame);
        let mut found = AudioFrame::default();
        assert!(!stream.play(Timestamp::ZERO, &mut found), "nothing came");
        push(&mut stream, ticks);
        assert!(stream.play(Timestamp::ZERO, &mut found));
        assert_eq!((found.samples, found.pcm.len()), (ticks, 2 * ticks));
        assert_eq!((found.channels, found.rate), (2, 48_000));
        assert!(stream.is_dry() && !stream.play(Timestamp::ZERO, &mut found));
        assert_eq!(stream.stats().packets, 1);
    }
}

#[test]
fn a_stream_dies_away_in_5_ms() {
    let mut stream = stream(FrameLength::Ms20);
    let mut frame = AudioFrame::default();
    assert!(!stream.fade_out(&mut frame), "nothing was heard");
    push(&mut stream, 960);
    stream.play(Timestamp::ZERO, &mut frame);
    assert!(stream.fade_out(&mut frame));
    assert_eq!((frame.samples, frame.pcm.len()), (240, 480));
}
