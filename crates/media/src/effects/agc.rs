//! Voices evened out: whoever is far from a microphone is as loud as who is near.
//!
//! By the parts of [sonora-agc2](https://docs.rs/sonora-agc2), WebRTC's second gain controller: a
//! recurrent network says what is speech, the level of that decides the gain, and a limiter keeps
//! what is suddenly loud from clipping. They are put together here because `sonora` itself does so
//! with a dozen allocations per block.

mod limiter;

use sonora_agc2::adaptive_digital_gain_controller::{AdaptiveDigitalGainController, FrameInfo};
use sonora_agc2::common::{
    ADJACENT_SPEECH_FRAMES_THRESHOLD, SATURATION_PROTECTOR_INITIAL_HEADROOM_DB, float_s16_to_dbfs,
};
use sonora_agc2::noise_level_estimator::NoiseLevelEstimator;
use sonora_agc2::saturation_protector::SaturationProtector;
use sonora_agc2::speech_level_estimator::{AdaptiveDigitalConfig, SpeechLevelEstimator};
use sonora_agc2::vad_wrapper::VoiceActivityDetectorWrapper;
use sonora_simd::detect_backend;

use super::blocks::Blocks;
use super::{Effect, Format};
use crate::error::MediaError;
use limiter::Limiter;

/// Rates whose blocks of 10 ms the library can divide into its twenty parts.
const NATIVE_RATES: [u32; 4] = [8_000, 16_000, 24_000, 48_000];
/// What other rates become.
const OTHER_RATE: u32 = 48_000;
/// The library counts as 16 bits do.
const FULL_SCALE: f32 = 32_768.0;

/// How voices are evened out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AutomaticGainConfig {
    /// How far below full scale the peaks of speech shall stay (dB): 0 to 40. Speech itself is some
    /// 20 dB below its peaks, so that 5 makes it about -25 dBFS.
    pub headroom_db: f32,
    /// The most that is added (dB): more than 0, at most 60.
    pub max_gain_db: f32,
    /// What is added before anything was heard (dB): 0 to `max_gain_db`.
    pub initial_gain_db: f32,
    /// How fast the gain changes (dB per second): more than 0, at most 100.
    pub max_change_db_per_s: f32,
    /// No gain that makes the noise behind the voice louder than this (dBFS): -90 to 0.
    pub max_noise_dbfs: f32,
}

/// Brings speech to one loudness, slowly; never clips.
#[derive(Debug)]
pub struct AutomaticGain {
    format: Format,
    config: AutomaticGainConfig,
    blocks: Blocks,
    controller: Controller,
}

#[derive(Debug)]
struct Controller {
    voice: VoiceActivityDetectorWrapper,
    noise: NoiseLevelEstimator,
    level: SpeechLevelEstimator,
    peaks: SaturationProtector,
    gain: AdaptiveDigitalGainController,
    limiter: Limiter,
}

impl Default for AutomaticGainConfig {
    /// As browsers do it.
    fn default() -> Self {
        Self {
            headroom_db: 5.0,
            max_gain_db: 50.0,
            initial_gain_db: 15.0,
            max_change_db_per_s: 6.0,
            max_noise_dbfs: -50.0,
        }
    }
}

impl AutomaticGainConfig {
    fn validate(&self) -> Result<(), MediaError> {
        let fields = [
            (0.0..=40.0).contains(&self.headroom_db),
            self.max_gain_db > 0.0 && self.max_gain_db <= 60.0,
            (0.0..=self.max_gain_db).contains(&self.initial_gain_db),
            self.max_change_db_per_s > 0.0 && self.max_change_db_per_s <= 100.0,
            (-90.0..=0.0).contains(&self.max_noise_dbfs),
        ];
        let refusals = [
            "headroom_db: 0 to 40",
            "max_gain_db: above 0, at most 60",
            "initial_gain_db: 0 to max_gain_db",
            "max_change_db_per_s: above 0, at most 100",
            "max_noise_dbfs: -90 to 0",
        ];
        let refused = fields.iter().zip(refusals).find(|(is_fine, _)| !**is_fine);
        refused.map_or(Ok(()), |(_, refusal)| Err(MediaError::LocalMisuse(refusal)))
    }
}

