//! The life of a call with one friend, as a table: state × input → what is done, and what comes next.
//!
//! Nothing else decides what an input means in a state; docs/design/toxav.md is drawn from it. Three
//! rules keep the ends of a call clean: a POP is never answered, or two ends could do so for ever;
//! after we have hung up, what the friend said before it knew is swallowed; and an invitation of ours
//! outlives what the friend said before it had it.

mod table;

use crate::msi::Fault;

/// How far the call with a friend is. There is one at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// No call.
    #[default]
    Idle,
    /// No call since we hung up, which the friend may not know yet.
    Ended,
    /// We have invited the friend.
    Requesting,
    /// The friend has invited us.
    Requested,
    /// Answered.
    Active,
}

impl State {
    /// All of them, in the table's order.
    pub const ALL: [Self; 5] = [
        Self::Idle,
        Self::Ended,
        Self::Requesting,
        Self::Requested,
        Self::Active,
    ];

    /// Whether there is a call.
    pub const fn is_call(self) -> bool {
        matches!(self, Self::Requesting | Self::Requested | Self::Active)
    }
}

/// What can happen to the call with a friend: a message, Tox, the program, or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// INIT with capabilities.
    Init,
    /// INIT with capabilities, while nobody would be told of it.
    InitUnheard,
    /// INIT without capabilities.
    InitBare,
    /// PUSH with capabilities.
    Push,
    /// PUSH with the capabilities that the friend had already.
    PushEqual,
    /// PUSH with capabilities, while nobody would be told of it or receive frames.
    PushUnheard,
    /// PUSH without capabilities.
    PushBare,
    /// POP.
    Pop,
    /// POP with an error other than "stray message".
    PopFault,
    /// POP with the error "stray message": an answer to what came before an invitation, never to one.
    PopStray,
    /// What was sent before the friend knew that we hung up, or the answer to our question whether it
    /// knows.
    Crossing,
    /// A message that cannot be read.
    Malformed,
    /// The friend is not connected any more.
    Offline,
    /// The program calls.
    Call,
    /// The program answers.
    Answer,
    /// The program answers, while nobody would receive frames.
    AnswerUnheard,
    /// The program changes what is sent or taken.
    Change,
    /// A picture cannot be shown without a key frame.
    PictureLost,
    /// The program refuses, cancels or hangs up.
    Cancel,
    /// Nobody has answered in time.
    RingTimeout,
}

impl Input {
    /// All of them, in the table's order.
    pub const ALL: [Self; 20] = [
        Self::Init,
        Self::InitUnheard,
        Self::InitBare,
        Self::Push,
        Self::PushEqual,
        Self::PushUnheard,
        Self::PushBare,
        Self::Pop,
        Self::PopFault,
        Self::PopStray,
        Self::Crossing,
        Self::Malformed,
        Self::Offline,
        Self::Call,
        Self::Answer,
        Self::AnswerUnheard,
        Self::Change,
        Self::PictureLost,
        Self::Cancel,
        Self::RingTimeout,
    ];
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing. Of a message it is counted.
    Ignore,
    /// Answer with POP and this error; a call that there is goes on.
    Refuse(Fault),
    /// Answer with POP and this error, tell the program of the error, drop the call.
    Fail(Fault),
    /// Note what the friend can, tell the program that it calls.
    Ring,
    /// Note what the friend can, start media, tell the program.
    Start,
    /// Note what the friend can, adapt media, tell the program.
    Adapt,
    /// Say again what we can; note what the friend can, and tell the program if that is new.
    AnswerAgain,
    /// Tell the program that the call is over, drop it.
    Finish,
    /// Tell the program of an error, drop the call.
    Break,
    /// Send INIT.
    Invite,
    /// Send PUSH, start media.
    Accept,
    /// Send PUSH with what is new.
    Tell,
    /// Begin the video we send anew, with a key frame: the friend said what we knew already.
    ShowAnew,
    /// Send PUSH with what the friend knows already, which asks it for a key frame.
    AskAnew,
    /// Send POP, drop the call.
    HangUp,
    /// Send POP, tell the program that the call is over, drop it.
    GiveUp,
    /// The program may not.
    Deny(Denial),
}

/// Why the program may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// There is a call already.
    InCall,
    /// There is no call, or none that is answered.
    NotInCall,
    /// Nobody calls.
    NotCalling,
    /// The call does not wait for an answer.
    NotWaiting,
    /// Nobody would receive frames.
    Unheard,
}

/// What an input does in a state, and the state after it.
pub fn transition(state: State, input: Input) -> (Action, State) {
    let row = table::TABLE.get(input as usize);
    let cell = row.and_then(|(_, cells)| cells.get(state as usize));
    cell.copied().unwrap_or((Action::Ignore, state))
}

/// The table and its diagram, as docs/design/toxav.md shows them.
pub fn document() -> String {
    let arrows: Vec<String> = State::ALL.into_iter().flat_map(arrows_from).collect();
    let rows: Vec<String> = Input::ALL.into_iter().map(row).collect();
    format!(
        "```mermaid\nstateDiagram-v2\n    [*] --> Idle\n{}\n```\n\n\
         | input | Idle | Ended | Requesting | Requested | Active |\n\
         | --- | --- | --- | --- | --- | --- |\n{}\n",
        arrows.join("\n"),
        rows.join("\n")
    )
}

/// What leads from a state to others.
fn arrows_from(from: State) -> impl Iterator<Item = String> {
    let others = State::ALL.into_iter().filter(move |to| *to != from);
    others.filter_map(move |to| {
        let leading = |input: &Input| transition(from, *input).1 == to;
        let inputs = Input::ALL.into_iter().filter(leading);
        let names: Vec<String> = inputs.map(|input| format!("{input:?}")).collect();
        (!names.is_empty()).then(|| format!("    {from:?} --> {to:?}: {}", names.join(", ")))
    })
}

fn row(input: Input) -> String {
    let cells = State::ALL.map(|state| shown(state, transition(state, input)));
    format!("| {input:?} | {} |", cells.join(" | "))
}

fn shown(from: State, (action, to): (Action, State)) -> String {
    match action {
        Action::Ignore if from == to => String::from("·"),
        _ if from == to => format!("{action:?}"),
        _ => format!("{action:?} → {to:?}"),
    }
}

#[cfg(test)]
mod tests;
