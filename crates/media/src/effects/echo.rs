//! Echo taken out: what a loudspeaker plays and a microphone hears again.
//!
//! By [sonora](https://docs.rs/sonora), which is WebRTC's AEC3 in Rust. It finds out by itself how
//! late the echo comes (up to half a second), follows clocks that drift apart, and leaves the voice
//! in front of the microphone alone.

use std::time::Duration;

use sonora::config::{EchoCanceller, MaxProcessingRate, Pipeline};
use sonora::{AudioProcessing, Config, StreamConfig};

use super::blocks::{Blocks, Inward, MAX_BLOCK};
use super::{Effect, Format};
use crate::error::MediaError;
use crate::opus::Channels;

/// Telephone and wideband streams are worked at, a third of the work.
const LOW_RATE: u32 = 16_000;
/// All others.
const HIGH_RATE: u32 = 48_000;

/// Takes out of a microphone's stream what [`Effect::played`] told before.
#[derive(Debug)]
pub struct EchoCancellation {
    format: Format,
    microphone: Blocks,
    loudspeaker: Inward,
    canceller: Canceller,
}

/// How it goes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EchoReport {
    /// By how much the echo was made quieter (dB), as the canceller sees it.
    pub return_loss_enhancement_db: Option<f64>,
    /// How late the echo comes.
    pub echo_delay: Option<Duration>,
}

#[derive(Debug)]
struct Canceller {
    library: AudioProcessing,
    /// What goes in, as the library reads and writes at different places.
    input: [[f32; MAX_BLOCK]; 2],
}

impl EchoCancellation {
    /// For a microphone of this format, and a loudspeaker that plays the same.
    pub fn new(format: Format) -> Result<Self, MediaError> {
        let rate = inner_rate(format);
        Ok(Self {
            format,
            microphone: Blocks::new(format, rate)?,
            loudspeaker: Inward::new(format, rate)?,
            canceller: Canceller::new(format.at(rate)),
        })
    }

    /// How it goes.
    pub fn report(&self) -> EchoReport {
        let statistics = self.canceller.library.statistics();
        let delay_ms = statistics
            .delay_ms
            .and_then(|delay| u64::try_from(delay).ok());
        EchoReport {
            return_loss_enhancement_db: statistics.echo_return_loss_enhancement,
            echo_delay: delay_ms.map(Duration::from_millis),
        }
    }
}

impl Effect for EchoCancellation {
    fn process(&mut self, samples: &mut [f32]) {
        let canceller = &mut self.canceller;
        self.microphone
            .process(samples, |planes| canceller.cancel(planes));
    }

    fn played(&mut self, samples: &[f32]) {
        self.loudspeaker.push(samples);
        while self.loudspeaker.work(|planes| self.canceller.hear(planes)) {}
    }

    fn delay(&self) -> usize {
        let rate = inner_rate(self.format);
        let inner = library_delay(rate) * self.format.rate() as usize;
        self.microphone.delay() + inner / rate as usize
    }

    fn reset(&mut self) {
        self.microphone.reset();
        self.loudspeaker.reset();
        self.canceller = Canceller::new(self.format.at(inner_rate(self.format)));
    }
}

impl Canceller {
    fn new(format: Format) -> Self {
        let channels = if format.channels() == Channels::Mono {
            1
        } else {
            2
        };
        let stream = StreamConfig::new(format.rate(), channels);
        let config = Config {
            pipeline: Pipeline {
                maximum_internal_processing_rate: MaxProcessingRate::Rate48kHz,
                ..Pipeline::default()
            },
            echo_canceller: Some(EchoCanceller::default()),
            ..Config::default()
        };
        let builder = AudioProcessing::builder().config(config);
        Self {
            library: builder.capture_config(stream).render_config(stream).build(),
            input: [[0.0; MAX_BLOCK]; 2],
        }
    }

    fn cancel(&mut self, planes: &mut [&mut [f32]]) {
        self.with_input(planes, |library, input, planes| {
            // Refuses formats only, and these are its own.
            let _ = library.process_capture_f32(input, planes);
        });
    }

    fn hear(&mut self, planes: &mut [&mut [f32]]) {
        self.with_input(planes, |library, input, planes| {
            // As above.
            let _ = library.process_render_f32(input, planes);
        });
    }

    fn with_input(
        &mut self,
        planes: &mut [&mut [f32]],
        run: impl FnOnce(&mut AudioProcessing, &[&[f32]], &mut [&mut [f32]]),
    ) {
        let len = planes.first().map_or(0, |plane| plane.len());
        for (input, plane) in self.input.iter_mut().zip(planes.iter()) {
            input
                .iter_mut()
                .zip(plane.iter())
                .for_each(|(to, from)| *to = *from);
        }
        let [left, right] = &self.input;
        let (left, right) = (left.get(..len), right.get(..len));
        let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
        if planes.len() == 1 {
            run(&mut self.library, &[left], planes);
        } else {
            run(&mut self.library, &[left, right], planes);
        }
    }
}

fn inner_rate(format: Format) -> u32 {
    if format.rate() <= LOW_RATE {
        LOW_RATE
    } else {
        HIGH_RATE
    }
}

/// Samples, as measured: blocks of 4 ms within those of 10, and above 16 kHz the filters that split
/// and join three bands.
const fn library_delay(rate: u32) -> usize {
    if rate == LOW_RATE { 64 } else { 228 }
}

#[cfg(test)]
mod tests;
