//! Seeds of the media core's targets, and of TCP framing, which carries their packets.

use jackfield_media::red::RedEncoder;
use jackfield_media::rtp::{PayloadType, RtpHeader, RtpTime, SequenceNumber, Ssrc};

use crate::Seed;
use crate::bytes::{framed, sized};
use crate::opus;

const OPUS: u8 = 111;
const FRAME_TICKS: u32 = 960;

pub(crate) fn seeds() -> Vec<Seed> {
    [
        rtp(),
        red(),
        red_round_trip(),
        opus_packets(),
        opus_scripts(),
        receiver(),
        rewriter(),
        framing(),
    ]
    .concat()
}

fn header(sequence: u16) -> [u8; 12] {
    let header = RtpHeader {
        marker: sequence == 0,
        payload_type: PayloadType::new(OPUS).expect("below 128"),
        sequence: SequenceNumber(sequence),
        rtp_time: RtpTime(u32::from(sequence) * FRAME_TICKS),
        ssrc: Ssrc(0xDEAD_BEEF),
    };
    header.write()
}

fn rtp() -> Vec<Seed> {
    let payload = &opus::speech()[6];
    let with_flags = |flags: u8, rest: &[&[u8]]| {
        let mut packet = header(7).to_vec();
        packet[0] |= flags;
        packet.extend(rest.concat());
        packet
    };
    // RFC 8285 one-byte elements: audio level (1), transport-wide number (3), padding.
    let extension = [0xBE, 0xDE, 0, 2, 0x10, 0x9E, 0x31, 0, 42, 0, 0, 0];
    let sources = [0, 0, 0, 1, 0, 0, 0, 2];
    vec![
        ("rtp_packet", "plain", with_flags(0, &[payload])),
        ("rtp_packet", "no_payload", header(0).to_vec()),
        (
            "rtp_packet",
            "extension",
            with_flags(0x10, &[&extension, payload]),
        ),
        (
            "rtp_packet",
            "contributing_sources",
            with_flags(2, &[&sources, payload]),
        ),
        (
            "rtp_packet",
            "padding",
            with_flags(0x20, &[payload, &[0, 0, 0, 4]]),
        ),
        (
            "rtp_packet",
            "everything",
            with_flags(0x32, &[&sources, &extension, payload, &[0, 2]]),
        ),
    ]
}

fn red() -> Vec<Seed> {
    let payload_type = PayloadType::new(OPUS).expect("below 128");
    let mut encoder = RedEncoder::new(2, payload_type, 1_200).expect("1 or 2");
    let names = ["alone", "one_before", "two_before"];
    let speech = opus::speech();
    let mut seeds = Vec::new();
    for ((name, frame), time) in names.into_iter().zip(&speech[5..]).zip(0..) {
        let mut payload = Vec::new();
        encoder.encode(RtpTime(time * FRAME_TICKS), frame, &mut payload);
        seeds.push(("red_payload", name, payload));
    }
    seeds
}

fn red_round_trip() -> Vec<Seed> {
    let script = |distance: u8, max_len: u16| {
        let mut script = vec![distance - 1];
        script.extend(max_len.to_le_bytes());
        script.extend(u32::MAX.to_le_bytes());
        for frame in opus::speech() {
            script.extend(960_u16.to_le_bytes());
            script.extend(sized(&frame));
        }
        script
    };
    vec![
        ("red_round_trip", "roomy", script(2, 1_200)),
        ("red_round_trip", "tight", script(2, 150)),
        ("red_round_trip", "distance_one", script(1, 1_200)),
    ]
}

fn opus_packets() -> Vec<Seed> {
    let celt = |code: u8| 31 << 3 | code;
    let mut padded_long = vec![celt(3), 0x40 | 1, 255, 2, 5];
    padded_long.extend([0; 256]);
    let narrow = opus::narrow();
    let shortest = narrow.iter().min_by_key(|packet| packet.len());
    vec![
        ("opus_packet", "speech", opus::speech()[8].clone()),
        ("opus_packet", "music", opus::music()[5].clone()),
        ("opus_packet", "narrow_60_ms", narrow[6].clone()),
        ("opus_packet", "dtx", shortest.expect("a packet").clone()),
        ("opus_packet", "two_alike", vec![celt(1), 1, 2, 3, 4]),
        ("opus_packet", "two_different", vec![celt(2), 1, 7, 8, 9]),
        ("opus_packet", "three_alike", vec![celt(3), 3, 1, 2, 3]),
        (
            "opus_packet",
            "three_different",
            vec![celt(3), 0x80 | 3, 1, 2, 7, 8, 8, 9, 9, 9],
        ),
        (
            "opus_packet",
            "padded",
            vec![celt(3), 0x40 | 2, 3, 1, 1, 0, 0, 0],
        ),
        ("opus_packet", "long_padding", padded_long),
        ("opus_packet", "most_frames", vec![28 << 3 | 3, 48]),
    ]
}

fn opus_scripts() -> Vec<Seed> {
    let decode = |packet: &Vec<u8>| [vec![4], sized(packet)].concat();
    let fec = |packet: &Vec<u8>| [vec![2, 7], sized(packet)].concat();
    let lossy = |packets: Vec<Vec<u8>>| {
        let mut script = Vec::new();
        for (index, packet) in packets.iter().enumerate() {
            match index % 5 {
                2 => script.extend([1, 7]), // lost, and concealed
                3 => {
                    script.extend(fec(packet));
                    script.extend(decode(packet));
                }
                _ => script.extend(decode(packet)),
            }
        }
        script
    };
    let start = |head: u8, script: Vec<u8>| [vec![head], script].concat();
    vec![
        (
            "opus_decoder",
            "speech_48_khz_deep",
            start(0x40 | 4, lossy(opus::speech())),
        ),
        (
            "opus_decoder",
            "speech_16_khz",
            start(2, lossy(opus::speech())),
        ),
        (
            "opus_decoder",
            "music_stereo",
            start(0x80 | 4, lossy(opus::music())),
        ),
        (
            "opus_decoder",
            "narrow_8_khz_deep",
            start(0x40, lossy(opus::narrow())),
        ),
        (
            "opus_decoder",
            "loss_before_anything",
            vec![0x80, 1, 47, 0, 1, 0],
        ),
    ]
}

