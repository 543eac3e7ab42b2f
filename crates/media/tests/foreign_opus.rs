//! Packets of another libopus, and ours in another libopus: Debian's, by ffmpeg.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use jackfield_media::opus::{
    Bandwidth, Channels, Concealment, Decoder, Encoder, EncoderConfig, MAX_PACKET_LEN, Mode,
    Packet, SampleRate,
};
use jackfield_media::resample::Resampler;
use jackfield_testkit::speech::{Alignment, Wav, align, speech};
use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};

/// Where the clips begin in what was said, and how long they are.
const FROM_MS: usize = 400;
const CLIP: Duration = Duration::from_secs(1);

fn data(name: &str) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.join("../../tests/data").join(name)
}

/// The audio packets of a file, without its two headers.
fn packets(name: &str) -> Vec<Vec<u8>> {
    let file = std::fs::read(data(&format!("opus/{name}.ogg"))).unwrap();
    let mut reader = PacketReader::new(Cursor::new(file));
    let mut packets = Vec::new();
    while let Some(packet) = reader.read_packet().unwrap() {
        packets.push(packet.data);
    }
    assert!(packets[0].starts_with(b"OpusHead") && packets[1].starts_with(b"OpusTags"));
    packets.split_off(2)
}

/// What was said, at 48 kHz.
fn said() -> Vec<i16> {
    let wav = Wav::load(data("speech/jfk.wav")).unwrap();
    assert_eq!(wav.rate, 48_000);
    let from = FROM_MS * 48;
    wav.mono()[from..from + 48_000].to_vec()
}

fn decode(packets: &[Vec<u8>], rate: SampleRate) -> Vec<i16> {
    let mut decoder = Decoder::new(rate, Channels::Mono, Concealment::Classic).unwrap();
    let mut heard = Vec::new();
    for packet in packets {
        let samples = Packet::parse(packet).unwrap().samples() as usize;
        let mut pcm = vec![0; samples * rate.hz() as usize / 48_000];
        assert_eq!(decoder.decode(packet, &mut pcm), Ok(pcm.len()));
        heard.extend(pcm);
    }
    heard
}

/// How much of what was said is heard.
fn likeness(heard: &[i16], rate: SampleRate) -> Alignment {
    let mut at_48_khz = Vec::new();
    let mut up = Resampler::new(rate.hz(), 48_000, Channels::Mono).unwrap();
    up.process(heard, &mut at_48_khz).unwrap();
    align(&said(), &at_48_khz, 1_920)
}

/// All packets follow the rules, are of this band, and sound like what was said.
fn is_speech_of(name: &str, mode: Mode, band: Bandwidth) {
    let packets = packets(name);
    for packet in &packets {
        let packet = Packet::parse(packet).unwrap();
        assert_eq!(
            (packet.toc().mode(), packet.toc().bandwidth()),
            (mode, band)
        );
        assert_eq!(packet.duration(), Duration::from_millis(20));
    }
    let rate = band.sample_rate();
    let heard = decode(&packets, rate);
    assert!(heard.len() >= rate.hz() as usize);
    let likeness = likeness(&heard, rate);
    assert!(likeness.correlation > 0.8, "{likeness:?}");
}

#[test]
fn narrowband_speech_is_heard() {
    is_speech_of("narrow", Mode::Silk, Bandwidth::Narrow);
}

#[test]
fn mediumband_speech_is_heard() {
    is_speech_of("medium", Mode::Silk, Bandwidth::Medium);
}

#[test]
fn wideband_speech_is_heard() {
    is_speech_of("wide", Mode::Silk, Bandwidth::Wide);
}

#[test]
fn super_wideband_speech_is_heard() {
    is_speech_of("superwide", Mode::Hybrid, Bandwidth::SuperWide);
}

#[test]
fn fullband_speech_is_heard() {
    is_speech_of("full", Mode::Hybrid, Bandwidth::Full);
}

#[test]
fn every_band_is_decoded_at_every_rate() {
    for name in ["narrow", "medium", "wide", "superwide", "full"] {
        for rate in SampleRate::ALL {
            let heard = decode(&packets(name), rate);
            assert_eq!(heard.len(), 51 * rate.samples_per_ms(20), "{name} {rate:?}");
        }
    }
}

#[test]
fn stereo_is_told_and_heard_on_both_sides() {
    let packets = packets("stereo");
    let rate = SampleRate::Hz48000;
    let mut decoder = Decoder::new(rate, Channels::Stereo, Concealment::Classic).unwrap();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for packet in &packets {
        let toc = Packet::parse(packet).unwrap().toc();
        assert!(toc.is_stereo() && toc.mode() == Mode::Celt);
        let mut pcm = [0; 1_920];
        assert_eq!(decoder.decode(packet, &mut pcm), Ok(960));
        left.extend(pcm.iter().step_by(2).copied());
        right.extend(pcm.iter().skip(1).step_by(2).copied());
    }
    for side in [left, right] {
        assert!(likeness(&side, rate).correlation > 0.8);
    }
}

#[test]
fn frames_of_2_5_ms_are_heard() {
    let packets = packets("short");
    let each = |packet: &Vec<u8>| Packet::parse(packet).unwrap().duration();
    assert!(
        packets
            .iter()
            .all(|packet| each(packet) == Duration::from_micros(2_500))
    );
    let heard = decode(&packets, SampleRate::Hz48000);
    assert!(likeness(&heard, SampleRate::Hz48000).correlation > 0.8);
}

