use super::*;

#[test]
fn at_first_nothing_is_done() {
    assert!(AudioEffects::default().is_none());
    assert_eq!(VideoEffects::default().validate(), Ok(()));
    assert_eq!(
        Wanted::default().sent_video.contrast.to_bits(),
        1.0_f32.to_bits()
    );
}

#[test]
fn a_wrong_field_is_named() {
    let gain = |gain_db| AudioEffects {
        gain_db,
        ..AudioEffects::default()
    };
    assert_eq!(gain(f32::NEG_INFINITY).validate_sent(), Ok(()));
    assert_eq!(gain(60.1).validate_sent(), Err(EffectsError::Gain));
    assert_eq!(gain(f32::NAN).validate_received(), Err(EffectsError::Gain));
    let none = VideoEffects::default();
    let brightness = VideoEffects {
        brightness: i16::MIN,
        ..none
    };
    let contrast = VideoEffects {
        contrast: -0.1,
        ..none
    };
    let blur = VideoEffects { blur: 101, ..none };
    assert_eq!(brightness.validate(), Err(EffectsError::Brightness));
    assert_eq!(contrast.validate(), Err(EffectsError::Contrast));
    assert_eq!(blur.validate(), Err(EffectsError::Blur));
}

#[test]
fn echo_is_taken_out_of_what_we_send_only() {
    let effects = AudioEffects {
        echo_cancellation: true,
        ..AudioEffects::default()
    };
    assert_eq!(effects.validate_sent(), Ok(()));
    assert_eq!(
        effects.validate_received(),
        Err(EffectsError::EchoCancellation)
    );
}

#[test]
fn what_no_codec_takes_no_effect_takes() {
    assert_eq!(format_of(3, 48_000), None);
    assert_eq!(format_of(1, 0), None);
    assert_eq!(format_of(2, 8_000).unwrap().rate(), 8_000);
}
