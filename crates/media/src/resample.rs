//! Sample rates and channels made to fit.
//!
//! By [rubato](https://docs.rs/rubato), its windowed sinc with one filter per output phase, so that
//! the common ratios are exact: 44.1 to 48 kHz needs 160 of them. Compared, per 20 ms of mono on the
//! machine of the other figures:
//!
//! | | 44.1 → 48 kHz | delay | why (not) |
//! | --- | --- | --- | --- |
//! | rubato sinc, exact phases, 64 taps | 12 µs | 0.7 ms | chosen: 1 kHz tone 138 dB above the rest |
//! | rubato sinc, 64 taps, cubic between 128 phases | 32 µs | 0.7 ms | for odd ratios only |
//! | rubato FFT | 5 µs | 3 to 10 ms | for files: too late for a conversation |
//! | speexdsp quality 3 | 169 µs | 0.5 ms | C, and slower |
//! | soxr HQ | 6 µs | 21 ms | C, LGPL, in bursts |

mod engine;
mod on_demand;
mod quality;

pub use on_demand::OnDemand;
pub use quality::Quality;

use engine::Engine;

use crate::error::MediaError;
use crate::opus::Channels;

/// Rates that are taken.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;
/// Input is taken in steps of about a millisecond: what is left over waits no longer.
const STEPS_PER_SECOND: u32 = 1_000;
/// Whole blocks of 10 ms should be whole steps, so that nothing of them is left over; where a rate
/// has no such steps, whole frames of 20 ms should.
const BLOCKS_PER_SECOND: [u32; 2] = [100, 50];

const FULL_SCALE: f32 = 32_768.0;
/// The greatest number below a half: adding it and cutting off is `round`, which is a call per
/// sample where the machine has no instruction for it.
const BELOW_HALF: f32 = 0.5 - f32::EPSILON / 4.0;

/// Converts a stream from one rate to another, chunk by chunk, without a trace of where chunks end.
///
/// 20 ms in are at least 20 ms out, but for [`Quality::Blocks`]: the first few samples of a stream are
/// silence that makes up for what the filter holds back.
///
/// All memory is taken by [`Resampler::new`], but for what the output needs.
#[derive(Debug)]
pub struct Resampler {
    from: u32,
    to: u32,
    channels: Channels,
    /// None when both rates are the same.
    filter: Option<Filter>,
    /// A left sample whose right one has not come yet.
    left: Option<f32>,
}

#[derive(Debug)]
struct Filter {
    engine: Engine,
    channels: usize,
    /// Input of the next step, interleaved.
    step: Vec<f32>,
    /// Samples one step takes.
    step_len: usize,
    /// Output of the last step.
    output: Vec<f32>,
    /// Frames of silence that start a stream.
    lead: usize,
    /// Frames taken and given since the stream started.
    taken: usize,
    given: usize,
}

/// A sample format.
pub trait Sample: Copy {
    /// To -1.0..1.0.
    fn to_float(self) -> f32;
    /// From -1.0..1.0, clipping beyond if the format has to.
    fn from_float(value: f32) -> Self;
}

impl Sample for f32 {
    fn to_float(self) -> f32 {
        self
    }

    fn from_float(value: f32) -> Self {
        value
    }
}

impl Sample for i16 {
    fn to_float(self) -> f32 {
        f32::from(self) / FULL_SCALE
    }

    #[expect(clippy::cast_possible_truncation, reason = "casts from float clip")]
    fn from_float(value: f32) -> Self {
        let scaled = value * FULL_SCALE;
        (scaled + BELOW_HALF.copysign(scaled)) as Self
    }
}

impl Resampler {
    /// A resampler for interleaved samples, 4 to 192 kHz.
    pub fn new(from: u32, to: u32, channels: Channels) -> Result<Self, MediaError> {
        Self::with_quality(from, to, channels, Quality::default())
    }

    /// From a telephone's 8 kHz to 48 kHz.
    pub fn telephone(channels: Channels) -> Result<Self, MediaError> {
        Self::new(8_000, 48_000, channels)
    }

    /// From wideband speech, 16 kHz, to 48 kHz.
    pub fn wideband(channels: Channels) -> Result<Self, MediaError> {
        Self::new(16_000, 48_000, channels)
    }

    /// From a CD's 44.1 kHz to 48 kHz.
    pub fn cd(channels: Channels) -> Result<Self, MediaError> {
        Self::new(44_100, 48_000, channels)
    }

    /// A resampler that takes more or less trouble.
    pub fn with_quality(
        from: u32,
        to: u32,
        channels: Channels,
        quality: Quality,
    ) -> Result<Self, MediaError> {
        if !RATES.contains(&from) || !RATES.contains(&to) {
            return Err(MediaError::LocalMisuse("sample rate out of range"));
        }
        let filter = if from == to {
            None
        } else {
            Some(Filter::new(from, to, channels.count(), quality)?)
        };
        Ok(Self {
            from,
            to,
            channels,
            filter,
            left: None,
        })
    }

    /// Rate of the input.
    pub const fn from_rate(&self) -> u32 {
        self.from
    }

    /// Rate of the output.
    pub const fn to_rate(&self) -> u32 {
        self.to
    }

    /// Samples per channel, at the output's rate, by which output lags behind input, without what
    /// waits for a whole step (about 1 ms).
    pub fn delay(&self) -> usize {
        self.filter.as_ref().map_or(0, Filter::delay)
    }

    /// Samples per channel, at the output's rate, that are still inside.
    pub fn held(&self) -> usize {
        self.filter
            .as_ref()
            .map_or(0, |filter| filter.held(self.from, self.to))
    }

