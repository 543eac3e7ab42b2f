//! The effects of one direction of a call's audio, as they are wanted.

use jackfield_media::MediaError;
use jackfield_media::effects::{
    AutomaticGain, AutomaticGainConfig, Chain, EchoCancellation, Effect, EffectId, Format, Gain,
    NoiseSuppression,
};

use super::{AudioEffects, format_of};

/// Places in the chain.
const ECHO: usize = 0;
const NOISE: usize = 1;
const LOUDNESS: usize = 2;
const GAIN: usize = 3;

/// Changes a stream of audio. Without anything to do there is no chain.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    placed: Option<Placed>,
}

#[derive(Debug)]
struct Placed {
    chain: Chain,
    links: [Option<EffectId>; 4],
    present: AudioEffects,
}

impl Voice {
    /// Whether frames pass as they are.
    pub(super) fn is_idle(&self, wanted: AudioEffects) -> bool {
        self.placed.is_none() && wanted.is_none()
    }

    /// Change the next frame; one that no codec takes stays as it is.
    pub(crate) fn process(
        &mut self,
        wanted: AudioEffects,
        (channels, rate): (u8, u32),
        pcm: &mut [i16],
    ) {
        if self.is_idle(wanted) {
            return;
        }
        let Some(format) = format_of(channels, rate) else {
            return;
        };
        let placed = self.placed_for(format);
        placed.obey(wanted);
        placed.chain.process_i16(pcm);
        if placed.chain.is_empty() {
            self.placed = None;
        }
    }

    /// Hear what the program plays, as it is in this format.
    pub(super) fn played(&mut self, format: Format, pcm: &[i16]) {
        if let Some(placed) = &mut self.placed
            && placed.chain.format() == format
        {
            placed.chain.played_i16(pcm);
        }
    }

    /// A stream of another format is another stream.
    fn placed_for(&mut self, format: Format) -> &mut Placed {
        let placed = self.placed.take();
        let placed = placed.filter(|placed| placed.chain.format() == format);
        self.placed.insert(placed.unwrap_or_else(|| Placed {
            chain: Chain::new(format),
            links: [None; 4],
            present: AudioEffects::default(),
        }))
    }
}

impl Placed {
    fn obey(&mut self, wanted: AudioEffects) {
        if self.present == wanted {
            return;
        }
        self.switch(ECHO, wanted.echo_cancellation, EchoCancellation::new);
        self.switch(NOISE, wanted.noise_suppression, NoiseSuppression::new);
        self.switch(LOUDNESS, wanted.automatic_gain, |format| {
            AutomaticGain::new(format, AutomaticGainConfig::default())
        });
        self.set_gain(wanted.gain_db);
        self.present = wanted;
    }

    fn set_gain(&mut self, decibels: f32) {
        let present = self.links.get(GAIN).copied().flatten();
        let present = present.and_then(|id| self.chain.get_mut::<Gain>(id));
        match present {
            Some(gain) if is_gain(decibels) => {
                // Checked when it was wanted.
                let _ = gain.set_decibels(decibels);
            }
            _ => self.switch(GAIN, is_gain(decibels), |format| {
                Gain::new(format, decibels)
            }),
        }
    }

    /// Have an effect at its place, or not.
    fn switch<E: Effect>(
        &mut self,
        place: usize,
        is_wanted: bool,
        make: impl FnOnce(Format) -> Result<E, MediaError>,
    ) {
        let present = self.links.get(place).copied().flatten();
        let changed = match present {
            None if is_wanted => make(self.chain.format())
                .ok()
                .map(|effect| self.put(place, effect)),
            Some(id) if !is_wanted => {
                self.chain.remove(id);
                None
            }
            as_wanted => as_wanted,
        };
        if let Some(link) = self.links.get_mut(place) {
            *link = changed;
        }
    }

    fn put(&mut self, place: usize, effect: impl Effect) -> EffectId {
        let behind = self.links.iter().skip(place + 1).flatten().next();
        match behind {
            Some(behind) => self.chain.insert_before(*behind, effect),
            None => self.chain.add(effect),
        }
    }
}

const fn is_gain(decibels: f32) -> bool {
    decibels != 0.0
}

#[cfg(test)]
mod tests;
