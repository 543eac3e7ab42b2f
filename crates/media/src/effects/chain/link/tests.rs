use super::*;
use crate::effects::Custom;
use crate::opus::Channels;

fn format() -> Format {
    Format::new(48_000, Channels::Mono).unwrap()
}

fn times(factor: f32) -> Box<dyn Effect> {
    Box::new(Custom::new(move |samples: &mut [f32]| {
        for sample in samples {
            *sample *= factor;
        }
    }))
}

fn block(link: &mut Link) -> Vec<f32> {
    let mut samples = vec![1.0; 480];
    link.process(&mut samples);
    samples
}

#[test]
fn an_effect_comes_in_on_a_straight_line() {
    let mut link = Link::new(EffectId(0), format(), times(0.0));
    let samples = block(&mut link);
    for (index, sample) in (1_u16..).zip(&samples) {
        assert!((sample - (1.0 - f32::from(index) / 480.0)).abs() < 1e-6);
    }
    assert_eq!(block(&mut link), [0.0; 480]);
}

#[test]
fn the_last_wish_counts_when_they_come_faster_than_they_can_be_met() {
    let mut link = Link::new(EffectId(0), format(), times(0.0));
    link.replace(times(0.25));
    link.replace(times(0.5));
    block(&mut link);
    block(&mut link);
    assert!(
        block(&mut link)
            .iter()
            .all(|sample| (sample - 0.5).abs() < 1e-6)
    );
}

#[test]
fn who_leaves_is_gone_when_it_is_not_heard_any_more() {
    let mut link = Link::new(EffectId(7), format(), times(0.0));
    block(&mut link);
    link.remove();
    assert!(link.is_leaving() && !link.is_gone());
    assert!(link.newest().is_none());
    block(&mut link);
    assert!(link.is_gone());
    assert_eq!(link.id(), EffectId(7));
}

#[test]
fn a_reset_ends_all_changes() {
    let mut link = Link::new(EffectId(0), format(), times(0.0));
    link.replace(times(0.25));
    link.reset();
    assert!(
        block(&mut link)
            .iter()
            .all(|sample| (sample - 0.25).abs() < 1e-6)
    );
}

/// Delays by a number of samples.
struct Late(std::collections::VecDeque<f32>);

impl Effect for Late {
    fn process(&mut self, samples: &mut [f32]) {
        for sample in samples {
            self.0.push_back(*sample);
            *sample = self.0.pop_front().unwrap_or_default();
        }
    }

    fn delay(&self) -> usize {
        self.0.len()
    }
}

#[test]
fn an_effect_that_is_late_is_not_heard_before_it_has_something_to_say() {
    let late = Late(std::iter::repeat_n(0.0, 700).collect());
    let mut link = Link::new(EffectId(0), format(), Box::new(late));
    assert_eq!(link.delay(), 700);
    let heard: Vec<f32> = (0..4).flat_map(|_| block(&mut link)).collect();
    assert!(heard.iter().all(|sample| (sample - 1.0).abs() < 1e-6));
}
