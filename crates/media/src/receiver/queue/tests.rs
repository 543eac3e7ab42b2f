use super::*;

const FRAME: usize = 4;
const FRAMES: usize = 8;

/// A queue with samples that count up from 1.
fn queue(samples: i16) -> FrameQueue {
    let mut queue = FrameQueue::new(FRAME, FRAME * FRAMES);
    let len = write(&mut queue, samples);
    queue.commit(len, 0, FrameKind::Received);
    queue
}

fn write(queue: &mut FrameQueue, samples: i16) -> usize {
    let tail = queue.tail().iter_mut().zip(1..=samples);
    tail.map(|(slot, sample)| *slot = sample).count()
}

#[test]
fn samples_come_out_as_frames_in_order() {
    let mut queue = queue(10);
    let first: &[i16] = &[1, 2, 3, 4];
    let second: &[i16] = &[5, 6, 7, 8];
    assert_eq!(queue.frames(), (Some(first), Some(second)));
    queue.drop_front(FRAME);
    assert_eq!(queue.frames(), (Some(second), None));
    assert_eq!(queue.len(), 6);
}

#[test]
fn what_was_played_already_is_left_out_of_what_is_added() {
    let mut queue = queue(2);
    let len = write(&mut queue, 5);
    queue.commit(len, 3, FrameKind::Received);
    let frame: &[i16] = &[1, 2, 4, 5];
    assert_eq!(queue.frames(), (Some(frame), None));
}

#[test]
fn a_frame_is_as_good_as_its_worst_part() {
    let mut queue = queue(2);
    let kinds = [FrameKind::Fec, FrameKind::Redundant, FrameKind::Concealed];
    let seen = kinds.map(|kind| {
        queue.commit(1, 0, kind);
        queue.kind()
    });
    assert_eq!(seen, [FrameKind::Fec, FrameKind::Fec, FrameKind::Concealed]);
    queue.clear();
    queue.commit(1, 0, FrameKind::Silence);
    assert_eq!(queue.kind(), FrameKind::Silence);
}

#[test]
fn no_more_than_its_room_is_kept() {
    let mut queue = queue(i16::MAX);
    assert_eq!(queue.len(), FRAME * FRAMES);
    queue.commit(100, 200, FrameKind::Received);
    assert_eq!(queue.len(), FRAME * FRAMES);
    queue.drop_front(1_000);
    assert_eq!(queue.frames(), (None, None));
}

#[test]
fn the_frame_played_last_is_remembered() {
    let mut queue = queue(4);
    queue.remember(&[9, 8, 7, 6]);
    assert_eq!(queue.played(), [9, 8, 7, 6]);
    queue.remember(&[1]);
    assert_eq!(queue.played(), [9, 8, 7, 6]);
    queue.clear();
    assert_eq!(queue.played(), [0; FRAME]);
}
