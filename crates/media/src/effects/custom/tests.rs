#![expect(clippy::float_cmp, reason = "nothing is rounded")]

use super::*;

#[test]
fn a_function_is_an_effect_and_keeps_its_state() {
    let mut heard = 0;
    let mut invert = Custom::new(move |samples: &mut [f32]| {
        heard += samples.len();
        for sample in samples.iter_mut() {
            *sample = if heard > 2 { -*sample } else { 0.0 };
        }
    });
    let mut samples = [0.5, -0.25];
    invert.process(&mut samples);
    assert_eq!(samples, [0.0, 0.0]);
    samples = [0.5, -0.25];
    invert.process(&mut samples);
    assert_eq!(samples, [-0.5, 0.25]);
    assert_eq!(invert.delay(), 0);
}
