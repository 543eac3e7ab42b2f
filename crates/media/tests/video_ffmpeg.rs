//! Another program shows our frames, and we show its: ffmpeg, where it is installed.
#![cfg(feature = "video")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test may panic, and says why it is skipped"
)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_media::vpx::{Codec, Decoder, Encoder, EncoderConfig};
use jackfield_testkit::picture::{TestPicture, number, psnr};

const WIDTH: u16 = 320;
const HEIGHT: u16 = 240;
const COUNT: u16 = 30;
const PICTURE_LEN: usize = WIDTH as usize * HEIGHT as usize * 3 / 2;
const BOTH: [(Codec, &[u8; 4], &str); 2] = [
    (Codec::Vp8, b"VP80", "libvpx"),
    (Codec::Vp9, b"VP90", "libvpx-vp9"),
];

fn source() -> TestPicture {
    TestPicture::new(WIDTH.into(), HEIGHT.into())
}

/// What ffmpeg makes of `input`; None when there is no ffmpeg.
fn ffmpeg(arguments: &[&str], input: Vec<u8>) -> Option<Vec<u8>> {
    let started = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("skipped: there is no ffmpeg");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    // It writes while it reads: somebody has to do both.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(&input));
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success());
    Some(output.stdout)
}

/// An IVF file: a header, then each frame after its length and time.
fn ivf(fourcc: [u8; 4], frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"DKIF\0\0\x20\0".to_vec();
    file.extend(fourcc);
    file.extend(WIDTH.to_le_bytes());
    file.extend(HEIGHT.to_le_bytes());
    file.extend(30_u32.to_le_bytes());
    file.extend(1_u32.to_le_bytes());
    file.extend(u32::try_from(frames.len()).unwrap().to_le_bytes());
    file.extend([0; 4]);
    for (time, frame) in (0_u64..).zip(frames) {
        file.extend(u32::try_from(frame.len()).unwrap().to_le_bytes());
        file.extend(time.to_le_bytes());
        file.extend(frame);
    }
    file
}

/// The frames of an IVF file.
fn frames_of(file: &[u8]) -> Vec<Vec<u8>> {
    let mut left = &file[32..];
    let mut frames = Vec::new();
    while let Some((head, rest)) = left.split_at_checked(12) {
        let len = u32::from_le_bytes(head[..4].try_into().unwrap()) as usize;
        let (frame, rest) = rest.split_at(len);
        frames.push(frame.to_vec());
        left = rest;
    }
    frames
}

fn encoded(codec: Codec) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(&EncoderConfig {
        drop_frames: false,
        ..EncoderConfig::new(codec, WIDTH.into(), HEIGHT.into(), 800)
    })
    .unwrap();
    (0..COUNT)
        .map(|number| {
            let samples = source().samples(number);
            let picture = I420Ref::from_samples(WIDTH.into(), HEIGHT.into(), &samples).unwrap();
            let at = Timestamp::ZERO + Duration::from_millis(33) * u32::from(number);
            encoder.encode(picture, at).unwrap().unwrap().data.to_vec()
        })
        .collect()
}

fn assert_shows(samples: &[u8], wanted: u16, what: &str) {
    let read = number(WIDTH.into(), HEIGHT.into(), samples, WIDTH.into());
    assert_eq!(read, Some(wanted), "{what}");
    let quality = psnr(samples, &source().samples(wanted));
    assert!(quality > 28.0, "{what} {wanted}: {quality} dB");
}

#[test]
fn ffmpeg_shows_what_we_encode() {
    for (codec, fourcc, _) in BOTH {
        let file = ivf(*fourcc, &encoded(codec));
        let to_samples = [
            "-f", "ivf", "-i", "-", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-",
        ];
        let Some(shown) = ffmpeg(&to_samples, file) else {
            return;
        };
        assert_eq!(shown.len(), usize::from(COUNT) * PICTURE_LEN);
        for (wanted, samples) in (0..).zip(shown.chunks(PICTURE_LEN)) {
            assert_shows(samples, wanted, codec.name());
        }
    }
}

#[test]
fn we_show_what_ffmpeg_encodes() {
    let pictures: Vec<u8> = (0..COUNT)
        .flat_map(|number| source().samples(number))
        .collect();
    for (codec, _, encoder) in BOTH {
        let size = format!("{WIDTH}x{HEIGHT}");
        let from = [
            "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", &size, "-r", "30", "-i", "-",
        ];
        let to = [
            "-c:v",
            encoder,
            "-b:v",
            "1M",
            "-deadline",
            "realtime",
            "-cpu-used",
            "8",
        ];
        let lag = ["-lag-in-frames", "0", "-f", "ivf", "-"];
        let arguments = [&from[..], &to, &lag].concat();
        let Some(file) = ffmpeg(&arguments, pictures.clone()) else {
            return;
        };
        let mut decoder = Decoder::new(codec, 2).unwrap();
        let frames = frames_of(&file);
        assert_eq!(frames.len(), usize::from(COUNT));
        for (wanted, frame) in (0..).zip(&frames) {
            let shown = decoder.decode(frame).unwrap().unwrap().to_owned().unwrap();
            assert_shows(shown.samples(), wanted, encoder);
        }
    }
}
