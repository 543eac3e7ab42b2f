//! Digits of a line's peer (RFC 4733), both ways.

use std::time::Duration;

use jackfield_media::dtmf::Press;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::{DigitsRefused, Session};

use crate::SessionId;
use crate::command::Digits;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::metrics::Counter;

use super::budget::Bucket;

/// What a press takes of the time: nobody presses ten keys a second for long, and machines that send
/// a number do not either.
const PRESS: Duration = Duration::from_millis(50);

/// So much more may come at once: a number that was held back.
const BURST: Duration = Duration::from_secs(2);

/// As many wait for a peer that is connected.
const MAX_EARLY: usize = 64;

/// What came lately.
#[derive(Debug, Default)]
pub(super) struct Presses(Bucket);

impl Presses {
    /// Tells the host of a press.
    pub(super) fn tell(&mut self, now: Timestamp, id: SessionId, press: Press, host: &Host) {
        if !self.0.take(now, PRESS, BURST) {
            host.metrics.increment(Counter::DigitsDroppedFlood);
            return;
        }
        host.metrics.increment(Counter::DigitsReceived);
        let notice = Notice::new(id, EventKind::Dtmf).text(press.digit.as_char());
        host.hub
            .post(notice.value(press.duration.as_secs_f64() * 1e3));
    }
}

/// Digits for a peer that is not connected yet.
#[derive(Debug, Default)]
pub(super) struct Early(Vec<Digits>);

impl Early {
    /// Keeps them until then, as many as may wait for one that is.
    pub(super) fn keep(&mut self, digits: &Digits, host: &Host) {
        let waiting: usize = self.0.iter().map(|kept| kept.digits.len()).sum();
        if waiting + digits.digits.len() > MAX_EARLY {
            let count = digits.digits.len() as u64;
            host.metrics.add(Counter::DigitsUnsentFull, count);
            return;
        }
        self.0.push(digits.clone());
    }

    /// The peer is there.
    pub(super) fn take(&mut self) -> Vec<Digits> {
        std::mem::take(&mut self.0)
    }
}

/// Sends the host's digits.
pub(super) fn send(now: Timestamp, digits: &Digits, session: &mut Session, host: &Host) {
    let counter = match session.send_digits(now, &digits.digits, digits.timing) {
        Ok(()) => Counter::DigitsSent,
        Err(DigitsRefused::NotNegotiated) => Counter::DigitsUnsentFormat,
        Err(DigitsRefused::Full) => Counter::DigitsUnsentFull,
    };
    host.metrics.add(counter, digits.digits.len() as u64);
}
