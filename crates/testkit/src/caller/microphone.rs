//! A caller's microphone: a frame every 20 ms from the moment it is switched on.

use std::collections::VecDeque;
use std::time::Duration;

use jackfield_media::time::Timestamp;

use super::{FRAME_SAMPLES, Pauses};

const FRAME: Duration = Duration::from_millis(20);

/// See the module.
#[derive(Debug)]
pub(super) struct Microphone {
    pauses: Pauses,
    to_say: VecDeque<i16>,
    said: Vec<i16>,
    began: Option<Timestamp>,
    next_frame: Option<Timestamp>,
}

impl Microphone {
    pub(super) fn new(pauses: Pauses) -> Self {
        Self {
            pauses,
            to_say: VecDeque::new(),
            said: Vec::new(),
            began: None,
            next_frame: None,
        }
    }

    pub(super) fn say(&mut self, samples: &[i16]) {
        self.to_say.extend(samples);
    }

    pub(super) fn fall_silent(&mut self) {
        self.to_say.clear();
    }

    /// The first frame is whole at this time.
    pub(super) fn switch_on(&mut self, now: Timestamp) {
        self.began.get_or_insert(now.saturating_sub(FRAME));
        self.next_frame = Some(now);
    }

    pub(super) fn switch_off(&mut self) {
        self.next_frame = None;
    }

    pub(super) fn said(&self) -> &[i16] {
        &self.said
    }

    pub(super) fn began(&self) -> Option<Timestamp> {
        self.began
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        self.next_frame
    }

    /// The next frame to send that is whole by now, and since when. Call until `None`.
    pub(super) fn poll(&mut self, now: Timestamp) -> Option<(Timestamp, [i16; FRAME_SAMPLES])> {
        loop {
            let at = self.next_frame.filter(|at| *at <= now)?;
            self.next_frame = Some(at + FRAME);
            let says_something = !self.to_say.is_empty();
            let mut frame = [0; FRAME_SAMPLES];
            let length = FRAME_SAMPLES.min(self.to_say.len());
            for (sample, said) in frame.iter_mut().zip(self.to_say.drain(..length)) {
                *sample = said;
            }
            self.said.extend_from_slice(&frame);
            if says_something || self.pauses == Pauses::Silence {
                return Some((at, frame));
            }
        }
    }
}

#[cfg(test)]
mod tests;
