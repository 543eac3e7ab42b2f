use super::*;

const FRAME: u64 = 960;
const SAMPLES: usize = 960;

/// Loudest sample of each frame that is made up, from full level on.
fn course(fade: &mut Fade, frames: usize) -> Vec<i16> {
    let mut peaks = Vec::new();
    for _ in 0..frames {
        let mut frame = [1_000; SAMPLES];
        fade.apply(&mut frame, FRAME);
        peaks.push(frame.into_iter().max().unwrap());
    }
    peaks
}

#[test]
fn made_up_speech_is_full_for_160_ms_and_silent_after_220() {
    let mut fade = Fade::default();
    let peaks = course(&mut fade, 12);
    assert_eq!(peaks[..8], [1_000; 8]);
    assert!(peaks[8..11].is_sorted_by(|louder, quieter| louder > quieter));
    assert_eq!(peaks[11], 0);
    assert!(fade.is_silent());
}

#[test]
fn the_fade_has_no_steps() {
    let mut fade = Fade::default();
    let mut samples = vec![10_000; 15_360];
    for frame in samples.chunks_mut(SAMPLES) {
        fade.apply(frame, FRAME);
    }
    assert!(
        samples
            .windows(2)
            .all(|pair| pair[0].abs_diff(pair[1]) < 10)
    );
}

#[test]
fn known_silence_fades_within_a_frame() {
    let mut fade = Fade::default();
    fade.quicken();
    assert!(!fade.is_silent());
    let mut frame = [1_000; SAMPLES];
    fade.apply(&mut frame, FRAME);
    assert!(frame[959] < 10);
    assert!(fade.is_silent());
}

#[test]
fn real_audio_ends_the_fade() {
    let mut fade = Fade::default();
    course(&mut fade, 20);
    fade.end();
    assert_eq!(fade.made_up(), 0);
    assert_eq!(course(&mut fade, 1), [1_000]);
}
