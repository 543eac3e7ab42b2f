use super::*;

#[test]
fn a_block_is_10_ms_of_all_channels() {
    let len = |rate, channels| Format::new(rate, channels).unwrap().block_len();
    assert_eq!(len(8_000, Channels::Mono), 80);
    assert_eq!(len(44_100, Channels::Mono), 441);
    assert_eq!(len(48_000, Channels::Stereo), 960);
}

#[test]
fn rates_nobody_has_are_refused() {
    for rate in [0, 7_999, 192_001] {
        assert!(Format::new(rate, Channels::Mono).is_err(), "{rate}");
    }
}

#[test]
fn another_rate_keeps_the_channels() {
    let format = Format::new(8_000, Channels::Stereo).unwrap().at(16_000);
    assert_eq!(
        (format.rate(), format.channels()),
        (16_000, Channels::Stereo)
    );
}
