//! What is suddenly loud, kept from clipping: WebRTC's level estimator and gain curve, whose own
//! limiter allocates.

use sonora_agc2::common::{MAX_FLOAT_S16_VALUE, MIN_FLOAT_S16_VALUE};
use sonora_agc2::fixed_digital_level_estimator::FixedDigitalLevelEstimator;
use sonora_agc2::interpolated_gain_curve::InterpolatedGainCurve;

/// The estimator tells a level for each half of a millisecond.
const PARTS: usize = 20;
/// Where it is suddenly louder the gain falls on this power of a line, as nothing was seen coming.
const ATTACK_POWER: i32 = 8;

#[derive(Debug)]
pub(super) struct Limiter {
    estimator: FixedDigitalLevelEstimator,
    curve: InterpolatedGainCurve,
    /// Samples of one part.
    part: usize,
    last_factor: f32,
}

impl Limiter {
    pub(super) fn new(rate: u32) -> Self {
        let block = rate as usize / 100;
        Self {
            estimator: FixedDigitalLevelEstimator::new(block),
            curve: InterpolatedGainCurve::default(),
            part: block / PARTS,
            last_factor: 1.0,
        }
    }

    /// The loudest of the last block, slowly forgotten.
    pub(super) fn last_level(&self) -> f32 {
        self.estimator.last_audio_level()
    }

    /// One block of 16-bit floats.
    pub(super) fn process(&mut self, planes: &mut [&mut [f32]]) {
        let levels = match &*planes {
            [left, right] => self.estimator.compute_level(&[left, right]),
            [mono] => self.estimator.compute_level(&[mono]),
            _ => return,
        };
        for (index, level) in levels.into_iter().enumerate() {
            let factor = self.curve.look_up_gain_to_apply(level);
            let is_attack = index == 0 && factor < self.last_factor;
            for offset in 0..self.part {
                let factor = self.between(factor, offset, is_attack);
                for plane in planes.iter_mut() {
                    if let Some(sample) = plane.get_mut(index * self.part + offset) {
                        *sample =
                            (*sample * factor).clamp(MIN_FLOAT_S16_VALUE, MAX_FLOAT_S16_VALUE);
                    }
                }
            }
            self.last_factor = factor;
        }
    }

    /// The factor on the way from the last one to the next.
    #[expect(clippy::cast_precision_loss, reason = "at most 24")]
    fn between(&self, factor: f32, offset: usize, is_attack: bool) -> f32 {
        let left = 1.0 - offset as f32 / self.part as f32;
        let left = if is_attack {
            left.powi(ATTACK_POWER)
        } else {
            left
        };
        factor + (self.last_factor - factor) * left
    }
}

#[cfg(test)]
mod tests;
