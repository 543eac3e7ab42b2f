use super::*;
use crate::{RequestId, SessionId};

fn restart(serial: u64) -> Command {
    Command::Restart {
        session: SessionId::new(serial, 0),
        request: RequestId(serial),
        fragment: String::new(),
    }
}

fn close(serial: u64) -> Command {
    Command::Close(SessionId::new(serial, 0))
}

/// Enough of each command to know it again.
fn names(commands: &[Command]) -> Vec<String> {
    let name = |command: &Command| match command {
        Command::Restart { request, .. } => format!("restart {}", request.0),
        Command::Close(_) => "close".into(),
        Command::ClearAudio(_) => "clear".into(),
        other => format!("{other:?}"),
    };
    commands.iter().map(name).collect()
}

#[test]
fn one_costly_command_is_obeyed_between_two_looks_at_the_sockets() {
    let mut agenda = Agenda::default();
    let mut turn = agenda.turn((0..60).map(restart).collect());
    for serial in 0..60 {
        assert_eq!(names(&turn), [format!("restart {serial}")]);
        turn = agenda.turn(Vec::new());
    }
    assert!(turn.is_empty() && agenda.is_empty());
}

#[test]
fn what_is_cheap_is_done_at_once_when_nothing_costly_is_before_it() {
    let mut agenda = Agenda::default();
    let turn = agenda.turn(vec![close(1), restart(2), close(2), restart(3), close(3)]);
    assert_eq!(names(&turn), ["close", "restart 2", "close"]);
    assert_eq!(names(&agenda.turn(Vec::new())), ["restart 3", "close"]);
}

#[test]
fn audio_does_not_wait_behind_what_is_costly() {
    let mut agenda = Agenda::default();
    agenda.turn(vec![restart(1), restart(2), restart(3)]);
    let clear = Command::ClearAudio(SessionId::new(9, 0));
    assert_eq!(names(&agenda.turn(vec![clear])), ["clear", "restart 2"]);
}
