use super::*;

#[test]
fn every_rate_is_found_by_its_number() {
    for rate in SampleRate::ALL {
        assert_eq!(SampleRate::from_hz(rate.hz()), Some(rate));
    }
    assert_eq!(SampleRate::from_hz(44_100), None);
}

#[test]
fn every_rate_has_its_band_and_every_band_its_rate() {
    for rate in SampleRate::ALL {
        let band = rate.bandwidth();
        assert_eq!(band.sample_rate(), rate);
        // Nyquist, but for the full band, of which nobody hears the rest.
        let highest = (rate.hz() / 2).min(20_000);
        assert_eq!(band.highest_hz(), highest);
    }
    assert!(Bandwidth::Narrow < Bandwidth::Full);
}

#[test]
fn other_rates_go_up_to_the_next_native_one() {
    let next = |hz| SampleRate::at_least(hz).hz();
    assert_eq!(next(8_000), 8_000);
    assert_eq!(next(11_025), 12_000);
    assert_eq!(next(22_050), 24_000);
    assert_eq!(next(44_100), 48_000);
    assert_eq!(next(96_000), 48_000);
}

#[test]
fn a_corrupt_packet_is_the_peers_fault_and_the_rest_is_ours() {
    assert_eq!(check(3), Ok(3));
    assert!(
        check(opusic_sys::OPUS_INVALID_PACKET)
            .unwrap_err()
            .is_remote()
    );
    let error = check(opusic_sys::OPUS_INVALID_STATE).unwrap_err();
    assert_eq!(error.to_string(), "opus: invalid state (-6)");
}
