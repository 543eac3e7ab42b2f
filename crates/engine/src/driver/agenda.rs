//! Which commands a thread obeys before it reads its sockets again.

use std::collections::VecDeque;

use crate::Command;

/// Costly commands per turn: each takes up to half a millisecond, and so long everybody else's
/// packets wait.
const COSTLY_PER_TURN: usize = 1;

/// Commands that were taken from the mailbox and not obeyed yet.
///
/// What a session is asked for stays in order, but audio overtakes what is costly: neither needs
/// the other, and audio is late sooner. Only a seat can be given audio before it is there.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    waiting: VecDeque<Command>,
}

impl Agenda {
    /// Whether there is something to do without anybody asking.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds what was asked; answers what to do now.
    pub(super) fn turn(&mut self, asked: Vec<Command>) -> Vec<Command> {
        let mut now = Vec::new();
        for command in asked {
            if is_audio(&command) && !self.waiting.iter().any(seats) {
                now.push(command);
            } else {
                self.waiting.push_back(command);
            }
        }
        let mut costly = 0;
        while let Some(command) = self.waiting.front() {
            if is_costly(command) {
                if costly == COSTLY_PER_TURN {
                    break;
                }
                costly += 1;
            }
            now.extend(self.waiting.pop_front());
        }
        now
    }
}

fn is_audio(command: &Command) -> bool {
    matches!(command, Command::Play(_) | Command::ClearAudio(_))
}

fn seats(command: &Command) -> bool {
    matches!(command, Command::OpenSeat { .. })
}

fn is_costly(command: &Command) -> bool {
    matches!(
        command,
        Command::Open { .. }
            | Command::Dial { .. }
            | Command::Answer { .. }
            | Command::Trickle { .. }
            | Command::Restart { .. }
    )
}

#[cfg(test)]
mod tests;
