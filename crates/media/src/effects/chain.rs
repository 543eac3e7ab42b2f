//! Effects one after the other, changed while audio runs.

mod link;

use std::any::Any;

use super::{Effect, Format};
use crate::resample::Sample;
use link::Link;

/// Names an effect of a chain for as long as it is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId(u32);

impl EffectId {
    /// As another language has it.
    pub const fn as_u32(self) -> u32 {
        self.0
    }

    /// As it was told to another language; of no effect if it was not.
    pub const fn from_u32(number: u32) -> Self {
        Self(number)
    }
}

/// Effects one after the other.
///
/// They come and go while audio runs: a new one first hears for as long as it delays, then the sound
/// goes over to it within 10 ms, so that nothing clicks. Only coming and going takes and gives back
/// memory.
pub struct Chain {
    format: Format,
    links: Vec<Link>,
    next_id: u32,
    /// 16-bit samples on their way through.
    floats: Vec<f32>,
}

impl Chain {
    /// No effects: audio goes through as it is.
    pub fn new(format: Format) -> Self {
        Self {
            format,
            links: Vec::new(),
            next_id: 0,
            floats: vec![0.0; format.block_len()],
        }
    }

    /// Of the stream, and so of all effects in it.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Whether audio goes through as it is.
    pub const fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Names of the effects, in their order, without those that are on their way out.
    pub fn ids(&self) -> impl Iterator<Item = EffectId> + '_ {
        let staying = self.links.iter().filter(|link| !link.is_leaving());
        staying.map(Link::id)
    }

    /// Put an effect, made for this format, behind all others.
    pub fn add(&mut self, effect: impl Effect) -> EffectId {
        self.insert_at(self.links.len(), Box::new(effect))
    }

    /// Put an effect before another one; at the end when that one is not there.
    pub fn insert_before(&mut self, id: EffectId, effect: impl Effect) -> EffectId {
        let is_it = |link: &Link| link.id() == id && !link.is_leaving();
        let at = self.links.iter().position(is_it);
        self.insert_at(at.unwrap_or(self.links.len()), Box::new(effect))
    }

    /// Put an effect in the place of another one, under the same name; false when that one is not
    /// there.
    pub fn replace(&mut self, id: EffectId, effect: impl Effect) -> bool {
        let link = self.link(id);
        link.map(|link| link.replace(Box::new(effect))).is_some()
    }

    /// Let an effect go; false when it is not there.
    pub fn remove(&mut self, id: EffectId) -> bool {
        self.link(id).map(Link::remove).is_some()
    }

    /// An effect, to set it; `None` when it is not there or is another one.
    pub fn get_mut<E: Effect>(&mut self, id: EffectId) -> Option<&mut E> {
        let effect: &mut dyn Any = self.link(id)?.newest()?;
        effect.downcast_mut()
    }

    /// Change the next samples of the stream, interleaved, a frame of any length.
    pub fn process(&mut self, samples: &mut [f32]) {
        for piece in samples.chunks_mut(self.format.block_len()) {
            for link in &mut self.links {
                link.process(piece);
            }
            self.links.retain(|link| !link.is_gone());
        }
    }

    /// The same with 16 bits: what is too loud for them is clipped.
    pub fn process_i16(&mut self, samples: &mut [i16]) {
        if self.is_empty() {
            return;
        }
        let mut floats = std::mem::take(&mut self.floats);
        for piece in samples.chunks_mut(self.format.block_len()) {
            floats.clear();
            floats.extend(piece.iter().copied().map(Sample::to_float));
            self.process(&mut floats);
            for (sample, value) in piece.iter_mut().zip(&floats) {
                *sample = Sample::from_float(*value);
            }
        }
        self.floats = floats;
    }

    /// Let all effects hear what the loudspeaker plays, in the format of the stream.
    pub fn played(&mut self, samples: &[f32]) {
        for link in &mut self.links {
            link.played(samples);
        }
    }

    /// The same with 16 bits.
    pub fn played_i16(&mut self, samples: &[i16]) {
        if self.is_empty() {
            return;
        }
        let mut floats = std::mem::take(&mut self.floats);
        for piece in samples.chunks(self.format.block_len()) {
            floats.clear();
            floats.extend(piece.iter().copied().map(Sample::to_float));
            self.played(&floats);
        }
        self.floats = floats;
    }

    /// Samples per channel by which what comes out lags behind what goes in, once all changes are
    /// through.
    pub fn delay(&self) -> usize {
        self.links.iter().map(Link::delay).sum()
    }

    /// Forget what was heard; changes that are under way are through at once.
    pub fn reset(&mut self) {
        self.links.iter_mut().for_each(Link::reset);
        self.links.retain(|link| !link.is_gone());
    }

    fn insert_at(&mut self, at: usize, effect: Box<dyn Effect>) -> EffectId {
        let id = EffectId(self.next_id);
        self.next_id += 1;
        self.links.insert(at, Link::new(id, self.format, effect));
        id
    }

    fn link(&mut self, id: EffectId) -> Option<&mut Link> {
        let mut staying = self.links.iter_mut().filter(|link| !link.is_leaving());
        staying.find(|link| link.id() == id)
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<_> = self.ids().collect();
        formatter
            .debug_struct("Chain")
            .field("format", &self.format)
            .field("effects", &ids)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
