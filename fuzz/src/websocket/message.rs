use jackfield_websocket::message::{self, ClientMessage};
use jackfield_websocket::{Refusal, RefusalKind};

use super::frames::check_format;

/// Numbers above are not the same in every JSON library.
const LARGEST_ID: u64 = 1 << 53;
/// In bytes. Logs hold it: it must not be as long as the client likes.
const MAX_DETAIL: usize = 1_000;

/// Any text is a message with values that are served, or refused in a short text; the answer is
/// never a message that a client could have sent, but for events, which both sides write alike.
pub fn websocket_message(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let answer = match ClientMessage::parse(text) {
        Ok(ClientMessage::Start(format)) => {
            check_format(format);
            message::started("1", format)
        }
        Ok(ClientMessage::Ping(id)) => {
            assert!(id < LARGEST_ID);
            message::pong(id)
        }
        Ok(ClientMessage::Event(event)) => {
            let told = message::tell(&event);
            return assert_eq!(ClientMessage::parse(&told), Ok(ClientMessage::Event(event)));
        }
        Ok(ClientMessage::KeyFrame | ClientMessage::Video(_)) => return,
        Err(refusal) => {
            check_refusal(&refusal);
            message::error(&refusal)
        }
    };
    assert!(ClientMessage::parse(&answer).is_err(), "{answer}");
}

fn check_refusal(refusal: &Refusal) {
    let kinds = [RefusalKind::Malformed, RefusalKind::Unsupported];
    assert!(kinds.contains(&refusal.kind), "{refusal:?}");
    assert!(
        (1..=MAX_DETAIL).contains(&refusal.detail.len()),
        "{refusal:?}"
    );
}
