//! What the loudspeaker plays does not come back; who speaks in front of the microphone is heard.

use crate::sound::{louder, loudness, magnitude_snr, sum, uniform, voice, white};
use jackfield_media::effects::{EchoCancellation, Effect, Format};
use jackfield_media::opus::Channels;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// From loudspeaker to microphone, through buffers and air.
const PATH_DELAY_MS: usize = 60;
/// How long a room rings.
const TAIL_MS: usize = 100;
/// The echo, in front of a voice that is as loud as it was sent.
const ECHO_DBFS: f64 = -32.0;
/// The echo of a loudspeaker turned up: louder than the voice.
const LOUD_ECHO_DBFS: f64 = -20.0;
/// A quiet room.
const ROOM_DBFS: f64 = -75.0;

/// What a microphone hears of a loudspeaker: late, and from every wall.
fn echo_of(played: &[f32], rate: u32) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let tail = rate as usize * TAIL_MS / 1_000;
    let delay = rate as usize * PATH_DELAY_MS / 1_000;
    // A hundred reflections, ever weaker.
    let walls: Vec<(usize, f32)> = (0..100_u16)
        .map(|index| {
            let at = tail * usize::from(index) / 100;
            let strength = (-6.0 * f32::from(index) / 100.0).exp();
            (delay + at, strength * uniform(&mut rng))
        })
        .collect();
    let mut echo: Vec<f32> = (0..played.len())
        .map(|now| {
            let reflections = walls.iter();
            let heard = reflections.filter(|(late, _)| *late <= now);
            heard
                .map(|(late, strength)| strength * played[now - late])
                .sum()
        })
        .collect();
    louder(&mut echo, ECHO_DBFS);
    sum(&echo, &white(5, echo.len(), ROOM_DBFS))
}

/// A stretch of a clock that runs faster by some millionths.
fn drifted(samples: &[f32], millionths: f64) -> Vec<f32> {
    let step = 1.0 + millionths * 1e-6;
    (0..samples.len())
        .map(|index| index as f64 * step)
        .take_while(|at| (*at as usize) + 1 < samples.len())
        .map(|at| {
            let (whole, part) = (at as usize, at.fract() as f32);
            samples[whole] + (samples[whole + 1] - samples[whole]) * part
        })
        .collect()
}

fn far_end(rate: u32) -> Vec<f32> {
    voice("operator-rms", rate).repeat(2)
}

/// In frames of 20 ms, moved back by the delay.
fn cancelled(rate: u32, played: &[f32], microphone: &[f32]) -> (EchoCancellation, Vec<f32>) {
    let format = Format::new(rate, Channels::Mono).unwrap();
    let mut canceller = EchoCancellation::new(format).unwrap();
    let frame = rate as usize / 50;
    let whole = microphone.len() - microphone.len() % frame;
    let mut heard = microphone[..whole].to_vec();
    for (played, heard) in played.chunks(frame).zip(heard.chunks_mut(frame)) {
        canceller.played(played);
        canceller.process(heard);
    }
    let heard = heard.split_off(canceller.delay());
    (canceller, heard)
}

/// By how much the echo is quieter from one second to another (dB).
fn return_loss_enhancement(rate: u32, before: &[f32], after: &[f32], seconds: [usize; 2]) -> f64 {
    let [from, to] = seconds.map(|second| second * rate as usize);
    loudness(&before[from..to]) - loudness(&after[from..to])
}

#[test]
fn an_echo_is_gone_after_a_few_seconds() {
    for (rate, least) in [
        (8_000, 20.0),
        (16_000, 25.0),
        (44_100, 25.0),
        (48_000, 25.0),
    ] {
        let played = far_end(rate);
        let microphone = echo_of(&played, rate);
        let (canceller, heard) = cancelled(rate, &played, &microphone);
        let early = return_loss_enhancement(rate, &microphone, &heard, [3, 6]);
        let late = return_loss_enhancement(rate, &microphone, &heard, [10, 20]);
        eprintln!("{rate}: ERLE {early:.1} dB after 3 s, {late:.1} dB after 10 s");
        assert!(early > 15.0, "{rate}: {early} dB");
        assert!(late > least, "{rate}: {late} dB");
        let report = canceller.report();
        let delay = report.echo_delay.unwrap().as_millis();
        assert!((40..=90).contains(&delay), "{rate}: {delay} ms");
        assert!(report.return_loss_enhancement_db.is_some());
    }
}

#[test]
fn a_clock_that_drifts_is_followed() {
    let rate = 16_000;
    let played = far_end(rate);
    let microphone = drifted(&echo_of(&played, rate), 100.0);
    let (_, heard) = cancelled(rate, &played, &microphone);
    let late = return_loss_enhancement(rate, &microphone, &heard, [10, 20]);
    eprintln!("100 ppm: ERLE {late:.1} dB");
    assert!(late > 15.0, "{late} dB");
}

#[test]
fn who_speaks_while_the_loudspeaker_does_is_heard_above_the_echo() {
    let rate = 16_000;
    let played = far_end(rate);
    let mut echo = echo_of(&played, rate);
    louder(&mut echo, LOUD_ECHO_DBFS);
    let mut near = vec![0.0; 10 * rate as usize];
    near.extend(voice("harvard-slt", rate));
    near.resize(echo.len(), 0.0);
    let microphone = sum(&echo, &near);
    let (_, heard) = cancelled(rate, &played, &microphone);
    let both = 10 * rate as usize..19 * rate as usize;
    let near = &near[both.clone()];
    let before = magnitude_snr(near, &microphone[both.clone()], rate);
    let after = magnitude_snr(near, &heard[both.clone()], rate);
    let kept = loudness(&heard[both]) - loudness(near);
    eprintln!("double talk: {before:.1} dB before, {after:.1} dB after, voice {kept:.1} dB");
    assert!(after > before + 3.0, "{before} dB before, {after} dB after");
    // Some of it goes with the echo that it is mixed with.
    assert!((-6.0..1.0).contains(&kept), "{kept} dB");
    let early = return_loss_enhancement(rate, &echo, &heard, [5, 10]);
    assert!(early > 20.0, "{early} dB");
}

#[test]
fn a_voice_without_any_echo_is_left_alone() {
    for rate in [16_000, 48_000] {
        let said = voice("harvard-slt", rate);
        let silence = vec![0.0; said.len()];
        let (_, heard) = cancelled(rate, &silence, &said);
        let snr = magnitude_snr(&said, &heard, rate);
        assert!(snr > 12.0, "{rate}: {snr} dB");
    }
}

#[test]
fn stereo_echo_is_cancelled_on_both_sides() {
    let rate = 16_000;
    let played = far_end(rate);
    let echo = echo_of(&played, rate);
    let both = |mono: &[f32]| -> Vec<f32> { mono.iter().flat_map(|sample| [*sample; 2]).collect() };
    let format = Format::new(rate, Channels::Stereo).unwrap();
    let mut canceller = EchoCancellation::new(format).unwrap();
    let (loudspeaker, mut microphone) = (both(&played), both(&echo));
    for (played, heard) in loudspeaker.chunks(640).zip(microphone.chunks_mut(640)) {
        canceller.played(played);
        canceller.process(heard);
    }
    for side in 0..2 {
        let heard: Vec<f32> = microphone.iter().skip(side).step_by(2).copied().collect();
        let late = return_loss_enhancement(rate, &echo, &heard, [10, 20]);
        assert!(late > 20.0, "side {side}: {late} dB");
    }
}
