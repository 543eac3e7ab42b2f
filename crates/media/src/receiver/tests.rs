use super::*;
use crate::jitter::FRAME;
use crate::opus::{Encoder, EncoderConfig};

/// Some packets of 20 ms, number n at time n.
fn packets(count: usize) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    let mut payload = [0; 1_200];
    let frame = [500; 960];
    let encode = |_| {
        let len = encoder.encode(&frame, &mut payload).unwrap();
        payload[..len].to_vec()
    };
    (0..count).map(encode).collect()
}

fn at(milliseconds: usize) -> Timestamp {
    Timestamp::from_millis(milliseconds.try_into().unwrap())
}

fn push(receiver: &mut AudioReceiver, now: Timestamp, number: usize, payload: &[u8]) {
    let packet = ReceivedPacket {
        sequence: number.try_into().unwrap(),
        rtp_time: u32::try_from(number).unwrap() * 960,
        payload,
        encoding: Encoding::Opus,
    };
    receiver.push(now, packet);
}

fn receiver(sample_rate: u32) -> AudioReceiver {
    AudioReceiver::new(&ReceiverConfig {
        sample_rate,
        ..ReceiverConfig::default()
    })
    .unwrap()
}

#[test]
fn a_packet_on_a_quiet_network_is_played_as_it_comes() {
    let mut receiver = receiver(48_000);
    let mut out = [0; 960];
    assert_eq!(receiver.next_timeout(), None);
    for (number, payload) in packets(50).iter().enumerate() {
        let now = at(20 * number);
        push(&mut receiver, now, number, payload);
        assert_eq!(receiver.next_timeout(), Some(now));
        let frame = receiver.poll_frame(now, &mut out).unwrap();
        assert_eq!(frame.kind, FrameKind::Received);
        assert_eq!(frame.media_time, FRAME * u32::try_from(number).unwrap());
        assert_eq!(receiver.poll_frame(now, &mut out), None);
    }
    assert_eq!(receiver.stats().mean_buffer_delay, Duration::ZERO);
}

#[test]
fn frames_come_at_the_rate_that_was_asked_for() {
    for rate in [8_000, 12_000, 16_000, 24_000, 48_000] {
        let mut receiver = receiver(rate);
        push(&mut receiver, at(0), 0, &packets(1)[0]);
        let len = usize::try_from(rate / 50).unwrap();
        assert_eq!(receiver.poll_frame(at(0), &mut vec![0; len - 1]), None);
        assert!(receiver.poll_frame(at(0), &mut vec![0; len]).is_some());
    }
}

#[test]
fn a_rate_that_opus_has_not_is_refused() {
    for sample_rate in [0, 44_100, 96_000] {
        let config = ReceiverConfig {
            sample_rate,
            ..ReceiverConfig::default()
        };
        assert!(AudioReceiver::new(&config).is_err(), "{sample_rate}");
    }
}

#[test]
fn what_is_no_opus_is_counted_and_plays_nothing() {
    let mut receiver = receiver(48_000);
    push(&mut receiver, at(0), 0, &[]);
    push(&mut receiver, at(0), 1, &[0xFF]);
    assert_eq!(receiver.stats().malformed, 2);
    assert_eq!(receiver.next_timeout(), None);
}

#[test]
fn a_packet_that_comes_twice_is_played_once() {
    let mut receiver = receiver(48_000);
    let mut out = [0; 960];
    for (number, payload) in packets(10).iter().enumerate() {
        push(&mut receiver, at(20 * number), number, payload);
        push(&mut receiver, at(20 * number), number, payload);
        assert!(receiver.poll_frame(at(20 * number), &mut out).is_some());
        assert!(receiver.poll_frame(at(20 * number), &mut out).is_none());
    }
    assert_eq!(receiver.stats().duplicates, 10);
    assert_eq!(receiver.stats().packets, 10);
}

#[test]
fn packets_that_hold_less_than_a_frame_are_put_together() {
    assert_eq!(assembly_ticks(480, 0, 960), 480);
    assert_eq!(assembly_ticks(2_880, 0, 960), 0);
    assert_eq!(assembly_ticks(2_880, 960, 960), 0);
    assert_eq!(assembly_ticks(960, 480, 960), 480);
    assert_eq!(assembly_ticks(1_920, 0, 960), 0);
    assert_eq!((gcd(480, 960), gcd(7, 960)), (480, 1));
}

