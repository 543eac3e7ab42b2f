use jackfield_media::time::Timestamp;
use jackfield_websocket::Event;

use super::frames::{Witness, check_written, session};

/// However a TCP stream is cut, the same happens and the same is answered.
pub fn websocket_stream(data: &[u8]) {
    let Some((cut, stream)) = data.split_first() else {
        return;
    };
    let pieces = stream.chunks(usize::from(*cut) + 1);
    assert_eq!(receive([stream]), receive(pieces));
}

fn receive<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Event>, Vec<u8>) {
    let mut session = session();
    for piece in pieces {
        session.receive(Timestamp::ZERO, piece);
    }
    let events: Vec<Event> = std::iter::from_fn(|| session.poll_event()).collect();
    let mut witness = Witness::default();
    for event in &events {
        witness.see(event);
    }
    assert_eq!(session.next_timeout().is_none(), witness.is_over());
    let chunks = std::iter::from_fn(|| session.poll_chunk());
    let written: Vec<u8> = chunks.flat_map(|chunk| chunk.bytes).collect();
    check_written(&written);
    (events, written)
}
