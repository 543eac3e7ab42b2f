//! Who hears whom, and how loud: what differs from everybody hearing everybody else.

use jackfield_media::mixer::Gain;
use rustc_hash::FxHashMap;

use crate::SessionId;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    gains: FxHashMap<(SessionId, SessionId), Gain>,
    /// How many of these each listener has: most have none, and are not looked up one by one.
    listeners: FxHashMap<SessionId, usize>,
}

impl Matrix {
    pub(crate) fn set(&mut self, listener: SessionId, speaker: SessionId, gain: Gain) {
        let place = (listener, speaker);
        if gain == Gain::UNITY {
            if self.gains.remove(&place).is_some() {
                self.release(listener);
            }
        } else if self.gains.insert(place, gain).is_none() {
            *self.listeners.entry(listener).or_default() += 1;
        }
    }

    /// Nobody hears oneself.
    pub(crate) fn gain(&self, listener: SessionId, speaker: SessionId) -> Gain {
        if listener == speaker {
            return Gain::NONE;
        }
        if !self.listeners.contains_key(&listener) {
            return Gain::UNITY;
        }
        let gain = self.gains.get(&(listener, speaker));
        gain.copied().unwrap_or(Gain::UNITY)
    }

    /// Forgets who left.
    pub(crate) fn forget(&mut self, session: SessionId) {
        let gone = self
            .gains
            .extract_if(|(listener, speaker), _| *listener == session || *speaker == session);
        let listeners: Vec<SessionId> = gone.map(|((listener, _), _)| listener).collect();
        for listener in listeners {
            self.release(listener);
        }
    }

    fn release(&mut self, listener: SessionId) {
        if let Some(count) = self.listeners.get_mut(&listener) {
            *count -= 1;
            if *count == 0 {
                self.listeners.remove(&listener);
            }
        }
    }
}

#[cfg(test)]
mod tests;
