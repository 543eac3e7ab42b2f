use super::*;

const FRAME: Duration = Duration::from_millis(20);
const PICTURES: usize = 10;

fn audio(value: u8) -> Chunk {
    Chunk {
        kind: ChunkKind::Audio(FRAME),
        bytes: vec![value; 4],
    }
}

fn picture(value: u8, is_key: bool) -> Chunk {
    Chunk {
        kind: ChunkKind::Picture { is_key },
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
    let mut backlog = Backlog::new(FRAME * 5, PICTURES);
    backlog.push(audio(1)).unwrap();
    backlog.push(audio(2)).unwrap();
    backlog.advance(3);
    assert_eq!(backlog.front(), [1]);
    assert_eq!(sent(&mut backlog), [1, 2]);
    assert!(backlog.is_empty());
}

#[test]
fn over_the_limit_the_oldest_audio_goes_but_none_that_was_begun() {
    let mut backlog = Backlog::new(FRAME * 3, PICTURES);
    backlog.push(audio(1)).unwrap();
    backlog.advance(1);
    backlog.push(control(ChunkKind::Control)).unwrap();
    backlog.push(audio(2)).unwrap();
    backlog.push(audio(3)).unwrap();
    assert_eq!(backlog.push(audio(4)).unwrap().audio, FRAME);
    assert_eq!(sent(&mut backlog), [1, 0xc0, 3, 4]);
}

#[test]
fn clearing_drops_the_audio_that_waits() {
    let mut backlog = Backlog::new(FRAME * 3, PICTURES);
    backlog.push(audio(1)).unwrap();
    backlog.push(control(ChunkKind::Clear)).unwrap();
    backlog.push(audio(2)).unwrap();
    assert_eq!(sent(&mut backlog), [0xc0, 2]);
}

#[test]
fn who_reads_nothing_but_asks_for_answers_overflows() {
    let mut backlog = Backlog::new(FRAME, PICTURES);
    let pushed = (0..1_000_000).map(|_| backlog.push(control(ChunkKind::Control)));
    assert!(pushed.into_iter().any(|result| result == Err(Overflow)));
}

#[test]
fn several_chunks_are_sent_at_once() {
    let mut backlog = Backlog::new(FRAME * 5, PICTURES);
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
    let mut backlog = Backlog::new(FRAME * 2, PICTURES);
    backlog.push(audio(1)).unwrap();
    assert!(!backlog.is_full_for(&audio(2)));
    backlog.push(audio(2)).unwrap();
    assert!(backlog.is_full_for(&audio(3)));
    assert!(!backlog.is_full_for(&control(ChunkKind::Control)));
}

#[test]
fn pictures_over_the_limit_go_up_to_the_next_key_frame() {
    let mut backlog = Backlog::new(FRAME, PICTURES);
    let pushed = [(1, true), (2, false), (3, false), (4, false)];
    let dropped = pushed.map(|(value, is_key)| backlog.push(picture(value, is_key)).unwrap());
    assert_eq!(dropped.map(|dropped| dropped.pictures), [0, 0, 1, 1]);
    assert_eq!(sent(&mut backlog), [1, 2]);
    let next = backlog.push(picture(5, false)).unwrap();
    assert_eq!(next.pictures, 1, "it rests on one that is not there");
    assert_eq!(backlog.push(picture(6, true)), Ok(Dropped::default()));
    assert_eq!(backlog.push(picture(7, false)), Ok(Dropped::default()));
    assert_eq!(sent(&mut backlog), [6, 7]);
}

#[test]
fn a_key_frame_takes_the_place_of_pictures_that_were_not_begun() {
    let mut backlog = Backlog::new(FRAME, PICTURES);
    backlog.push(picture(1, true)).unwrap();
    backlog.advance(1);
    backlog.push(audio(9)).unwrap();
    backlog.push(picture(2, false)).unwrap();
    let dropped = backlog.push(picture(3, true)).unwrap();
    assert_eq!(dropped.pictures, 1);
    assert_eq!(sent(&mut backlog), [1, 9, 3]);
}

#[test]
fn a_picture_alone_may_be_larger_than_the_limit() {
    let mut backlog = Backlog::new(FRAME, 2);
    assert_eq!(backlog.push(picture(1, true)), Ok(Dropped::default()));
    assert!(backlog.is_full_for(&picture(2, false)));
}
