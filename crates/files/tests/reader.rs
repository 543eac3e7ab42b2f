//! Any audio file becomes 48 kHz stereo.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{data, file, ramp, read_file, wav};
use jackfield_files::AudioReader;

/// Samples of both channels.
fn length(name: &str) -> usize {
    read_file(&data(name)).unwrap().len()
}

#[test]
fn wav_at_48_khz_keeps_every_sample() {
    let stereo = ramp(2000);
    let path = file("reader/stereo.wav", &wav(48_000, 2, &stereo));
    assert_eq!(read_file(&path).unwrap(), stereo);
}

#[test]
fn mono_is_heard_on_both_sides() {
    let path = file("reader/mono.wav", &wav(48_000, 1, &ramp(1000)));
    let both: Vec<i16> = (0..1000).flat_map(|sample| [sample, sample]).collect();
    assert_eq!(read_file(&path).unwrap(), both);
}

#[test]
fn the_length_of_a_file_is_exact_after_resampling() {
    assert_eq!(length("speech/weather.wav"), 44_822 * 2 * 2);
    assert_eq!(length("speech/jfk.wav"), 528_000 * 2);
    assert_eq!(length("files/speech.flac"), 48_000 * 2);
}

#[test]
fn mp3_loses_what_its_encoder_added() {
    assert_eq!(length("files/jfk.mp3"), 11 * 48_000 * 2);
}

#[test]
fn ogg_files_are_as_long_as_what_was_put_into_them() {
    assert_eq!(length("files/speech.ogg"), 48_000 * 2);
    assert_eq!(length("files/speech.opus"), 48_000 * 2);
}

#[test]
fn m4a_keeps_what_its_encoder_added() {
    let samples: usize = 45 * 1024;
    assert_eq!(
        length("files/speech.m4a"),
        (samples * 160).div_ceil(147) * 2
    );
}

#[test]
fn what_is_not_read_natively_is_read_by_ffmpeg() {
    assert_eq!(length("files/speech.ac3"), 193_936 / 2);
}

#[test]
fn a_file_is_what_it_holds_whatever_its_name_ends_in() {
    let path = file("reader/really_wav.mp3", &wav(48_000, 2, &ramp(960)));
    assert_eq!(read_file(&path).unwrap(), ramp(960));
}

#[test]
fn pieces_are_20_ms_and_the_last_one_what_is_left() {
    let path = file("reader/pieces.wav", &wav(48_000, 1, &ramp(2000)));
    let mut reader = AudioReader::open(&path).unwrap();
    let mut pcm = Vec::new();
    let lengths: Vec<usize> = (0..4)
        .map(|_| reader.read_frame(&mut pcm).unwrap())
        .collect();
    assert_eq!(lengths, [960, 960, 80, 0]);
}

#[test]
fn an_unreadable_file_is_named_with_the_reason() {
    let cases: [(&str, Option<&[u8]>, &str); 4] = [
        (
            "missing.wav",
            None,
            "cannot be read: No such file or directory",
        ),
        ("empty.wav", Some(b""), "is empty"),
        (
            "text.wav",
            Some(b"no audio at all, only words"),
            "ffmpeg cannot decode it: ",
        ),
        (
            "headless.wav",
            Some(b"RIFF\0\0\0\0WAVE"),
            "ffmpeg cannot decode it: ",
        ),
    ];
    for (name, content, reason) in cases {
        let place = format!("reader/unreadable/{name}");
        let path = match content {
            Some(content) => file(&place, content),
            None => std::path::PathBuf::from(&place),
        };
        let told = read_file(&path).unwrap_err();
        assert!(told.starts_with(&path.display().to_string()), "{told}");
        assert!(told.contains(reason), "{told}");
    }
    let folder = data("files");
    assert!(read_file(&folder).unwrap_err().ends_with(": is no file"));
}

#[test]
fn a_file_that_is_cut_off_is_read_to_there_and_then_complained_of() {
    let mut bytes = wav(48_000, 2, &ramp(4800));
    bytes.truncate(bytes.len() - 4800);
    let mut reader = AudioReader::open(&file("reader/cut.wav", &bytes)).unwrap();
    let mut pcm = Vec::new();
    while let Ok(1..) = reader.read_frame(&mut pcm) {}
    assert_eq!(pcm, ramp(4800)[..2400]);
    let mut again = AudioReader::open(&file("reader/cut.wav", &bytes)).unwrap();
    let told = common::read_all(&mut again).unwrap_err();
    assert!(told.ends_with("is cut off after 0.03 of 0.05 s"), "{told}");
}

#[test]
fn a_file_without_a_length_of_its_own_is_not_cut_off() {
    let mut bytes = wav(48_000, 2, &ramp(960));
    bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(
        read_file(&file("reader/endless.wav", &bytes)).unwrap(),
        ramp(960)
    );
}

#[test]
fn bytes_are_read_like_the_file_that_holds_them() {
    let path = data("files/jfk.mp3");
    let bytes = std::fs::read(&path).unwrap();
    let mut reader = AudioReader::from_bytes(&path, bytes).unwrap();
    assert_eq!(
        common::read_all(&mut reader).unwrap(),
        read_file(&path).unwrap()
    );
}
