//! Signalling as libtoxcore 0.2.18 does it for one friend, and a program above it.

use jackfield_toxav::msi::{Capabilities, Fault, Message, Request};

/// What the program does when it rings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rung {
    #[default]
    Answer,
    Refuse,
    /// Nothing, for now.
    Leave,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    None,
    Requested,
    Active,
}

#[derive(Debug, Default)]
pub struct Reference {
    phase: Phase,
    pub rung: Rung,
    pub rings: usize,
    /// It has no instance that would hear anything.
    pub is_deaf: bool,
}

impl Reference {
    pub fn is_in_call(&self) -> bool {
        self.phase == Phase::Active
    }

    /// A message comes; returns what it says to that.
    pub fn hear(&mut self, data: &[u8]) -> Vec<Vec<u8>> {
        if self.is_deaf {
            self.phase = Phase::None;
            return Vec::new();
        }
        let Ok(message) = Message::parse(data) else {
            return vec![pop(Some(Fault::InvalidMessage))];
        };
        match (message.request, self.phase) {
            (Request::Init, Phase::None) => self.ring().into_iter().collect(),
            (Request::Init, Phase::Requested) => {
                self.phase = Phase::None;
                vec![pop(Some(Fault::InvalidState))]
            }
            (Request::Init, Phase::Active) => vec![push(48)],
            // An end too is answered, if there is nothing to be ended.
            (Request::Push | Request::Pop, Phase::None) => vec![pop(Some(Fault::StrayMessage))],
            (Request::Push, _) => Vec::new(),
            (Request::Pop, _) => {
                self.phase = Phase::None;
                Vec::new()
            }
        }
    }

    fn ring(&mut self) -> Option<Vec<u8>> {
        self.phase = Phase::Requested;
        self.rings += 1;
        match self.rung {
            Rung::Answer => Some(self.answer()),
            Rung::Refuse => Some(self.hang_up()),
            Rung::Leave => None,
        }
    }

    pub fn answer(&mut self) -> Vec<u8> {
        assert_eq!(self.phase, Phase::Requested);
        self.phase = Phase::Active;
        push(48)
    }

    /// The friend's audio is not wanted any more.
    pub fn mute(&mut self) -> Vec<u8> {
        assert_eq!(self.phase, Phase::Active);
        let takes_none = Capabilities::SENDS_AUDIO | Capabilities::TAKES_VIDEO;
        written(Message::with_capabilities(Request::Push, takes_none))
    }

    pub fn hang_up(&mut self) -> Vec<u8> {
        assert_ne!(self.phase, Phase::None);
        self.phase = Phase::None;
        pop(None)
    }
}

fn push(audio_kbps: u32) -> Vec<u8> {
    let own = Capabilities::of_rates(audio_kbps, 0);
    written(Message::with_capabilities(Request::Push, own))
}

fn pop(fault: Option<Fault>) -> Vec<u8> {
    written(Message::pop(fault))
}

/// Without the packet id.
fn written(message: Message) -> Vec<u8> {
    message.write().as_ref()[1..].to_vec()
}
