use std::sync::Arc;

use jackfield_webrtc::{Codec, Picture as PictureOf, PictureNumbers};

use super::*;

pub(crate) fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// The name of a section, the same in all tests.
pub(crate) fn mid() -> Mid {
    Mid::from("0")
}

/// The packet of that number of a stream, one picture each.
pub(crate) fn packet(ssrc: u32, number: u64, starts_key_frame: bool) -> RtpPacket {
    let id = u16::try_from(number % 0x8000).unwrap();
    let [low, ..] = number.to_le_bytes();
    RtpPacket {
        mid: mid(),
        ssrc,
        payload_type: 96,
        codec: Some(Codec::Vp8),
        sequence: number,
        rtp_time: u32::try_from(number * 1_800).unwrap(),
        marker: true,
        audio_level: None,
        picture: Some(PictureOf {
            starts_key_frame,
            numbers: PictureNumbers {
                id: Some(id),
                base: Some(low),
            },
        }),
        payload: Arc::from([0; 500].as_slice()),
    }
}

fn session(number: u64) -> SessionId {
    SessionId::from_u64(number)
}

fn everybody(_: SessionId, _: SessionId) -> bool {
    true
}

/// So many members, each with one screen; the slot is the number.
fn stage(members: u64) -> Stage {
    let mut stage = Stage::default();
    let mid = mid();
    for member in 0..members {
        let slot = usize::try_from(member).unwrap();
        stage.add_screen(session(member), slot, mid, 96);
    }
    stage
}

/// Who is shown a key frame of a member, by slots.
fn shown(stage: &mut Stage, millis: u64, member: u64) -> Vec<usize> {
    let mut pictures = Vec::new();
    let ssrc = u32::try_from(member).unwrap() + 100;
    let key = packet(ssrc, millis, true);
    stage.show(at(millis), session(member), &key, everybody, &mut pictures);
    pictures.iter().map(|picture| picture.slot).collect()
}

#[test]
fn two_see_each_other() {
    let mut stage = stage(2);
    assert_eq!(shown(&mut stage, 0, 0), [1]);
    assert_eq!(shown(&mut stage, 10, 1), [0]);
}

#[test]
fn who_speaks_is_seen_by_the_others_and_sees_who_spoke_before() {
    let mut stage = stage(3);
    for member in 0..3 {
        shown(&mut stage, member, member);
    }
    stage.note_speaker(session(2));
    assert_eq!(shown(&mut stage, 200, 2), [0, 1]);
    stage.note_speaker(session(1));
    assert_eq!(shown(&mut stage, 400, 1), [0, 2]);
    assert_eq!(
        shown(&mut stage, 410, 2),
        [1],
        "the speaker sees the one before"
    );
    assert!(shown(&mut stage, 420, 0).is_empty());
}

#[test]
fn several_screens_show_several_and_nobody_moves_between_them() {
    let mut stage = stage(0);
    let mid = mid();
    for slot in [70, 71] {
        stage.add_screen(session(7), slot, mid, 96);
    }
    assert_eq!(shown(&mut stage, 0, 1), [70]);
    assert_eq!(shown(&mut stage, 200, 2), [71]);
    stage.note_speaker(session(2));
    assert_eq!(shown(&mut stage, 400, 1), [70]);
    assert_eq!(shown(&mut stage, 410, 2), [71]);
    shown(&mut stage, 420, 3);
    stage.note_speaker(session(3));
    // The two who spoke last are 3 and 2: 2 stays where it was.
    assert_eq!(shown(&mut stage, 600, 3), [70]);
    assert_eq!(shown(&mut stage, 610, 2), [71]);
}

#[test]
fn who_may_not_be_seen_is_not_and_who_left_makes_room() {
    let mut stage = stage(3);
    let mut pictures = Vec::new();
    let hidden = |listener, source| (listener, source) != (session(1), session(0));
    let key = packet(100, 0, true);
    stage.show(at(0), session(0), &key, hidden, &mut pictures);
    let slots: Vec<usize> = pictures.iter().map(|picture| picture.slot).collect();
    assert_eq!(slots, [2]);
    stage.leave(session(0));
    assert_eq!(shown(&mut stage, 300, 2), [1]);
}

