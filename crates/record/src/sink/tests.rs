use super::*;

fn written(sink: &mut Sink) -> Vec<u8> {
    let mut writes = Vec::new();
    sink.take_writes(&mut writes);
    writes.into_iter().flat_map(|write| write.bytes).collect()
}

#[test]
fn an_encoded_file_ends_with_what_the_encoder_looked_at() {
    let mut sink = Sink::Opus(Box::new(Encoded::new(EncoderConfig::default(), 1).unwrap()));
    sink.samples(&[100; 2_000]);
    sink.finish(2_000);
    let bytes = written(&mut sink);
    let last = bytes.windows(4).rposition(|four| four == b"OggS").unwrap();
    assert_eq!(bytes[last + 6..last + 14], 2_312_u64.to_le_bytes());
}

#[test]
fn samples_are_written_as_they_are() {
    let mut sink = Sink::Wav(Wav::default());
    sink.samples(&[1, -1]);
    sink.finish(2);
    assert_eq!(written(&mut sink)[80..], [1, 0, 255, 255]);
}
