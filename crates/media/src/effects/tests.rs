use super::*;

struct Silence;

impl Effect for Silence {
    fn process(&mut self, samples: &mut [f32]) {
        samples.fill(0.0);
    }
}

#[test]
fn an_effect_need_not_care_for_echo_delay_or_starts() {
    let mut effect: Box<dyn Effect> = Box::new(Silence);
    effect.played(&[1.0]);
    effect.reset();
    let mut samples = [1.0, -1.0];
    effect.process(&mut samples);
    assert!(samples.iter().all(|sample| sample.abs() < f32::EPSILON));
    assert_eq!(effect.delay(), 0);
}

#[test]
fn all_effects_are_sent_to_the_threads_they_run_on() {
    fn is_sent<T: Send>() {}
    is_sent::<Chain>();
    is_sent::<AutomaticGain>();
    is_sent::<NoiseSuppression>();
    is_sent::<EchoCancellation>();
}
