//! Calls, as the host asks for them.

use std::sync::atomic::Ordering;

use jackfield_media::mixer::{Gain, MAX_GAIN};

use crate::command::{Command, Hears};
use crate::{CallId, EngineError, SessionId};

use super::Engine;
use super::station::Station;

impl Engine {
    /// Begins a call on the worker with the fewest sessions; it is there until it is ended.
    pub fn create_call(&self) -> Result<CallId, EngineError> {
        self.create_call_at(self.least_loaded())
    }

    /// Begins a call on the worker of another one, so that members of each can move to the other.
    pub fn create_call_beside(&self, other: CallId) -> Result<CallId, EngineError> {
        let index = other.worker();
        self.create_call_at(self.stations.get(index).map(|station| (index, station)))
    }

    fn create_call_at(&self, place: Option<(usize, &Station)>) -> Result<CallId, EngineError> {
        self.check_running()?;
        let Some((index, station)) = place.filter(|_| self.is_accepting()) else {
            return Err(EngineError::Capacity("no new calls are taken"));
        };
        if station.calls.len() >= self.config.calls_per_worker {
            return Err(EngineError::Capacity(
                "every worker has as many calls as it may",
            ));
        }
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let call = CallId::new(serial, u8::try_from(index).unwrap_or(u8::MAX));
        station.calls.insert(call);
        station.mailbox.send(Command::CreateCall(call));
        Ok(call)
    }

    /// Ends a call, and the sessions of all who are in it; one that is over is left alone.
    pub fn end_call(&self, call: CallId) {
        if let Some(station) = self.stations.get(call.worker()) {
            station.mailbox.send(Command::EndCall(call));
        }
    }

    /// Seats somebody of the host in a call.
    pub fn open_seat(&self, call: CallId, hears: Hears) -> Result<SessionId, EngineError> {
        let (session, station) = self.admit(Some(call))?;
        if let Some(station) = station {
            station.mailbox.send(Command::OpenSeat {
                session,
                call,
                hears,
            });
        }
        Ok(session)
    }

    /// Makes a member of one call a member of another. Its connection goes on as it is; what it hears
    /// and who hears it are another's from then on, and it stays muted or held. False, and nothing is
    /// done, when there is no such call on the member's worker.
    pub fn move_session(&self, session: SessionId, call: CallId) -> bool {
        let station = self.station(session);
        let Some(station) = station
            .filter(|station| session.worker() == call.worker() && station.calls.contains(call))
        else {
            return false;
        };
        station.mailbox.send(Command::Move(session, call));
        true
    }

    /// Sets how loud one member hears another: 0 not at all, 1 as it is, up to 4.
    pub fn set_gain(
        &self,
        call: CallId,
        listener: SessionId,
        speaker: SessionId,
        factor: f32,
    ) -> Result<(), EngineError> {
        let gain = Gain::from_factor(factor).ok_or_else(|| EngineError::Config {
            field: "gain",
            reason: format!("0 to {MAX_GAIN}, not {factor}"),
        })?;
        if let Some(station) = self.stations.get(call.worker()) {
            station.mailbox.send(Command::SetGain {
                call,
                listener,
                speaker,
                gain,
            });
        }
        Ok(())
    }

    /// Lets nobody hear a member, or everybody again.
    pub fn set_muted(&self, session: SessionId, muted: bool) {
        self.tell(session, Command::SetMuted(session, muted));
    }

    /// Takes a member out of its call's audio, or back.
    pub fn set_held(&self, session: SessionId, held: bool) {
        self.tell(session, Command::SetHeld(session, held));
    }

    /// How loud each member of a call was in the last 200 ms, in dBFS; empty when there is none.
    pub fn call_levels(&self, call: CallId) -> Vec<(SessionId, f32)> {
        self.stations
            .get(call.worker())
            .and_then(|station| station.calls.get(call))
            .map(|shared| shared.levels())
            .unwrap_or_default()
    }
}
