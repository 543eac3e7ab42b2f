//! Listeners who hear the same, so that it is mixed and encoded once for all of them.

use std::sync::Arc;

use jackfield_media::mixer::{Bus, Gain};
use jackfield_media::opus::{Encoder, EncoderConfig, SampleRate};
use jackfield_media::sender::MAX_PAYLOAD_LEN;

use crate::SessionId;
use crate::host::Host;
use crate::metrics::Counter;

use super::Voices;
use crate::membership::Tick;

/// Ticks after which a group that nobody was in is gone, 5 s: who paused comes back to it.
const KEPT_TICKS: u64 = 250;
/// Encoders that wait for their next group.
const SPARE_ENCODERS: usize = 8;

/// What a group is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    Opus,
    Pcm(SampleRate),
    /// One voice alone as Opus, so loud.
    Apart(SessionId, Gain),
}

/// What of those who are heard in a tick a listener hears otherwise than they came. Whoever is
/// deviated from in the same way hears the same.
pub(crate) type Deviations = Vec<(SessionId, Gain)>;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    all: Vec<Group>,
    /// By rate, of everybody who is heard in this tick.
    sums: Vec<(SampleRate, Bus)>,
    spare: Vec<Encoder>,
    serial: u64,
}

#[derive(Debug)]
struct Group {
    /// Never used twice in a call.
    id: u64,
    sound: Sound,
    deviations: Deviations,
    encoder: Option<Encoder>,
    bus: Bus,
    frame: Vec<i16>,
    packet: Option<Arc<[u8]>>,
    /// The last tick somebody was in it.
    tick: u64,
    /// Of the listener who loses most.
    loss: f32,
    /// Somebody hears it for the first time.
    is_joined: bool,
}

/// What a group made in this tick.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Made<'a> {
    Opus(&'a Arc<[u8]>),
    Pcm(&'a [i16]),
}

impl Groups {
    /// Puts a listener into its group for this tick; answers which that is. `before` is the one of
    /// the tick before.
    pub(crate) fn join(
        &mut self,
        tick: Tick,
        sound: Sound,
        deviations: &[(SessionId, Gain)],
        loss: f32,
        before: Option<u64>,
    ) -> u64 {
        let fits = |group: &&mut Group| group.sound == sound && group.deviations == deviations;
        if let Some(group) = self.all.iter_mut().find(fits) {
            group.join(tick, loss, before);
            return group.id;
        }
        self.serial += 1;
        let mut group = Group::new(self.serial, sound, deviations);
        group.join(tick, loss, before);
        self.all.push(group);
        self.serial
    }

    /// Mixes and encodes for every group that somebody is in.
    pub(crate) fn make(
        &mut self,
        tick: Tick,
        audible: &[(SessionId, usize)],
        voices: &mut impl Voices,
        host: &Host,
    ) {
        self.add_up(tick, audible, voices, host);
        for group in &mut self.all {
            if group.tick != tick.number {
                continue;
            }
            let rate = group.rate(host);
            if let Sound::Apart(session, gain) = group.sound {
                group.single_out((session, gain), rate, audible, voices);
            } else if let Some((_, sum)) = self.sums.iter().find(|(known, _)| *known == rate) {
                group.mix(sum, rate, audible, voices);
            }
            if group.is_encoded() {
                group.encode(rate, &mut self.spare, host);
            }
        }
        self.let_go(tick);
    }

    /// What a group made in this tick.
    pub(crate) fn made(&self, id: u64) -> Option<Made<'_>> {
        let group = self.all.iter().find(|group| group.id == id)?;
        match group.sound {
            Sound::Opus | Sound::Apart(..) => group.packet.as_ref().map(Made::Opus),
            Sound::Pcm(_) => Some(Made::Pcm(&group.frame)),
        }
    }

    /// Everybody who is heard, at each rate that somebody hears it at.
    fn add_up(
        &mut self,
        tick: Tick,
        audible: &[(SessionId, usize)],
        voices: &mut impl Voices,
        host: &Host,
    ) {
        for group in &self.all {
            let rate = group.rate(host);
            let is_known = self.sums.iter().any(|(known, _)| *known == rate);
            if group.needs_sum(tick) && !is_known {
                self.sums.push((rate, Bus::default()));
            }
        }
        for (rate, sum) in &mut self.sums {
            let is_needed = |group: &Group| group.needs_sum(tick) && group.rate(host) == *rate;
            if !self.all.iter().any(is_needed) {
                continue;
            }
            sum.clear(rate.samples_per_ms(20));
            for (_, slot) in audible {
                sum.add(voices.frame(*slot, *rate));
            }
        }
    }

    fn let_go(&mut self, tick: Tick) {
        let old = |group: &mut Group| group.tick + KEPT_TICKS < tick.number;
        for group in self.all.extract_if(.., old) {
            if self.spare.len() < SPARE_ENCODERS {
                self.spare.extend(group.encoder);
            }
        }
    }
}