/// Steps of the receiver's script.
const PASS: u8 = 0;
const ABSENT: u8 = 2;
const PUSH: u8 = 3;
const PUSH_RED: u8 = 0x13;
const PUSH_AT: u8 = 0x23;

fn receiver() -> Vec<Seed> {
    // Rate 48 kHz (4) with neural concealment (0x40), delay up to 400 ms.
    let start = || vec![0x44, 40];
    let push = |kind: u8, step: u8, payload: &[u8]| [vec![kind, step], sized(payload)].concat();
    // The squares of these are milliseconds.
    let (at_once, frame, long) = ([PASS, 2], [PASS, 4], [PASS, 40]);
    let speech = opus::speech();

    let mut reordered = start();
    for (index, packet) in speech.iter().enumerate() {
        match index % 4 {
            1 => continue, // lost
            2 => reordered.extend(push(PUSH, 3, packet)),
            3 => reordered.extend(push(PUSH, u8::MAX, packet)), // one back
            _ => reordered.extend(push(PUSH, 1, packet)),
        }
        reordered.extend(frame);
    }
    reordered.extend(long);

    let mut redundant = start();
    let payload_type = PayloadType::new(OPUS).expect("below 128");
    let mut encoder = RedEncoder::new(2, payload_type, 1_200).expect("1 or 2");
    for (packet, number) in speech.iter().zip(0..) {
        let mut payload = Vec::new();
        encoder.encode(RtpTime(number * FRAME_TICKS), packet, &mut payload);
        if number % 3 != 1 {
            let step = if number % 3 == 2 { 2 } else { 1 };
            redundant.extend(push(PUSH_RED, step, &payload));
        }
        redundant.extend(frame);
    }

    let mut pauses = start();
    for packet in &opus::narrow()[..6] {
        pauses.extend(push(PUSH, 3, packet));
        pauses.extend(at_once);
    }
    pauses.extend([ABSENT, 20]);
    pauses.extend(long);
    // The stream begins anew elsewhere.
    for (packet, number) in speech[..4].iter().zip(40_000_u16..) {
        pauses.push(PUSH_AT);
        pauses.extend(number.to_le_bytes());
        pauses.extend((u32::from(number) * FRAME_TICKS).to_le_bytes());
        pauses.extend(sized(packet));
        pauses.extend(frame);
    }
    vec![
        ("audio_receiver", "loss_and_reordering", reordered),
        ("audio_receiver", "redundant", redundant),
        ("audio_receiver", "pauses_and_restart", pauses),
    ]
}

fn rewriter() -> Vec<Seed> {
    // Head (source, or 0x80 | source and its place), root of the pause in ms, step or place.
    let start = |sequence: u16| {
        let time = 5_000_u32;
        [&sequence.to_le_bytes()[..], &time.to_le_bytes()].concat()
    };
    let jump = |source: u8, sequence: u16, time: u32| {
        let mut packet = vec![0x80 | source, 4];
        packet.extend(sequence.to_le_bytes());
        packet.extend(time.to_le_bytes());
        packet
    };
    let run = |source: u8, steps: &[u8]| {
        steps
            .iter()
            .flat_map(|step| [source, 4, *step])
            .collect::<Vec<u8>>()
    };
    const BACK: u8 = u8::MAX; // −1
    vec![
        (
            "stream_rewriter",
            "loss_and_reordering",
            [
                start(1_000),
                jump(0, 10, 0),
                run(0, &[1, 2, BACK, 1, 1, 5, 0, BACK]),
            ]
            .concat(),
        ),
        (
            "stream_rewriter",
            "sources_change",
            [
                start(0),
                jump(0, 65_534, u32::MAX - 960),
                run(0, &[1, 1, 2]),
                jump(1, 60_000, 123_456_789),
                run(0, &[BACK]),
                run(1, &[1, 1]),
                run(0, &[50, 1]),
                run(1, &[1]),
            ]
            .concat(),
        ),
        (
            "stream_rewriter",
            "restarts",
            [
                start(1),
                jump(2, 10_000, 4_000_000),
                run(2, &[1, 1]),
                jump(2, 9_000, 50),
                run(2, &[1, 1]),
                jump(2, 30_000, 77),
                run(2, &[1, BACK, 1]),
                jump(2, 30_004, 3_000_000_000),
                run(2, &[1, BACK]),
            ]
            .concat(),
        ),
    ]
}

fn framing() -> Vec<Seed> {
    let first = [&header(0)[..], &[1, 2, 3]].concat();
    let second = [&header(1)[..], &[4; 300]].concat();
    let stream = framed(&[&first, &[], &second]);
    let cut = |cuts: [u8; 4], stream: &[u8]| [&cuts, stream].concat();
    vec![
        ("framing", "byte_by_byte", cut([0; 4], &stream)),
        ("framing", "in_pieces", cut([2, 90, 0, 255], &stream)),
        (
            "framing",
            "unfinished",
            cut([9; 4], &stream[..stream.len() - 1]),
        ),
    ]
}
