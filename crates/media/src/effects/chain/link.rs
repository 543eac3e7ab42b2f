//! A place in a chain: an effect, and what takes its place.

use super::EffectId;
use crate::effects::{Effect, Format};

/// `None` lets audio through as it is.
type Occupant = Option<Box<dyn Effect>>;

pub(super) struct Link {
    id: EffectId,
    format: Format,
    current: Occupant,
    change: Option<Change>,
    /// What is wanted once a change under way is through; the latest wish counts.
    queued: Option<Occupant>,
    is_leaving: bool,
    /// What went in, for the second of two effects that hear the same.
    input: Vec<f32>,
}

/// One occupant after another.
struct Change {
    next: Occupant,
    /// Samples per channel for which the next one only listens, so that its delay is over.
    silent: usize,
    /// Samples per channel that have gone over.
    faded: usize,
}

impl Link {
    /// With nothing at first: the effect comes in.
    pub(super) fn new(id: EffectId, format: Format, effect: Box<dyn Effect>) -> Self {
        Self {
            id,
            format,
            current: None,
            change: Some(Change::to(Some(effect))),
            queued: None,
            is_leaving: false,
            input: Vec::with_capacity(format.block_len()),
        }
    }

    pub(super) const fn id(&self) -> EffectId {
        self.id
    }

    pub(super) const fn is_leaving(&self) -> bool {
        self.is_leaving
    }

    pub(super) const fn is_gone(&self) -> bool {
        self.is_leaving && self.change.is_none() && self.current.is_none()
    }

    pub(super) fn replace(&mut self, effect: Box<dyn Effect>) {
        self.go_to(Some(effect));
    }

    pub(super) fn remove(&mut self) {
        self.is_leaving = true;
        self.go_to(None);
    }

    /// What is wanted last.
    pub(super) fn newest(&mut self) -> Option<&mut dyn Effect> {
        let change = self.change.as_mut().map(|change| &mut change.next);
        let newest = self.queued.as_mut().or(change);
        newest.unwrap_or(&mut self.current).as_deref_mut()
    }

    pub(super) fn delay(&self) -> usize {
        let change = self.change.as_ref().map(|change| &change.next);
        let newest = self.queued.as_ref().or(change).unwrap_or(&self.current);
        newest.as_ref().map_or(0, |effect| effect.delay())
    }

    pub(super) fn played(&mut self, samples: &[f32]) {
        let next = self.change.as_mut().and_then(|change| change.next.as_mut());
        for effect in [self.current.as_mut(), next].into_iter().flatten() {
            effect.played(samples);
        }
    }

    /// At most 10 ms.
    pub(super) fn process(&mut self, samples: &mut [f32]) {
        let Some(change) = &mut self.change else {
            run(&mut self.current, samples);
            return;
        };
        self.input.clear();
        self.input.extend_from_slice(samples);
        run(&mut self.current, samples);
        run(&mut change.next, &mut self.input);
        change.mix(self.format, samples, &self.input);
        if change.faded >= fade_len(self.format) {
            self.settle();
        }
    }

    pub(super) fn reset(&mut self) {
        while self.change.is_some() {
            self.settle();
        }
        if let Some(effect) = &mut self.current {
            effect.reset();
        }
    }

    fn go_to(&mut self, next: Occupant) {
        if self.change.is_some() {
            self.queued = Some(next);
        } else {
            self.change = Some(Change::to(next));
        }
    }

    /// The change is through; the next one begins.
    fn settle(&mut self) {
        if let Some(change) = self.change.take() {
            self.current = change.next;
        }
        self.change = self.queued.take().map(Change::to);
    }
}

impl Change {
    fn to(next: Occupant) -> Self {
        Self {
            silent: next.as_ref().map_or(0, |effect| effect.delay()),
            next,
            faded: 0,
        }
    }

    /// Go over from one to the other on a straight line.
    #[expect(clippy::cast_precision_loss, reason = "at most 1,920")]
    fn mix(&mut self, format: Format, old: &mut [f32], new: &[f32]) {
        let channels = format.channels().count();
        let len = fade_len(format);
        for (old, new) in old.chunks_mut(channels).zip(new.chunks(channels)) {
            if self.silent > 0 {
                self.silent -= 1;
                continue;
            }
            self.faded = (self.faded + 1).min(len);
            let part = self.faded as f32 / len as f32;
            for (old, new) in old.iter_mut().zip(new) {
                *old += (new - *old) * part;
            }
        }
    }
}

fn run(occupant: &mut Occupant, samples: &mut [f32]) {
    if let Some(effect) = occupant {
        effect.process(samples);
    }
}

/// Samples per channel in 10 ms.
fn fade_len(format: Format) -> usize {
    format.block_len() / format.channels().count()
}

#[cfg(test)]
mod tests;
