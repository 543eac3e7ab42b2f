//! The table itself, one line per input.

use super::Action::{
    Accept, Adapt, AnswerAgain, AskAnew, Break, Deny, Fail, Finish, GiveUp, HangUp, Ignore, Invite,
    Refuse, Ring, ShowAnew, Start, Tell,
};
use super::Denial::{InCall, NotCalling, NotInCall, NotWaiting, Unheard};
use super::State::{Active, Ended, Idle, Requested, Requesting};
use super::{Action, Input, State};
use crate::msi::Fault::{Handle, InvalidMessage, InvalidState, StrayMessage};

type Row = (Input, [(Action, State); 5]);

/// One cell for each state, in the order of [`State::ALL`].
#[rustfmt::skip] // a table is read in columns
pub(super) const TABLE: [Row; 20] = [
    //                    Idle                              Ended                              Requesting                        Requested                       Active
    (Input::Init,          [(Ring, Requested),               (Ring, Requested),                 (Fail(InvalidState), Ended),      (Fail(InvalidState), Ended),    (AnswerAgain, Active)]),
    (Input::InitUnheard,   [(Refuse(Handle), Idle),          (Refuse(Handle), Ended),           (Fail(InvalidState), Ended),      (Fail(InvalidState), Ended),    (AnswerAgain, Active)]),
    (Input::InitBare,      [(Refuse(InvalidMessage), Idle),  (Refuse(InvalidMessage), Ended),   (Fail(InvalidMessage), Ended),    (Fail(InvalidMessage), Ended),  (Fail(InvalidMessage), Ended)]),
    (Input::Push,          [(Refuse(StrayMessage), Idle),    (Ignore, Ended),                   (Start, Active),                  (Ignore, Requested),            (Adapt, Active)]),
    (Input::PushEqual,     [(Refuse(StrayMessage), Idle),    (Ignore, Ended),                   (Start, Active),                  (Ignore, Requested),            (ShowAnew, Active)]),
    (Input::PushUnheard,   [(Refuse(StrayMessage), Idle),    (Ignore, Ended),                   (Fail(Handle), Ended),            (Ignore, Requested),            (Adapt, Active)]),
    (Input::PushBare,      [(Refuse(StrayMessage), Idle),    (Ignore, Ended),                   (Fail(InvalidMessage), Ended),    (Fail(InvalidMessage), Ended),  (Fail(InvalidMessage), Ended)]),
    (Input::Pop,           [(Ignore, Idle),                  (Ignore, Ended),                   (Finish, Idle),                   (Finish, Idle),                 (Finish, Idle)]),
    (Input::PopFault,      [(Ignore, Idle),                  (Ignore, Ended),                   (Break, Idle),                    (Break, Idle),                  (Break, Idle)]),
    (Input::PopStray,      [(Ignore, Idle),                  (Ignore, Ended),                   (Ignore, Requesting),             (Break, Idle),                  (Break, Idle)]),
    (Input::Crossing,      [(Ignore, Idle),                  (Ignore, Ended),                   (Ignore, Requesting),             (Ignore, Requested),            (Ignore, Active)]),
    (Input::Malformed,     [(Refuse(InvalidMessage), Idle),  (Refuse(InvalidMessage), Ended),   (Refuse(InvalidMessage), Requesting), (Refuse(InvalidMessage), Requested), (Refuse(InvalidMessage), Active)]),
    (Input::Offline,       [(Ignore, Idle),                  (Ignore, Idle),                    (Break, Idle),                    (Break, Idle),                  (Break, Idle)]),
    (Input::Call,          [(Invite, Requesting),            (Invite, Requesting),              (Deny(InCall), Requesting),       (Deny(InCall), Requested),      (Deny(InCall), Active)]),
    (Input::Answer,        [(Deny(NotCalling), Idle),        (Deny(NotCalling), Ended),         (Deny(NotWaiting), Requesting),   (Accept, Active),               (Deny(NotWaiting), Active)]),
    (Input::AnswerUnheard, [(Deny(NotCalling), Idle),        (Deny(NotCalling), Ended),         (Deny(Unheard), Requesting),      (Deny(Unheard), Requested),     (Deny(Unheard), Active)]),
    (Input::Change,        [(Deny(NotInCall), Idle),         (Deny(NotInCall), Ended),          (Deny(NotInCall), Requesting),    (Deny(NotInCall), Requested),   (Tell, Active)]),
    (Input::PictureLost,   [(Ignore, Idle),                  (Ignore, Ended),                   (Ignore, Requesting),             (Ignore, Requested),            (AskAnew, Active)]),
    (Input::Cancel,        [(Deny(NotInCall), Idle),         (Deny(NotInCall), Ended),          (HangUp, Ended),                  (HangUp, Ended),                (HangUp, Ended)]),
    (Input::RingTimeout,   [(Ignore, Idle),                  (Ignore, Ended),                   (GiveUp, Ended),                  (GiveUp, Ended),                (Ignore, Active)]),
];