#[test]
fn who_hides_makes_room_until_it_shows_itself_again() {
    let mut stage = stage(3);
    assert_eq!(shown(&mut stage, 0, 0), [1, 2]);
    assert_eq!(shown(&mut stage, 10, 1), [0]);
    stage.hide(session(0));
    assert_eq!(shown(&mut stage, 20, 1), [0, 2]);
    assert!(shown(&mut stage, 200, 0).contains(&1));
}

/// Who sees whom.
type Sight = (u64, Option<u64>);

/// What is told since the last time: who sees whom, and who shows themselves or not any more.
fn news(stage: &mut Stage) -> (Vec<Sight>, Vec<(u64, bool)>) {
    let (appearances, seen) = stage.take_news().unwrap_or_default();
    let number = |session: SessionId| session.as_u64();
    let seen = seen
        .iter()
        .map(|seen| (number(seen.listener), seen.source.map(number)));
    let appearances = appearances
        .iter()
        .map(|it| (number(it.session), it.appears));
    (seen.collect(), appearances.collect())
}

#[test]
fn who_is_seen_is_told_once_and_when_it_is_somebody_else() {
    let mut stage = stage(3);
    shown(&mut stage, 0, 0);
    assert_eq!(
        news(&mut stage),
        (vec![(1, Some(0)), (2, Some(0))], vec![(0, true)])
    );
    shown(&mut stage, 10, 0);
    assert_eq!(news(&mut stage), (vec![], vec![]));
    shown(&mut stage, 20, 1);
    news(&mut stage);
    stage.note_speaker(session(1));
    stage.look(at(200), everybody);
    assert_eq!(
        news(&mut stage).0,
        [(2, None)],
        "until the other one begins with a key frame"
    );
    shown(&mut stage, 210, 1);
    assert_eq!(news(&mut stage).0, [(2, Some(1))]);
}

#[test]
fn who_sends_nothing_for_a_while_is_seen_no_more_and_begins_anew() {
    let mut stage = stage(2);
    shown(&mut stage, 0, 0);
    news(&mut stage);
    assert!(stage.is_due(at(1_900)));
    stage.look(at(1_900), everybody);
    assert_eq!(news(&mut stage), (vec![], vec![]));
    stage.look(at(2_100), everybody);
    assert_eq!(news(&mut stage), (vec![(1, None)], vec![(0, false)]));
    let mut pictures = Vec::new();
    let asks = stage.show(
        at(3_000),
        session(0),
        &packet(100, 3_000, false),
        everybody,
        &mut pictures,
    );
    assert!(asks && pictures.is_empty());
    assert_eq!(news(&mut stage), (vec![], vec![(0, true)]));
}

#[test]
fn whoever_leaves_is_seen_no_more_and_not_told_to_hide() {
    let mut stage = stage(2);
    shown(&mut stage, 0, 0);
    news(&mut stage);
    stage.leave(session(0));
    assert_eq!(news(&mut stage), (vec![(1, None)], vec![]));
}

#[test]
fn a_lossy_listener_is_given_a_smaller_layer_than_the_others() {
    let mut stage = stage(3);
    let mut seen: Vec<(usize, u32)> = Vec::new();
    let mut keys_wanted = true;
    for frame in 0..400_u64 {
        let now = at(frame * 20);
        if frame == 200 {
            stage.note_loss(now, session(1), mid(), 0.4);
        }
        for (ssrc, packets) in [(11, 1), (12, 4)] {
            for part in 0..packets {
                let number = frame * packets + part;
                let mut pictures = Vec::new();
                let starts = keys_wanted && part == 0;
                let sent = packet(ssrc, number, starts);
                let asks = stage.show(now, session(0), &sent, everybody, &mut pictures);
                keys_wanted |= asks;
                if frame > 300 {
                    seen.extend(pictures.iter().map(|picture| (picture.slot, ssrc)));
                }
            }
        }
    }
    assert!(seen.contains(&(2, 12)) && !seen.contains(&(2, 11)));
    assert!(
        seen.contains(&(1, 11)) && !seen.contains(&(1, 12)),
        "smaller for who loses"
    );
}
