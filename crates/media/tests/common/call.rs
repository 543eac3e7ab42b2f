//! One direction of a call in virtual time: speech, encoder, bad network, receiver.

use std::path::Path;
use std::time::Duration;

use jackfield_media::opus::{Channels, Encoder, EncoderConfig, MAX_PACKET_LEN};
use jackfield_media::receiver::{
    AudioReceiver, Encoding, Frame, ReceivedPacket, ReceiverConfig, ReceiverStats,
};
use jackfield_media::red::RedEncoder;
use jackfield_media::resample::Resampler;
use jackfield_media::rtp::{PayloadType, RtpTime};
use jackfield_media::time::Timestamp;
use jackfield_testkit::network::{Conditions, Network};
use jackfield_testkit::speech::Wav;

/// Samples per second of all audio here.
pub const RATE: u32 = 48_000;
/// Samples of 20 ms.
pub const FRAME_SAMPLES: usize = 960;
/// What one frame lasts.
pub const FRAME: Duration = Duration::from_millis(20);

/// The loss that every sender is told to expect, as by receiver reports.
const EXPECTED_LOSS: f32 = 0.1;
const OPUS: u8 = 111;
/// Numbers begin shortly before they wrap.
const FIRST_SEQUENCE: u16 = 65_500;
const FIRST_TIME: u32 = u32::MAX - 20_000;

/// What a sender does against loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Nothing.
    Plain,
    /// In-band FEC.
    Fec,
    /// RED, so many packets back.
    Red(u8),
}

/// A packet and when it is sent.
#[derive(Debug, Clone)]
pub struct SentPacket {
    pub at: Timestamp,
    pub sequence: u16,
    pub rtp_time: u32,
    pub payload: Vec<u8>,
}

/// A stream as it is sent.
#[derive(Debug, Clone)]
pub struct SentStream {
    pub packets: Vec<SentPacket>,
    pub encoding: Encoding,
}

/// A frame as it was played.
#[derive(Debug, Clone, Copy)]
pub struct HeardFrame {
    pub at: Timestamp,
    pub frame: Frame,
    pub stats: ReceiverStats,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Heard {
    pub samples: Vec<i16>,
    pub frames: Vec<HeardFrame>,
    pub stats: ReceiverStats,
}

/// Recorded speech, brought to [`RATE`].
pub fn load(path: &Path) -> Vec<i16> {
    let recording = Wav::load(path).unwrap();
    let mono = recording.mono();
    if recording.rate == RATE {
        return mono;
    }
    let mut resampler = Resampler::new(recording.rate, RATE, Channels::Mono).unwrap();
    let mut speech = Vec::new();
    resampler.process(&mono, &mut speech).unwrap();
    resampler.flush(&mut speech).unwrap();
    speech
}

/// Encode speech of [`RATE`] to 20 ms packets of 32 kbit/s.
pub fn encode(speech: &[i16], protection: Protection) -> SentStream {
    let mut encoder = Encoder::new(EncoderConfig {
        fec: protection == Protection::Fec,
        complexity: 10,
        ..EncoderConfig::default()
    })
    .unwrap();
    encoder.set_expected_loss(EXPECTED_LOSS).unwrap();
    let mut red = match protection {
        Protection::Red(distance) => {
            Some(RedEncoder::new(distance, PayloadType::new(OPUS).unwrap(), 1_200).unwrap())
        }
        _ => None,
    };
    let mut at = Timestamp::ZERO;
    let (mut sequence, mut rtp_time) = (FIRST_SEQUENCE, FIRST_TIME);
    let mut packets = Vec::new();
    for frame in speech.chunks_exact(FRAME_SAMPLES) {
        let mut payload = vec![0; MAX_PACKET_LEN];
        let len = encoder.encode(frame, &mut payload).unwrap();
        payload.truncate(len);
        if let Some(red) = &mut red {
            let opus = payload.clone();
            red.encode(RtpTime(rtp_time), &opus, &mut payload);
        }
        packets.push(SentPacket {
            at,
            sequence,
            rtp_time,
            payload,
        });
        at += FRAME;
        sequence = sequence.wrapping_add(1);
        rtp_time = rtp_time.wrapping_add(960);
    }
    let encoding = if red.is_some() {
        Encoding::Red
    } else {
        Encoding::Opus
    };
    SentStream { packets, encoding }
}

/// The arrivals of a stream that goes through a network: time and index of the packet.
pub fn transmit(
    stream: &SentStream,
    seed: u64,
    conditions: impl Fn(Timestamp) -> Conditions,
) -> Vec<(Timestamp, usize)> {
    let mut network = Network::new(seed, conditions(Timestamp::ZERO));
    for (index, packet) in stream.packets.iter().enumerate() {
        network.set_conditions(conditions(packet.at));
        network.send(packet.at, index.to_le_bytes());
    }
    let mut arrivals = Vec::new();
    while let Some(at) = network.next_arrival() {
        let datagram = network.poll(at).unwrap();
        arrivals.push((at, usize::from_le_bytes(datagram)));
    }
    arrivals
}

/// Play what arrives until nothing is left to do.
pub fn listen(stream: &SentStream, arrivals: &[(Timestamp, usize)]) -> Heard {
    let mut receiver = AudioReceiver::new(&ReceiverConfig::default()).unwrap();
    let mut heard = Heard {
        samples: Vec::new(),
        frames: Vec::new(),
        stats: ReceiverStats::default(),
    };
    for (at, index) in arrivals {
        play_until(&mut receiver, Some(*at), &mut heard);
        let packet = &stream.packets[*index];
        receiver.push(
            *at,
            ReceivedPacket {
                sequence: packet.sequence,
                rtp_time: packet.rtp_time,
                payload: &packet.payload,
                encoding: stream.encoding,
            },
        );
        play(&mut receiver, *at, &mut heard);
    }
    play_until(&mut receiver, None, &mut heard);
    heard.stats = receiver.stats();
    heard
}

/// Wake the receiver whenever it asks, until just before `end`.
pub fn play_until(receiver: &mut AudioReceiver, end: Option<Timestamp>, heard: &mut Heard) {
    while let Some(at) = receiver.next_timeout() {
        if end.is_some_and(|end| at >= end) {
            return;
        }
        play(receiver, at, heard);
        assert!(
            receiver.next_timeout().is_none_or(|next| next > at),
            "woken at {at:?} for nothing, and again: for ever"
        );
    }
}

/// Take all frames that are due.
pub fn play(receiver: &mut AudioReceiver, now: Timestamp, heard: &mut Heard) {
    let mut samples = [0; FRAME_SAMPLES];
    while let Some(frame) = receiver.poll_frame(now, &mut samples) {
        heard.samples.extend_from_slice(&samples);
        heard.frames.push(HeardFrame {
            at: now,
            frame,
            stats: receiver.stats(),
        });
    }
}
