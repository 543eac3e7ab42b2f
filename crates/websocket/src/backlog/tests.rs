use super::*;

const FRAME: Duration = Duration::from_millis(20);

fn audio(value: u8) -> Chunk {
    Chunk {
        kind: ChunkKind::Audio(FRAME),
        bytes: vec![value; 4],
    }
}

fn control(kind: ChunkKind) -> Chunk {
    Chunk {
        kind,
        bytes: vec![0xc0; 4],
    }
}

/// Sends everything; answers the first byte of each chunk.
fn sent(backlog: &mut Backlog) -> Vec<u8> {
    let mut first = Vec::new();
    while let Some(byte) = backlog.front().first().copied() {
        first.push(byte);
        backlog.advance(backlog.front().len());
    }
    first
}

#[test]
fn chunks_leave_in_order_however_they_are_cut() {
    let mut backlog = Backlog::new(FRAME * 5);
    backlog.push(audio(1)).unwrap();
    backlog.push(audio(2)).unwrap();
    backlog.advance(3);
    assert_eq!(backlog.front(), [1]);
    assert_eq!(sent(&mut backlog), [1, 2]);
    assert!(backlog.is_empty());
}

#[test]
fn over_the_limit_the_oldest_audio_goes_but_none_that_was_begun() {
    let mut backlog = Backlog::new(FRAME * 3);
    backlog.push(audio(1)).unwrap();
    backlog.advance(1);
    backlog.push(control(ChunkKind::Control)).unwrap();
    backlog.push(audio(2)).unwrap();
    backlog.push(audio(3)).unwrap();
    assert_eq!(backlog.push(audio(4)), Ok(FRAME));
    assert_eq!(sent(&mut backlog), [1, 0xc0, 3, 4]);
}

#[test]
fn clearing_drops_the_audio_that_waits() {
    let mut backlog = Backlog::new(FRAME * 3);
    backlog.push(audio(1)).unwrap();
    backlog.push(control(ChunkKind::Clear)).unwrap();
    backlog.push(audio(2)).unwrap();
    assert_eq!(sent(&mut backlog), [0xc0, 2]);
}

#[test]
fn who_reads_nothing_but_asks_for_answers_overflows() {
    let mut backlog = Backlog::new(FRAME);
    let pushed = (0..1_000_000).map(|_| backlog.push(control(ChunkKind::Control)));
    assert!(pushed.into_iter().any(|result| result == Err(Overflow)));
}

#[test]
fn several_chunks_are_sent_at_once() {
    let mut backlog = Backlog::new(FRAME * 5);
    for value in 1..=3 {
        backlog.push(audio(value)).unwrap();
    }
    backlog.advance(1);
    let sizes: Vec<usize> = backlog.slices().map(<[u8]>::len).collect();
    assert_eq!(sizes, [3, 4, 4]);
    backlog.advance(8);
    assert_eq!(backlog.slices().collect::<Vec<_>>(), [[3, 3, 3]]);
    backlog.advance(3);
    assert!(backlog.is_empty());
    assert_eq!(backlog.slices().count(), 0);
}

#[test]
fn it_is_full_when_older_audio_would_have_to_go() {
    let mut backlog = Backlog::new(FRAME * 2);
    backlog.push(audio(1)).unwrap();
    assert!(!backlog.is_full_for(&audio(2)));
    backlog.push(audio(2)).unwrap();
    assert!(backlog.is_full_for(&audio(3)));
    assert!(!backlog.is_full_for(&control(ChunkKind::Control)));
}
