//! Whether what a friend says is about the call that we invite it to, or about one that we have ended.
//!
//! Messages name no call. But they keep their order, and whoever speaks the protocol answers a message
//! that it cannot read with an error, and goes on. So an empty one, sent before an invitation, asks the
//! friend whether it has heard of our end: what comes before the answer was said before.

use std::time::Duration;

use jackfield_media::time::Timestamp;

use crate::msi::Message;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Crossing {
    hung_up_at: Option<Timestamp>,
    asked_at: Timestamp,
    /// Each invitation after an end has a question.
    unanswered: u32,
    /// The last that was said before the answer: it counts if none comes.
    noted: Option<Message>,
}

impl Crossing {
    /// We have ended a call, and the friend does not know it yet.
    pub(super) fn hang_up(&mut self, now: Timestamp) {
        self.hung_up_at = Some(now);
        self.noted = None;
    }

    /// Whether the friend has to be asked before it is invited; if so, it is.
    pub(super) fn ask(&mut self, now: Timestamp, window: Duration) -> bool {
        let is_recent = |at: Timestamp| now.since(at) < window;
        if !self.hung_up_at.take().is_some_and(is_recent) {
            return false;
        }
        if !self.is_open(now, window) {
            self.unanswered = 0;
        }
        self.unanswered = self.unanswered.saturating_add(1);
        self.asked_at = now;
        true
    }

    /// A question did not leave.
    pub(super) fn unask(&mut self) {
        self.unanswered = self.unanswered.saturating_sub(1);
    }

    /// Whether an answer is awaited.
    pub(super) fn is_open(&self, now: Timestamp, window: Duration) -> bool {
        self.unanswered > 0 && now.since(self.asked_at) < window
    }

    /// What answers a question came. Returns whether there was one.
    pub(super) fn answer(&mut self, now: Timestamp, window: Duration) -> bool {
        let was_open = self.is_open(now, window);
        if was_open {
            self.unanswered -= 1;
            self.noted = None;
        }
        was_open
    }

    /// Keep what came before the answer.
    pub(super) fn note(&mut self, message: Message) {
        self.noted = Some(message);
    }

    /// What counts after all, as the friend answers no questions.
    pub(super) fn overdue(&mut self, now: Timestamp, window: Duration) -> Option<Message> {
        if self.is_open(now, window) {
            return None;
        }
        self.noted.take()
    }

    /// When there is something overdue.
    pub(super) fn deadline(&self, window: Duration) -> Option<Timestamp> {
        self.noted.map(|_| self.asked_at + window)
    }
}

#[cfg(test)]
mod tests;
