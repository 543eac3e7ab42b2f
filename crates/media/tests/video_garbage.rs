//! Whatever a peer sends, a decoder survives it and goes on with the next key frame.
#![cfg(feature = "video")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::sync::LazyLock;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_media::video::I420Ref;
use jackfield_media::vpx::{Codec, Decoder, DecoderConfig, Encoder, EncoderConfig, is_key_frame};
use jackfield_testkit::picture::TestPicture;
use proptest::prelude::*;

static VP8: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| frames(Codec::Vp8));
static VP9: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| frames(Codec::Vp9));

/// A key frame and three more, of 64×48.
fn frames(codec: Codec) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new(&EncoderConfig {
        drop_frames: false,
        ..EncoderConfig::new(codec, 64, 48, 300)
    })
    .unwrap();
    let mut encode = |number: u16| {
        let samples = TestPicture::new(64, 48).samples(number);
        let picture = I420Ref::from_samples(64, 48, &samples).unwrap();
        let at = Timestamp::ZERO + Duration::from_millis(33) * u32::from(number);
        encoder.encode(picture, at).unwrap().unwrap().data.to_vec()
    };
    (0..4).map(&mut encode).collect()
}

/// What happens to a good frame on its way.
#[derive(Debug, Clone)]
enum Harm {
    None,
    Lost,
    CutTo(usize),
    Changed(Vec<(usize, u8)>),
    Replaced(Vec<u8>),
}

fn harm() -> impl Strategy<Value = Harm> {
    let changes = prop::collection::vec((0..500_usize, any::<u8>()), 1..8);
    prop_oneof![
        Just(Harm::None),
        Just(Harm::Lost),
        (0..500_usize).prop_map(Harm::CutTo),
        changes.prop_map(Harm::Changed),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Harm::Replaced),
    ]
}

fn harmed(mut frame: Vec<u8>, harm: &Harm) -> Option<Vec<u8>> {
    match harm {
        Harm::None => {}
        Harm::Lost => return None,
        Harm::CutTo(len) => frame.truncate(*len),
        Harm::Changed(changes) => {
            for (place, byte) in changes {
                let place = place % frame.len();
                frame[place] = *byte;
            }
        }
        Harm::Replaced(bytes) => frame.clone_from(bytes),
    }
    Some(frame)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_hostile_stream_is_survived(
        is_vp8 in any::<bool>(),
        threads in 1..4_u32,
        harms in prop::collection::vec(harm(), 1..12),
    ) {
        let (codec, frames) = if is_vp8 { (Codec::Vp8, &*VP8) } else { (Codec::Vp9, &*VP9) };
        let max_pixels = 100 * 100;
        let config = DecoderConfig { threads, max_pixels, ..DecoderConfig::new(codec) };
        let mut decoder = Decoder::with_config(&config).unwrap();
        for (harm, frame) in harms.iter().zip(frames.iter().cycle()) {
            let Some(bytes) = harmed(frame.clone(), harm) else { continue };
            let _ = is_key_frame(codec, &bytes);
            match decoder.decode(&bytes) {
                Ok(Some(picture)) => prop_assert!(picture.width * picture.height <= max_pixels),
                Ok(None) => {}
                Err(error) => prop_assert!(error.is_remote(), "{}", error),
            }
        }
        let shown = decoder.decode(&frames[0]).unwrap().unwrap();
        prop_assert_eq!((shown.width, shown.height), (64, 48));
    }
}