    /// Take some input, append what it gives to `output`. Where a chunk ends between two channels,
    /// the first waits for the second.
    pub fn process<S: Sample>(
        &mut self,
        mut input: &[S],
        output: &mut Vec<S>,
    ) -> Result<(), MediaError> {
        if let (Some(left), [right, rest @ ..]) = (self.left, input) {
            self.left = None;
            self.process_whole(&[S::from_float(left), *right], output)?;
            input = rest;
        }
        let (whole, odd) = input.split_at(input.len() - input.len() % self.channels.count());
        if let [odd] = odd {
            self.left = Some(odd.to_float());
        }
        self.process_whole(whole, output)
    }

    /// The end of the stream: append what is still inside. What comes after starts afresh.
    pub fn flush<S: Sample>(&mut self, output: &mut Vec<S>) -> Result<(), MediaError> {
        self.left = None;
        let held = self.held();
        match &mut self.filter {
            Some(filter) if held > 0 => filter.flush(held, output),
            _ => Ok(()),
        }
    }

    /// Forget what is still inside. What comes after starts afresh.
    pub fn reset(&mut self) {
        self.left = None;
        if let Some(filter) = &mut self.filter {
            filter.reset();
        }
    }

    fn process_whole<S: Sample>(
        &mut self,
        input: &[S],
        output: &mut Vec<S>,
    ) -> Result<(), MediaError> {
        let Some(filter) = &mut self.filter else {
            output.extend_from_slice(input);
            return Ok(());
        };
        filter.process(input, output)
    }
}

impl Filter {
    fn new(from: u32, to: u32, channels: usize, quality: Quality) -> Result<Self, MediaError> {
        let engine = quality.engine(from, to, channels)?;
        let output_len = engine.longest_output() * channels;
        let step_len = engine.step() * channels;
        let (missing, missing_made) = engine.missing();
        Ok(Self {
            engine,
            channels,
            step: Vec::with_capacity(step_len),
            step_len,
            output: vec![0.0; output_len],
            lead: scale(missing, from, to) + missing_made,
            taken: 0,
            given: 0,
        })
    }

    fn delay(&self) -> usize {
        self.engine.delay() + self.lead
    }

    fn held(&self, from: u32, to: u32) -> usize {
        if self.taken == 0 {
            return 0;
        }
        (scale(self.taken, from, to) + self.delay()).saturating_sub(self.given)
    }

    fn process<S: Sample>(&mut self, input: &[S], output: &mut Vec<S>) -> Result<(), MediaError> {
        if self.taken == 0 && !input.is_empty() {
            output.extend(std::iter::repeat_n(
                S::from_float(0.0),
                self.lead * self.channels,
            ));
            self.given = self.lead;
        }
        self.taken += input.len() / self.channels;
        self.push(input, output)
    }

    fn push<S: Sample>(&mut self, mut input: &[S], output: &mut Vec<S>) -> Result<(), MediaError> {
        while let Some((part, rest)) = input.split_at_checked(self.step_len - self.step.len()) {
            self.step.extend(part.iter().copied().map(S::to_float));
            let (step, made) = (&self.step, &mut self.output);
            let frames = self.engine.run(self.channels, step, made)?;
            self.step.clear();
            self.given += frames;
            let made = self.output.get(..frames * self.channels);
            output.extend(made.unwrap_or_default().iter().copied().map(S::from_float));
            input = rest;
        }
        self.step.extend(input.iter().copied().map(S::to_float));
        Ok(())
    }

    /// Silence pushes the rest out; of what comes only as much belongs to the stream.
    fn flush<S: Sample>(&mut self, held: usize, output: &mut Vec<S>) -> Result<(), MediaError> {
        let end = output.len() + held * self.channels;
        while output.len() < end {
            self.push(&[S::from_float(0.0)], output)?;
        }
        output.truncate(end);
        self.reset();
        Ok(())
    }

    fn reset(&mut self) {
        self.step.clear();
        self.engine.reset();
        (self.taken, self.given) = (0, 0);
    }
}

/// The step nearest to a millisecond that divides 10 ms, or else 20 ms, if there is any.
fn step_frames(from: u32) -> usize {
    let millisecond = (from / STEPS_PER_SECOND).max(1);
    let nearby = millisecond / 2..=millisecond + millisecond / 8;
    let dividing = |block: u32| {
        let divides = |step: &u32| block.is_multiple_of(*step);
        nearby.clone().rev().find(divides)
    };
    let whole_blocks = BLOCKS_PER_SECOND
        .into_iter()
        .filter(|per_second| from.is_multiple_of(*per_second))
        .find_map(|per_second| dividing(from / per_second));
    to_len(whole_blocks.unwrap_or(millisecond))
}

/// The average of both channels of interleaved stereo, appended to `mono`.
pub fn downmix<S: Sample>(stereo: &[S], mono: &mut Vec<S>) {
    let (frames, _) = stereo.as_chunks::<2>();
    mono.extend(
        frames
            .iter()
            .map(|[left, right]| S::from_float(left.to_float().midpoint(right.to_float()))),
    );
}

/// Mono as interleaved stereo, the same on both sides, appended to `stereo`.
pub fn upmix<S: Sample>(mono: &[S], stereo: &mut Vec<S>) {
    stereo.extend(mono.iter().flat_map(|sample| [*sample; 2]));
}

/// How many samples at one rate last as long as `len` at another, rounded up.
fn scale(len: usize, from: u32, to: u32) -> usize {
    (len * to_len(to)).div_ceil(to_len(from))
}

const fn to_len(number: u32) -> usize {
    number as usize
}

#[cfg(test)]
mod tests;
