use jackfield_webrtc::{Codec, Picture};

use super::*;
use crate::video::stage::tests::{at, mid, packet};

fn session(number: u64) -> SessionId {
    SessionId::from_u64(number)
}

fn screen() -> Screen {
    Screen::new(session(9), 0, mid(), 96)
}

fn sent(showing: Showing) -> Option<(u64, u32, PictureNumbers)> {
    match showing {
        Showing::Send(packet, numbers) => Some((packet.sequence, packet.rtp_time, numbers)),
        _ => None,
    }
}

#[test]
fn nothing_is_shown_before_a_key_frame_which_is_asked_for_now_and_then() {
    let mut screen = screen();
    let inter = packet(1, 0, false);
    let ask = |screen: &mut Screen, millis| screen.show(at(millis), session(1), &inter, Some(1));
    assert!(matches!(ask(&mut screen, 0), Showing::AskKeyFrame));
    assert!(matches!(ask(&mut screen, 100), Showing::No));
    assert!(matches!(ask(&mut screen, 600), Showing::AskKeyFrame));
    let key = packet(1, 1, true);
    assert!(sent(screen.show(at(700), session(1), &key, Some(1))).is_some());
    assert!(sent(screen.show(at(720), session(1), &packet(1, 2, false), Some(1))).is_some());
}

#[test]
fn all_counters_go_on_when_another_is_shown() {
    let mut screen = screen();
    let mut last = None;
    for number in 0..10 {
        let key = number == 0;
        let shown = screen.show(
            at(number * 20),
            session(1),
            &packet(1, number, key),
            Some(1),
        );
        last = sent(shown);
    }
    let (sequence, _, numbers) = last.unwrap();
    // Another sender, whose counters are anywhere.
    let other = packet(7, 20_000, true);
    let next = sent(screen.show(at(220), session(2), &other, Some(7))).unwrap();
    assert_eq!(next.0, sequence + 1);
    assert_eq!(next.2.id, numbers.id.map(|id| id + 1));
    assert_eq!(next.2.base, numbers.base.map(|base| base.wrapping_add(1)));
    // What comes late of the first is of no use any more.
    let late = packet(1, 10, false);
    assert!(sent(screen.show(at(230), session(1), &late, None)).is_none());
}

#[test]
fn the_old_layer_is_shown_until_the_new_one_begins() {
    let mut screen = screen();
    assert!(sent(screen.show(at(0), session(1), &packet(1, 0, true), Some(1))).is_some());
    let asks = screen.show(at(20), session(1), &packet(2, 0, false), Some(2));
    assert!(matches!(asks, Showing::AskKeyFrame));
    assert!(sent(screen.show(at(40), session(1), &packet(1, 1, false), Some(2))).is_some());
    assert!(sent(screen.show(at(60), session(1), &packet(2, 1, true), Some(2))).is_some());
    assert!(sent(screen.show(at(80), session(1), &packet(1, 2, false), Some(2))).is_none());
}

#[test]
fn loss_lowers_what_is_sent_and_its_end_raises_it_with_patience() {
    let mut screen = screen();
    assert_eq!(screen.budget(), None);
    screen.note_loss(at(0), 0.3, 1_000_000);
    assert_eq!(screen.budget(), Some(700_000));
    screen.note_loss(at(1_000), 0.0, 700_000);
    assert_eq!(screen.budget(), Some(700_000));
    screen.note_loss(at(7_000), 0.0, 700_000);
    assert_eq!(screen.budget(), Some(1_400_000));
    screen.note_estimate(300_000);
    assert_eq!(screen.budget(), Some(300_000));
}

#[test]
fn a_packet_that_says_nothing_of_its_picture_is_left_out() {
    let mut odd = packet(1, 0, true);
    odd.picture = None::<Picture>;
    odd.codec = Some(Codec::Vp8);
    let shown = screen().show(at(0), session(1), &odd, Some(1));
    assert!(matches!(shown, Showing::No));
}
