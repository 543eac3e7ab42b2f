use super::super::tests::{FRIEND, NOW, in_call, whole_audio};
use super::*;
use crate::event::{Control, Event};

#[test]
fn what_comes_without_being_wanted_is_counted_and_dropped() {
    let engine = in_call();
    let audio = [AUDIO_ID; 90];
    engine.handle_lossy(NOW, 1, &audio);
    engine.handle_lossy(NOW, FRIEND, &audio);
    engine.handle_lossy(NOW, FRIEND, &[]);
    engine.handle_lossy(NOW, FRIEND, &[199, 1]);
    engine.handle_lossy(NOW, FRIEND, &[196, 1]);
    engine.control(NOW, FRIEND, Control::MuteAudio).unwrap();
    engine.handle_lossy(NOW, FRIEND, &whole_audio());
    let counters = engine.counters();
    assert_eq!(counters.audio_packets, 3);
    assert_eq!(counters.bandwidth_packets, 1);
    assert_eq!(counters.unknown_packets, 2);
    assert_eq!(counters.packets_without_call, 1);
    assert_eq!(counters.packets_refused, 1);
    assert_eq!(counters.packets_unwanted, 1);
}

#[test]
fn a_report_of_loss_proposes_less() {
    let engine = in_call();
    // A quarter of 4000 bytes was lost.
    let report = [196, 0, 0, 3, 0xE8, 0, 0, 0x0B, 0xB8];
    engine.handle_lossy(NOW, FRIEND, &report);
    let proposed = Event::VideoBitRate {
        friend: FRIEND,
        kbps: 750,
    };
    assert_eq!(engine.poll_event(), Some(proposed));
    assert!(engine.wants_key_frame(NOW, FRIEND));
}