#[test]
fn three_frames_in_a_packet_are_counted_and_heard() {
    let packets = packets("long");
    for packet in &packets {
        let packet = Packet::parse(packet).unwrap();
        assert_eq!((packet.frame_count(), packet.samples()), (3, 2_880));
    }
    let heard = decode(&packets, SampleRate::Hz48000);
    assert!(likeness(&heard, SampleRate::Hz48000).correlation > 0.8);
}

#[test]
fn the_fec_of_another_encoder_is_seen_and_brings_back_what_was_lost() {
    let packets = packets("loss");
    let with_fec = packets
        .iter()
        .filter(|packet| Packet::parse(packet).unwrap().has_fec());
    assert!(with_fec.count() > 25);
    let rate = SampleRate::Hz16000;
    let heard = |by_fec: bool| {
        let mut decoder = Decoder::new(rate, Channels::Mono, Concealment::Classic).unwrap();
        let mut heard = Vec::new();
        for (index, packet) in packets.iter().enumerate() {
            let mut pcm = [0; 320];
            match packets.get(index + 1) {
                Some(next) if index % 4 == 3 && by_fec => decoder.decode_fec(next, &mut pcm),
                Some(_) if index % 4 == 3 => decoder.conceal(&mut pcm),
                _ => decoder.decode(packet, &mut pcm),
            }
            .unwrap();
            heard.extend(pcm);
        }
        likeness(&heard, rate).correlation
    };
    let (fec, made_up) = (heard(true), heard(false));
    assert!(fec > made_up + 0.02, "FEC {fec}, concealment {made_up}");
}

#[test]
fn packets_cut_short_are_refused_when_libopus_refuses_them() {
    for name in ["narrow", "full", "stereo", "short", "long"] {
        let mut decoder =
            Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap();
        for packet in packets(name).iter().step_by(10) {
            for len in 1..packet.len() {
                let cut = &packet[..len];
                let taken = Packet::parse(cut).map(|packet| packet.samples() as usize);
                let heard = decoder.decode(cut, &mut [0; 5_760]);
                assert_eq!(taken.ok(), heard.ok(), "{name}: {len} bytes");
            }
        }
    }
}

/// An Ogg file as RFC 7845 wants it.
fn file(packets: &[Vec<u8>], channels: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = PacketWriter::new(&mut bytes);
    let end_page = PacketWriteEndInfo::EndPage;
    let mut head = b"OpusHead\x01".to_vec();
    head.extend([channels, 0x38, 1, 0x80, 0xBB, 0, 0, 0, 0, 0]);
    writer.write_packet(head, 1, end_page, 0).unwrap();
    let tags = b"OpusTags\x04\0\0\0none\0\0\0\0".to_vec();
    writer.write_packet(tags, 1, end_page, 0).unwrap();
    let mut position = 0;
    for packet in packets {
        position += u64::from(Packet::parse(packet).unwrap().samples());
        writer
            .write_packet(packet.clone(), 1, end_page, position)
            .unwrap();
    }
    bytes
}

/// Decoded by ffmpeg's libopus, mono at 48 kHz.
fn heard_elsewhere(file: &[u8]) -> Vec<i16> {
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-v", "error", "-c:a", "libopus", "-i", "pipe:", "-ac", "1"])
        .args(["-ar", "48000", "-f", "s16le", "pipe:"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    ffmpeg.stdin.take().unwrap().write_all(file).unwrap();
    let output = ffmpeg.wait_with_output().unwrap();
    assert!(output.status.success());
    let samples = output.stdout.as_chunks::<2>().0.iter();
    samples.map(|bytes| i16::from_le_bytes(*bytes)).collect()
}

fn encoded(rate: SampleRate, channels: Channels, milliseconds: usize) -> Vec<Vec<u8>> {
    let mono = speech(5, rate.hz(), CLIP);
    let pcm: Vec<i16> = mono
        .iter()
        .flat_map(|sample| vec![*sample; channels.count()])
        .collect();
    let mut encoder = Encoder::new(EncoderConfig {
        rate,
        channels,
        bitrate: 48_000,
        ..EncoderConfig::default()
    })
    .unwrap();
    pcm.chunks_exact(rate.samples_per_ms(milliseconds) * channels.count())
        .map(|frame| {
            let mut packet = vec![0; MAX_PACKET_LEN];
            let len = encoder.encode(frame, &mut packet).unwrap();
            packet.truncate(len);
            packet
        })
        .collect()
}

/// The samples are what was encoded, though from another rate.
fn is_heard_elsewhere(rate: SampleRate, channels: Channels, milliseconds: usize) {
    let packets = encoded(rate, channels, milliseconds);
    let count = u8::try_from(channels.count()).unwrap();
    let heard = heard_elsewhere(&file(&packets, count));
    let mut sent = Vec::new();
    let mut up = Resampler::new(rate.hz(), 48_000, Channels::Mono).unwrap();
    up.process(&speech(5, rate.hz(), CLIP), &mut sent).unwrap();
    // The player skips the delay of the encoder, the resampler has one of its own.
    let late = align(&heard, &sent, 1_200);
    let early = align(&sent, &heard, 1_200);
    let correlation = late.correlation.max(early.correlation);
    assert!(correlation > 0.8, "{late:?} {early:?}");
}

#[test]
fn our_packets_of_every_rate_are_heard_elsewhere() {
    for rate in SampleRate::ALL {
        is_heard_elsewhere(rate, Channels::Mono, 20);
    }
}

#[test]
fn our_stereo_and_our_frame_lengths_are_heard_elsewhere() {
    is_heard_elsewhere(SampleRate::Hz48000, Channels::Stereo, 20);
    is_heard_elsewhere(SampleRate::Hz48000, Channels::Mono, 10);
    is_heard_elsewhere(SampleRate::Hz48000, Channels::Mono, 60);
}
