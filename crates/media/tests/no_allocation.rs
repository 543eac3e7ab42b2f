//! What happens once per packet or frame allocates nothing after set-up.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use allocation_counter::measure;
use jackfield_media::opus::{
    Channels, Concealment, Decoder, Encoder, EncoderConfig, Packet, SampleRate,
};
use jackfield_media::receiver::{AudioReceiver, Encoding, ReceivedPacket, ReceiverConfig};
use jackfield_media::red::{RedEncoder, RedPayload};
use jackfield_media::resample::Resampler;
use jackfield_media::rtp::{
    Incoming, PayloadType, RtpHeader, RtpPacket, RtpTime, SequenceNumber, Ssrc, StreamRewriter,
};
use jackfield_media::sender::{AudioSender, FRAME, SenderConfig};
use jackfield_media::time::Timestamp;
use jackfield_testkit::speech::speech;

/// Frames until buffers have their size, and frames that are watched.
const WARM_UP: u32 = 100;
const WATCHED: u32 = 500;

fn opus() -> PayloadType {
    PayloadType::new(111).unwrap()
}

/// Allocations of the watched rounds, after the warm-up.
fn allocations(mut round: impl FnMut(u32)) -> u64 {
    (0..WARM_UP).for_each(&mut round);
    let watched = || (WARM_UP..WARM_UP + WATCHED).for_each(&mut round);
    measure(watched).count_total
}

fn sender() -> AudioSender {
    AudioSender::new(&SenderConfig {
        bitrate: 32_000,
        complexity: 5,
        playout_limit: Duration::from_secs(10),
        red_distance: Some(2),
        opus_payload_type: opus(),
        fec: true,
    })
    .unwrap()
}

/// One frame in, one packet out, in real time.
fn sender_allocations(rate: u32) -> u64 {
    let mut sender = sender();
    sender.set_expected_loss(0.1);
    let voice = speech(1, rate, Duration::from_secs(1));
    let frame_len = rate as usize / 50;
    let mut payload = Vec::with_capacity(1_200);
    allocations(|round| {
        let now = Timestamp::ZERO + FRAME * round;
        let start = round as usize % 50 * frame_len;
        sender
            .queue(now, rate, &voice[start..start + frame_len])
            .unwrap();
        while sender.poll_packet(now, &mut payload).is_some() {}
    })
}

#[test]
fn sending_allocates_nothing() {
    for rate in [8_000, 16_000, 24_000, 44_100, 48_000] {
        assert_eq!(sender_allocations(rate), 0, "{rate}");
    }
}

#[test]
fn barge_in_and_the_way_back_to_a_rate_allocate_nothing() {
    let mut sender = sender();
    let (odd, native) = ([100; 882], [100; 960]);
    let mut payload = Vec::with_capacity(1_200);
    let count = allocations(|round| {
        let now = Timestamp::ZERO + FRAME * round;
        match round % 10 {
            0..5 => sender.queue(now, 44_100, &odd).unwrap(),
            5..9 => sender.queue(now, 48_000, &native).unwrap(),
            _ => sender.clear(),
        }
        while sender.poll_packet(now, &mut payload).is_some() {}
    });
    assert_eq!(count, 0);
}

#[test]
fn decoding_and_filling_losses_allocate_nothing() {
    let rate = SampleRate::Hz48000;
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    encoder.set_expected_loss(0.2).unwrap();
    let mut decoder = Decoder::new(rate, Channels::Mono, Concealment::Deep).unwrap();
    let voice = speech(1, 48_000, Duration::from_secs(1));
    let (mut packet, mut pcm) = ([0; 1_200], [0; 960]);
    let count = allocations(|round| {
        let start = round as usize % 50 * 960;
        let len = encoder
            .encode(&voice[start..start + 960], &mut packet)
            .unwrap();
        let packet = &packet[..len];
        assert_eq!(Packet::parse(packet).unwrap().samples(), 960);
        match round % 10 {
            3 => decoder.conceal(&mut pcm).unwrap(),
            7 => decoder.decode_fec(packet, &mut pcm).unwrap(),
            _ => decoder.decode(packet, &mut pcm).unwrap(),
        };
    });
    assert_eq!(count, 0);
}

#[test]
fn receiving_losing_and_changing_the_delay_allocate_nothing() {
    let mut sender = sender();
    sender.set_expected_loss(0.2);
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    let voice = speech(1, 48_000, Duration::from_secs(1));
    let (mut payload, mut pcm) = (Vec::with_capacity(1_200), [0; 960]);
    let mut sequence = 0;
    let count = allocations(|round| {
        let start = round as usize % 50 * 960;
        let sent_at = Timestamp::ZERO + FRAME * round;
        // Every other second packets are up to 40 ms late.
        let late = Duration::from_millis(u64::from(round / 50 % 2 * (round % 3) * 20));
        let now = sent_at + late;
        while let Some(due) = receiver.next_timeout().filter(|due| *due < now) {
            while receiver.poll_frame(due, &mut pcm).is_some() {}
        }
        sender
            .queue(sent_at, 48_000, &voice[start..start + 960])
            .unwrap();
        while let Some(packet) = sender.poll_packet(sent_at, &mut payload) {
            sequence += 1;
            if sequence % 7 == 0 {
                continue;
            }
            let packet = ReceivedPacket {
                sequence,
                rtp_time: packet.rtp_time,
                payload: &payload,
                encoding: Encoding::Red,
            };
            receiver.push(now, packet);
        }
    });
    let stats = receiver.stats();
    assert!(stats.redundant > Duration::ZERO && stats.inserted + stats.removed > Duration::ZERO);
    assert_eq!(count, 0);
}

#[test]
fn forwarding_allocates_nothing() {
    let mut rewriter = StreamRewriter::new(48_000, SequenceNumber(0), RtpTime(0));
    let mut datagram = [0; 100];
    let count = allocations(|round| {
        let [.., high, low] = round.to_be_bytes();
        let header = RtpHeader {
            marker: false,
            payload_type: opus(),
            sequence: SequenceNumber(u16::from_be_bytes([high, low])),
            rtp_time: RtpTime(round * 960),
            ssrc: Ssrc(round / 50),
        };
        datagram[..12].copy_from_slice(&header.write());
        let packet = RtpPacket::parse(&datagram).unwrap();
        let incoming = Incoming {
            ssrc: packet.header.ssrc,
            sequence: packet.header.sequence,
            rtp_time: packet.header.rtp_time,
        };
        let now = Timestamp::ZERO + FRAME * round;
        assert!(rewriter.rewrite(now, incoming).is_some());
    });
    assert_eq!(count, 0);
}

#[test]
fn red_allocates_nothing() {
    let mut red = RedEncoder::new(2, opus(), 1_200).unwrap();
    let mut payload = Vec::with_capacity(1_200);
    let count = allocations(|round| {
        red.encode(RtpTime(round * 960), &[7; 80], &mut payload);
        let parsed = RedPayload::parse(&payload).unwrap();
        assert!(parsed.redundant().count() <= 2);
    });
    assert_eq!(count, 0);
}

#[test]
fn resampling_allocates_nothing() {
    let mut resampler = Resampler::new(44_100, 48_000, Channels::Stereo).unwrap();
    let frame = [1i16; 2 * 882];
    let mut output = Vec::with_capacity(4_000);
    let count = allocations(|_| {
        output.clear();
        resampler.process(&frame, &mut output).unwrap();
    });
    assert_eq!(count, 0);
}
