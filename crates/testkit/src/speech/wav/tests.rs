use super::*;

fn chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(body.len()).unwrap().to_le_bytes();
    let mut bytes = [&kind[..], &len, body].concat();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

fn format(channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let mut body = PCM.to_le_bytes().to_vec();
    body.extend(channels.to_le_bytes());
    body.extend(rate.to_le_bytes());
    body.extend([0; 6]);
    body.extend(bits.to_le_bytes());
    chunk(*b"fmt ", &body)
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = [b"WAVE".to_vec(), chunks.concat()].concat();
    chunk(*b"RIFF", &body)
}

#[test]
fn samples_are_read_past_unknown_chunks_of_odd_length() {
    let bytes = file(&[
        chunk(*b"LIST", b"odd"),
        format(1, 16_000, 16),
        chunk(*b"data", &[1, 0, 0xFF, 0xFF]),
    ]);
    let wav = Wav::parse(&bytes).unwrap();
    let expected = Wav {
        rate: 16_000,
        channels: 1,
        samples: vec![1, -1],
    };
    assert_eq!(wav, expected);
}

#[test]
fn stereo_is_averaged_to_mono() {
    let data: Vec<u8> = [100i16, 300, -100, -300]
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let bytes = file(&[format(2, 48_000, 16), chunk(*b"data", &data)]);
    assert_eq!(Wav::parse(&bytes).unwrap().mono(), [200, -200]);
}

#[test]
fn what_is_no_recording_is_said_to_be_none() {
    let reason = |bytes: &[u8]| Wav::parse(bytes).unwrap_err().to_string();
    assert!(reason(b"ID3").contains("no RIFF WAVE header"));
    assert!(reason(&file(&[])).contains("no samples"));
    assert!(reason(&file(&[chunk(*b"data", &[])])).contains("samples before the format"));
    assert!(reason(&file(&[chunk(*b"fmt ", &[1])])).contains("format cut short"));
    assert!(reason(&file(&[format(1, 8_000, 24)])).contains("other than 16-bit PCM"));
    assert!(reason(&file(&[format(0, 8_000, 16)])).contains("no channels"));
    assert!(matches!(Wav::load("/no/such.wav"), Err(WavError::Io(_))));
}