impl AutomaticGain {
    /// All channels get the same gain, which the first decides.
    pub fn new(format: Format, config: AutomaticGainConfig) -> Result<Self, MediaError> {
        config.validate()?;
        let rate = inner_rate(format);
        Ok(Self {
            format,
            config,
            blocks: Blocks::new(format, rate)?,
            controller: Controller::new(rate, &config),
        })
    }
}

impl Effect for AutomaticGain {
    fn process(&mut self, samples: &mut [f32]) {
        let controller = &mut self.controller;
        self.blocks
            .process(samples, |planes| controller.process(planes));
    }

    fn delay(&self) -> usize {
        self.blocks.delay()
    }

    fn reset(&mut self) {
        self.blocks.reset();
        self.controller = Controller::new(inner_rate(self.format), &self.config);
    }
}

impl Controller {
    fn new(rate: u32, config: &AutomaticGainConfig) -> Self {
        let threshold = ADJACENT_SPEECH_FRAMES_THRESHOLD;
        let config = AdaptiveDigitalConfig {
            headroom_db: config.headroom_db,
            max_gain_db: config.max_gain_db,
            initial_gain_db: config.initial_gain_db,
            max_gain_change_db_per_second: config.max_change_db_per_s,
            max_output_noise_level_dbfs: config.max_noise_dbfs,
        };
        Self {
            voice: VoiceActivityDetectorWrapper::new(detect_backend(), rate.cast_signed()),
            noise: NoiseLevelEstimator::default(),
            level: SpeechLevelEstimator::new(&config, threshold),
            peaks: SaturationProtector::new(SATURATION_PROTECTOR_INITIAL_HEADROOM_DB, threshold),
            gain: AdaptiveDigitalGainController::new(config, threshold),
            limiter: Limiter::new(rate),
        }
    }

    fn process(&mut self, planes: &mut [&mut [f32]]) {
        scale(planes, FULL_SCALE);
        let heard = self.listen(planes);
        self.gain.process(&heard, planes);
        self.limiter.process(planes);
        scale(planes, 1.0 / FULL_SCALE);
    }

    fn listen(&mut self, planes: &[&mut [f32]]) -> FrameInfo {
        let first = planes.first().map(|plane| &**plane).unwrap_or_default();
        let speech_probability = self.voice.analyze(first);
        let (peak_dbfs, rms_dbfs) = loudness(first);
        self.level.update(rms_dbfs, speech_probability);
        let speech_level_dbfs = self.level.level_dbfs();
        self.peaks
            .analyze(speech_probability, peak_dbfs, speech_level_dbfs);
        FrameInfo {
            speech_probability,
            speech_level_dbfs,
            speech_level_reliable: self.level.is_confident(),
            noise_rms_dbfs: match planes {
                [left, right] => self.noise.analyze(&[left, right]),
                _ => self.noise.analyze(&[first]),
            },
            headroom_db: self.peaks.headroom_db(),
            limiter_envelope_dbfs: float_s16_to_dbfs(self.limiter.last_level()),
        }
    }
}

fn inner_rate(format: Format) -> u32 {
    let is_native = NATIVE_RATES.contains(&format.rate());
    if is_native { format.rate() } else { OTHER_RATE }
}

fn scale(planes: &mut [&mut [f32]], factor: f32) {
    for sample in planes.iter_mut().flat_map(|plane| plane.iter_mut()) {
        *sample *= factor;
    }
}

/// Peak and root mean square of a block (dBFS).
#[expect(clippy::cast_precision_loss, reason = "at most 480")]
fn loudness(samples: &[f32]) -> (f32, f32) {
    let peak = samples
        .iter()
        .fold(0.0, |peak: f32, sample| peak.max(sample.abs()));
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    let rms = (energy / samples.len().max(1) as f32).sqrt();
    (float_s16_to_dbfs(peak), float_s16_to_dbfs(rms))
}

#[cfg(test)]
mod tests;
