use super::*;
use crate::SessionId;

fn close(serial: u64) -> Command {
    Command::Close(SessionId::new(serial, 0))
}

#[test]
fn commands_come_in_the_order_sent() {
    let mailbox = Mailbox::new().unwrap();
    for serial in 0..3 {
        mailbox.send(close(serial));
    }
    let taken: Vec<u64> = mailbox
        .take()
        .iter()
        .map(|command| match command {
            Command::Close(session) => session.as_u64() >> 8,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(taken, [0, 1, 2]);
    assert!(mailbox.take().is_empty());
}

#[test]
fn the_thread_is_woken_by_the_first_command_and_by_a_stop() {
    let mailbox = Mailbox::new().unwrap();
    mailbox.send(close(1));
    mailbox.send(close(2));
    assert_eq!(mailbox.wake.read().unwrap(), 1);
    assert!(!mailbox.is_stopped());
    mailbox.stop();
    assert!(mailbox.is_stopped());
    assert_eq!(mailbox.wake.read().unwrap(), 1);
}