impl Group {
    fn new(id: u64, sound: Sound, deviations: &[(SessionId, Gain)]) -> Self {
        Self {
            id,
            sound,
            deviations: deviations.to_vec(),
            encoder: None,
            bus: Bus::default(),
            frame: Vec::new(),
            packet: None,
            tick: 0,
            loss: 0.0,
            is_joined: false,
        }
    }

    fn join(&mut self, tick: Tick, loss: f32, before: Option<u64>) {
        if self.tick != tick.number {
            // After a pause its listeners have lost the thread too.
            self.is_joined = self.tick + 1 != tick.number;
            self.loss = 0.0;
            self.tick = tick.number;
        }
        self.loss = self.loss.max(loss);
        self.is_joined |= before != Some(self.id);
    }

    fn rate(&self, host: &Host) -> SampleRate {
        match self.sound {
            Sound::Opus | Sound::Apart(..) => SampleRate::at_least(host.config.sample_rate),
            Sound::Pcm(rate) => rate,
        }
    }

    fn is_encoded(&self) -> bool {
        !matches!(self.sound, Sound::Pcm(_))
    }

    /// Whether what it hears in a tick is made from everybody's sum.
    fn needs_sum(&self, tick: Tick) -> bool {
        self.tick == tick.number && !matches!(self.sound, Sound::Apart(..))
    }

    fn single_out(
        &mut self,
        (session, gain): (SessionId, Gain),
        rate: SampleRate,
        audible: &[(SessionId, usize)],
        voices: &mut impl Voices,
    ) {
        self.bus.clear(rate.samples_per_ms(20));
        if let Some((_, slot)) = audible.iter().find(|(heard, _)| *heard == session) {
            self.bus.add(voices.frame(*slot, rate));
            if gain != Gain::UNITY {
                self.bus.change(voices.frame(*slot, rate), gain);
            }
        }
        self.bus.write(&mut self.frame);
    }

    fn mix(
        &mut self,
        sum: &Bus,
        rate: SampleRate,
        audible: &[(SessionId, usize)],
        voices: &mut impl Voices,
    ) {
        self.bus.copy_from(sum);
        for (session, gain) in &self.deviations {
            if let Some((_, slot)) = audible.iter().find(|(heard, _)| heard == session) {
                self.bus.change(voices.frame(*slot, rate), *gain);
            }
        }
        self.bus.write(&mut self.frame);
    }

    /// The first frame for somebody says nothing by what went before, so that no decoder is surprised.
    fn encode(&mut self, rate: SampleRate, spare: &mut Vec<Encoder>, host: &Host) {
        let is_joined = std::mem::take(&mut self.is_joined);
        self.packet = None;
        if self.encoder.is_none() {
            self.encoder = spare.pop().or_else(|| new_encoder(rate, host));
        }
        let Some(encoder) = &mut self.encoder else {
            return;
        };
        // At worst the last loss goes on being expected.
        let _ = encoder.set_expected_loss(self.loss);
        let mut packet = [0; MAX_PAYLOAD_LEN];
        let len = if is_joined {
            encoder.encode_independent(&self.frame, &mut packet)
        } else {
            encoder.encode(&self.frame, &mut packet)
        };
        host.metrics.increment(Counter::MixEncodes);
        let packet = len.ok().and_then(|len| packet.get(..len));
        self.packet = packet.map(Arc::from);
    }
}

/// `None` only for settings that the configuration does not let through.
fn new_encoder(rate: SampleRate, host: &Host) -> Option<Encoder> {
    Encoder::new(EncoderConfig {
        rate,
        bitrate: host.config.encoder_bitrate,
        complexity: host.config.encoder_complexity,
        ..EncoderConfig::default()
    })
    .ok()
}

#[cfg(test)]
mod tests;
