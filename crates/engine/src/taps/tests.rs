use super::*;
use crate::host::tests::{media, packet};

#[test]
fn audio_is_told_from_all_else_by_what_was_negotiated() {
    let media = media();
    for (codec, told) in [(Codec::Opus, Encoding::Opus), (Codec::Red, Encoding::Red)] {
        let came = packet(&media[0], 1, codec, &[0xF8]);
        assert_eq!(encoding(&came, &media), Some(told));
    }
    let mut unknown = packet(&media[0], 1, Codec::Opus, &[0xF8]);
    unknown.payload_type = 127;
    assert_eq!(encoding(&unknown, &media), None);
    assert_eq!(encoding(&unknown, &[]), None);
}
