use super::*;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn recording(format: Format, layout: Layout) -> Recording {
    Recording::new(&Config {
        started: at(1_000),
        format,
        layout,
        bitrate: 32_000,
        complexity: 5,
        serial: 1,
    })
    .unwrap()
}

/// The samples of a WAV file.
fn samples(recording: &mut Recording) -> Vec<i16> {
    let mut bytes: Vec<u8> = Vec::new();
    for write in recording.take_writes() {
        if write.offset.is_none() {
            bytes.extend(write.bytes);
        }
    }
    let (pairs, _) = bytes[80..].as_chunks::<2>();
    pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

#[test]
fn two_who_speak_are_added_where_each_spoke() {
    let mut recording = recording(Format::Wav, Layout::Mixed);
    for index in 0..50 {
        recording.samples(1, at(1_020 + 20 * index), 48_000, &[100; 960]);
        recording.samples(2, at(1_520 + 20 * index), 48_000, &[7; 960]);
    }
    recording.finish(at(3_000));
    let heard = samples(&mut recording);
    assert_eq!(heard.len(), 96_000);
    assert_eq!(
        (heard[10_000], heard[30_000], heard[60_000], heard[90_000]),
        (100, 107, 7, 0)
    );
    assert_eq!(recording.length(), Duration::from_secs(2));
}

#[test]
fn who_leaves_holds_nobody_up() {
    let mut recording = recording(Format::Wav, Layout::Mixed);
    recording.samples(1, at(1_020), 48_000, &[100; 960]);
    recording.leave(at(1_020), 1);
    recording.leave(at(1_020), 99);
    recording.samples(2, at(4_000), 48_000, &[7; 960]);
    recording.advance(at(5_000));
    let heard = samples(&mut recording);
    assert!(
        heard.len() > 3 * 48_000 && heard[500] == 100,
        "{}",
        heard.len()
    );
}

#[test]
fn a_mix_can_be_opus_too() {
    let mut recording = recording(Format::OggOpus, Layout::Mixed);
    recording.samples(1, at(1_020), 48_000, &[100; 960]);
    recording.finish(at(2_000));
    let bytes = recording.take_writes().remove(0).bytes;
    assert_eq!(&bytes[28..36], b"OpusHead");
}