/// A receiver of 48 kHz with frames like these, and packets of so many samples, those of all channels.
fn shaped(
    channels: Channels,
    frame: FrameLength,
    packet_len: usize,
) -> (AudioReceiver, Vec<Vec<u8>>) {
    let mut encoder = Encoder::new(EncoderConfig {
        channels,
        bitrate: 96_000,
        ..EncoderConfig::default()
    })
    .unwrap();
    let mut payload = [0; 4_000];
    let mut sample = 0;
    let packets = (0..50).map(|_| {
        let mut pcm = vec![0; packet_len];
        for frame in pcm.chunks_mut(channels.count()) {
            sample = (sample + 157) % 8_000;
            // A ramp on the left, nothing on the right.
            frame[0] = sample - 4_000;
        }
        let len = encoder.encode(&pcm, &mut payload).unwrap();
        payload[..len].to_vec()
    });
    let packets = packets.collect();
    let receiver = AudioReceiver::new(&ReceiverConfig {
        channels,
        frame,
        ..ReceiverConfig::default()
    });
    (receiver.unwrap(), packets)
}

#[test]
fn short_packets_are_played_as_they_come_when_frames_are_as_short() {
    for (frame, ticks) in [
        (FrameLength::Ms2_5, 120),
        (FrameLength::Ms5, 240),
        (FrameLength::Ms10, 480),
    ] {
        let (mut receiver, packets) = shaped(Channels::Mono, frame, ticks);
        let mut out = [0; 960];
        assert_eq!(receiver.frame_len(), ticks);
        for (number, payload) in packets.iter().enumerate() {
            let time = u32::try_from(number * ticks).unwrap();
            let now = Timestamp::ZERO + duration_of(u64::from(time));
            let packet = ReceivedPacket {
                sequence: u16::try_from(number).unwrap(),
                rtp_time: time,
                payload,
                encoding: Encoding::Opus,
            };
            receiver.push(now, packet);
            assert!(receiver.poll_frame(now, &mut out).is_some(), "{frame:?}");
        }
        assert_eq!(receiver.stats().mean_buffer_delay, Duration::ZERO);
    }
}

#[test]
fn both_channels_are_heard_apart() {
    let (mut receiver, packets) = shaped(Channels::Stereo, FrameLength::Ms20, 1_920);
    let mut out = [0; 1_920];
    let (mut left, mut right) = (0, 0);
    for (number, payload) in packets.iter().enumerate() {
        // Every tenth is made up.
        let lost = number % 10 == 9;
        if !lost {
            push(&mut receiver, at(20 * number), number, payload);
        }
        let now = at(20 * number) + if lost { GRACE } else { Duration::ZERO };
        assert!(receiver.poll_frame(now, &mut out).is_some());
        for frame in out.as_chunks::<2>().0 {
            left += u64::from(frame[0].unsigned_abs());
            right += u64::from(frame[1].unsigned_abs());
        }
    }
    assert!(left > 20 * right, "{left} {right}");
}

#[test]
fn a_packet_of_three_frames_may_be_played_as_a_whole() {
    let (mut receiver, packets) = shaped(Channels::Mono, FrameLength::Ms20, 2_880);
    let mut out = [0; 960];
    for (number, payload) in packets.iter().enumerate() {
        let now = at(60 * number);
        let packet = ReceivedPacket {
            sequence: u16::try_from(number).unwrap(),
            rtp_time: u32::try_from(number).unwrap() * 2_880,
            payload,
            encoding: Encoding::Opus,
        };
        receiver.push(now, packet);
        assert!(receiver.poll_frame(now, &mut out).is_some());
        assert!(receiver.poll_ahead(now, &mut out).is_some());
        assert!(receiver.poll_ahead(now, &mut out).is_some());
        assert_eq!(receiver.poll_ahead(now, &mut out), None);
        assert_eq!(receiver.poll_frame(now, &mut out), None);
    }
    let stats = receiver.stats();
    assert_eq!(
        stats.concealed + stats.inserted + stats.removed,
        Duration::ZERO
    );
}
