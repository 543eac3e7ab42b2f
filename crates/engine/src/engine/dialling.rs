//! Sessions that we offer, and messages to peers.

use std::time::Duration;

use jackfield_media::dtmf::{Digit, DigitTiming};
use jackfield_webrtc::{Answer, DIGIT_TIME, Mid, SessionError};

use super::Engine;
use crate::command::{Command, Digits, Route};
use crate::metrics::Counter;
use crate::worker::rejection;
use crate::{EngineError, RequestId, SessionId};

impl Engine {
    /// Makes an offer of audio and a data channel, and of video if asked for, on the worker with
    /// the fewest sessions. The notice `Opened` has its text; [`Engine::accept_answer`] goes on.
    ///
    /// In each of so many `slots`, further sections of audio, the peer may have one voice heard.
    pub fn dial(&self, route: Route, video: bool, slots: usize) -> Result<SessionId, EngineError> {
        let most = self.config.audio_slots_per_member;
        if slots > most {
            return Err(EngineError::Config {
                field: "slots",
                reason: format!("{slots}, at most {most} (audio_slots_per_member)"),
            });
        }
        let (session, station) = self.admit(route.call())?;
        if let Some(station) = station {
            station.mailbox.send(Command::Dial {
                session,
                route,
                video,
                slots,
            });
        }
        Ok(session)
    }

    /// Takes the peer's answer to the offer of a session. It is parsed here, as offers are.
    pub fn accept_answer(
        &self,
        session: SessionId,
        answer: &str,
    ) -> Result<RequestId, EngineError> {
        let request = self.request()?;
        match Answer::parse(answer, &self.config.offers) {
            Ok(answer) => self.ask(
                session,
                request,
                Command::Answer {
                    session,
                    request,
                    answer: Box::new(answer),
                },
            ),
            Err(error) => self.reject(session, request, &error),
        }
        Ok(request)
    }

    /// Sends a message on a session's data channel. False: there is no channel, or as much waits
    /// for the peer as may.
    pub fn send_message(&self, session: SessionId, data: Vec<u8>) -> Result<bool, EngineError> {
        let is_taken = self.reserve_message(session, &data)?;
        if is_taken {
            self.tell(session, Command::Message { session, data });
        }
        Ok(is_taken)
    }

    /// Answers a notice `Slot` by telling the session's peer, on the data channel, whose the slot is.
    /// As soon as the peer has confirmed that, `source` is heard there; when it cannot be told now, another
    /// notice follows.
    pub fn tell_slot(
        &self,
        session: SessionId,
        mid: &str,
        source: SessionId,
        data: Vec<u8>,
    ) -> Result<(), EngineError> {
        let is_taken = self.reserve_message(session, &data)?;
        let mid = Mid::from(mid);
        let data = is_taken.then_some(data);
        self.tell(
            session,
            Command::TellSlot {
                session,
                mid,
                source,
                data,
            },
        );
        Ok(())
    }

    /// Presses keys for a session's peer: digits `0` to `9`, `*`, `#`, `A` to `D`.
    pub fn send_dtmf(
        &self,
        session: SessionId,
        digits: &str,
        duration: Duration,
        gap: Duration,
    ) -> Result<(), EngineError> {
        let timing = DigitTiming { duration, gap };
        let digits = Digits {
            digits: keys(digits)?,
            timing,
        };
        check_time("duration_ms", duration)?;
        check_time("gap_ms", gap)?;
        self.tell(session, Command::Digits { session, digits });
        Ok(())
    }

    /// Takes room for a message; false when there is none.
    fn reserve_message(&self, session: SessionId, data: &[u8]) -> Result<bool, EngineError> {
        let limits = &self.config.messages;
        let len = data.len();
        if len > limits.max_message {
            return Err(EngineError::Config {
                field: "data",
                reason: format!(
                    "{len} bytes, at most {} (message_max_bytes)",
                    limits.max_message
                ),
            });
        }
        let station = self.station(session);
        let shared = station.and_then(|station| station.directory.get(session));
        let is_taken = shared.is_some_and(|shared| shared.reserve_message(len, limits.queue));
        if !is_taken {
            self.front.increment(Counter::MessagesRefused);
        }
        Ok(is_taken)
    }

    fn reject(&self, session: SessionId, request: RequestId, error: &SessionError) {
        self.front_hub
            .post(rejection(session, error).request(request));
        self.front_hub.flush();
    }
}

/// As many as may wait for a session.
const MAX_DIGITS: usize = 64;

fn keys(digits: &str) -> Result<Vec<Digit>, EngineError> {
    let wrong = |reason: String| EngineError::Config {
        field: "digits",
        reason,
    };
    if digits.is_empty() || digits.chars().count() > MAX_DIGITS {
        return Err(wrong(format!("1 to {MAX_DIGITS} digits")));
    }
    let key = |key: char| {
        let unknown = || wrong(format!("{key:?} is none of 0 to 9, *, #, A to D"));
        Digit::from_char(key).ok_or_else(unknown)
    };
    digits.chars().map(key).collect()
}

fn check_time(field: &'static str, time: Duration) -> Result<(), EngineError> {
    if DIGIT_TIME.contains(&time) {
        return Ok(());
    }
    Err(EngineError::Config {
        field,
        reason: "40 to 1000 ms".into(),
    })
}
