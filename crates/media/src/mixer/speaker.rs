//! Who leads a call, without jumping to and fro.

/// Louder by so much, in dB, for [`PATIENCE`] frames: then the lead changes although both talk.
const MARGIN: f32 = 3.0;
/// 300 ms.
const PATIENCE: u32 = 15;

/// The one that talks, or talked last.
#[derive(Debug, Clone, Default)]
pub struct ActiveSpeaker {
    current: Option<u64>,
    /// Who would be it, and for how many frames.
    rival: Option<(u64, u32)>,
}

impl ActiveSpeaker {
    /// Who it is.
    pub const fn current(&self) -> Option<u64> {
        self.current
    }

    /// Takes those who talk, with their levels in dBFS; answers who leads now if that changed.
    pub fn note(&mut self, talking: impl Iterator<Item = (u64, f32)>) -> Option<u64> {
        let mut loudest: Option<(u64, f32)> = None;
        let mut level = None;
        for (id, loudness) in talking {
            if self.current == Some(id) {
                level = Some(loudness);
            }
            if loudest.is_none_or(|(_, most)| loudness > most) {
                loudest = Some((id, loudness));
            }
        }
        let (id, most) = loudest?;
        if self.current == Some(id) {
            self.rival = None;
            return None;
        }
        // Somebody who is not talking any more is not asked for a margin.
        let leads = match level {
            None => true,
            Some(level) => most >= level + MARGIN && self.waited_for(id),
        };
        if !leads {
            self.rival = self
                .rival
                .filter(|_| level.is_none_or(|level| most >= level + MARGIN));
            return None;
        }
        (self.current, self.rival) = (Some(id), None);
        self.current
    }

    /// Forgets somebody who left.
    pub fn forget(&mut self, id: u64) {
        self.current = self.current.filter(|current| *current != id);
        self.rival = self.rival.filter(|(rival, _)| *rival != id);
    }

    fn waited_for(&mut self, id: u64) -> bool {
        let frames = match self.rival {
            Some((rival, frames)) if rival == id => frames + 1,
            _ => 1,
        };
        self.rival = Some((id, frames));
        frames >= PATIENCE
    }
}

#[cfg(test)]
mod tests;
