//! What the tests of recordings share: packets to record, and files to read.
#![allow(dead_code, reason = "each test uses some of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "what cannot be set up has failed"
)]

use std::path::Path;
use std::sync::Arc;

use jackfield_files::AudioReader;
use jackfield_media::opus::{Encoder, EncoderConfig};
use jackfield_media::time::Timestamp;
use jackfield_record::{Config, Encoding, Format, Layout, Packet, Recording};

pub(crate) const FRAME: usize = 960;
pub(crate) const RATE: usize = 48_000;

pub(crate) fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

pub(crate) fn config(format: Format, layout: Layout) -> Config {
    Config {
        started: at(0),
        format,
        layout,
        bitrate: 32_000,
        complexity: 5,
        serial: 7,
    }
}

pub(crate) fn recording(format: Format, layout: Layout) -> Recording {
    Recording::new(&config(format, layout)).unwrap()
}

pub(crate) fn packet(ssrc: u32, rtp_time: u32, payload: &[u8]) -> Packet {
    Packet {
        ssrc,
        rtp_time,
        encoding: Encoding::Opus,
        payload: Arc::from(payload),
    }
}

/// 20 ms packets of a voice.
pub(crate) fn encode(samples: &[i16]) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(EncoderConfig::default()).unwrap();
    let mut out = [0; 1_500];
    samples
        .chunks_exact(FRAME)
        .map(|frame| {
            let length = encoder.encode(frame, &mut out).unwrap();
            out[..length].to_vec()
        })
        .collect()
}

/// What is on a disk.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    pub(crate) bytes: Vec<u8>,
}

impl Disk {
    pub(crate) fn save(&mut self, recording: &mut Recording) {
        for write in recording.take_writes() {
            let offset = write
                .offset
                .map_or(self.bytes.len(), |offset| usize::try_from(offset).unwrap());
            let end = offset + write.bytes.len();
            self.bytes.resize(end.max(self.bytes.len()), 0);
            self.bytes[offset..end].copy_from_slice(&write.bytes);
        }
    }

    /// Left channel at 48 kHz.
    pub(crate) fn play(&self, name: &str) -> Vec<i16> {
        let mut reader = AudioReader::from_bytes(Path::new(name), self.bytes.clone()).unwrap();
        let mut samples = Vec::new();
        while reader.read(RATE, &mut samples).unwrap() > 0 {}
        samples.into_iter().step_by(2).collect()
    }
}

/// A page of an Ogg file.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) granule: u64,
    pub(crate) sequence: u32,
    pub(crate) is_last: bool,
    pub(crate) packets: Vec<Vec<u8>>,
}

/// Every packet with its page, the two headers included; panics at what is no Ogg.
pub(crate) fn pages(bytes: &[u8]) -> Vec<Page> {
    let mut found = Vec::new();
    let mut rest = bytes;
    let mut carried = Vec::new();
    while !rest.is_empty() {
        assert_eq!(&rest[..4], b"OggS");
        let granule = u64::from_le_bytes(rest[6..14].try_into().unwrap());
        let sequence = u32::from_le_bytes(rest[18..22].try_into().unwrap());
        let segments = usize::from(rest[26]);
        let lacing = &rest[27..27 + segments];
        let mut data = &rest[27 + segments..];
        let mut packets = Vec::new();
        for length in lacing {
            let (segment, after) = data.split_at(usize::from(*length));
            carried.extend_from_slice(segment);
            data = after;
            if *length < 255 {
                packets.push(std::mem::take(&mut carried));
            }
        }
        found.push(Page {
            granule,
            sequence,
            is_last: rest[5] & 4 != 0,
            packets,
        });
        rest = data;
    }
    found
}

/// The audio packets of an Ogg file.
pub(crate) fn audio_packets(bytes: &[u8]) -> Vec<Vec<u8>> {
    pages(bytes)
        .into_iter()
        .flat_map(|page| page.packets)
        .skip(2)
        .collect()
}
