//! Effects allocate nothing after set-up, whatever the length of a frame.
#![cfg(feature = "effects")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use jackfield_media::effects::{
    AutomaticGain, AutomaticGainConfig, Chain, Custom, EchoCancellation, Effect, Format, Gain,
    NoiseSuppression,
};
use jackfield_media::opus::Channels;
use jackfield_testkit::speech::speech;

/// Frames until buffers have their size, and frames that are watched.
const WARM_UP: usize = 100;
const WATCHED: usize = 200;
/// Allocations of the echo canceller's library per 20 ms, both sides.
const MOST_OF_LIBRARY: u64 = 200;
const RATES: [u32; 5] = [8_000, 16_000, 24_000, 44_100, 48_000];

/// Allocations of frames of 20 ms, after the warm-up.
fn allocations(format: Format, effect: impl Effect) -> u64 {
    watched(format, effect).count_total
}

fn watched(format: Format, effect: impl Effect) -> AllocationInfo {
    let mut chain = Chain::new(format);
    chain.add(effect);
    let len = format.rate() as usize / 50 * format.channels().count();
    let voice = speech(1, format.rate(), Duration::from_secs(2));
    let mut frame = vec![0; len];
    let mut round = |index: usize| {
        frame.copy_from_slice(&voice[index % 10 * len..][..len]);
        chain.played_i16(&frame);
        chain.process_i16(&mut frame);
    };
    (0..WARM_UP).for_each(&mut round);
    measure(|| (WARM_UP..WARM_UP + WATCHED).for_each(&mut round))
}

fn formats() -> impl Iterator<Item = Format> {
    RATES.into_iter().flat_map(|rate| {
        [Channels::Mono, Channels::Stereo].map(|channels| Format::new(rate, channels).unwrap())
    })
}

#[test]
fn gain_allocates_nothing() {
    for format in formats() {
        assert_eq!(
            allocations(format, Gain::new(format, 3.0).unwrap()),
            0,
            "{format:?}"
        );
    }
}

#[test]
fn automatic_gain_allocates_nothing() {
    for format in formats() {
        let gain = AutomaticGain::new(format, AutomaticGainConfig::default()).unwrap();
        assert_eq!(allocations(format, gain), 0, "{format:?}");
    }
}

#[test]
fn noise_suppression_allocates_nothing() {
    for format in formats() {
        let suppression = NoiseSuppression::new(format).unwrap();
        assert_eq!(allocations(format, suppression), 0, "{format:?}");
    }
}

/// The library takes vectors for its blocks of 4 ms and gives them back. When it finds that stereo
/// is stereo it takes memory for both sides, once.
#[test]
fn echo_cancellation_keeps_nothing_of_what_its_library_allocates() {
    for format in formats() {
        let info = watched(format, EchoCancellation::new(format).unwrap());
        let kept = info.count_current;
        assert!(
            kept < i64::try_from(WATCHED).unwrap(),
            "{format:?}: {info:?}"
        );
        let per_frame = info.count_total / WATCHED as u64;
        assert!(per_frame <= MOST_OF_LIBRARY, "{format:?}: {info:?}");
    }
}

#[test]
fn functions_of_users_cost_no_allocation_either() {
    for format in formats() {
        let half = Custom::new(|samples: &mut [f32]| {
            for sample in samples {
                *sample /= 2.0;
            }
        });
        assert_eq!(allocations(format, half), 0, "{format:?}");
    }
}
