use super::*;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

fn schedule() -> PlayoutSchedule {
    PlayoutSchedule::starting_at(at(100), FRAME)
}

#[test]
fn frames_keep_a_beat_of_20_ms() {
    let mut schedule = schedule();
    let due = [0; 4].map(|_| {
        let due = schedule.due();
        schedule.advance();
        due
    });
    assert_eq!(due, [100, 120, 140, 160].map(at));
}

#[test]
fn a_later_time_is_kept_at_once() {
    let mut schedule = schedule();
    assert_eq!(schedule.steer(at(116)), Need::Nothing);
    assert_eq!(schedule.due(), at(116));
}

#[test]
fn an_earlier_time_is_neared_by_a_millisecond_per_frame() {
    let mut schedule = schedule();
    schedule.steer(at(116));
    schedule.advance();
    schedule.steer(at(120));
    assert_eq!(schedule.due(), at(135));
    for _ in 0..20 {
        schedule.advance();
        let beat = schedule.beat;
        schedule.steer(beat);
    }
    assert_eq!(schedule.due(), at(520));
}

#[test]
fn beyond_what_frames_may_stray_the_audio_must_change() {
    let need = |milliseconds| schedule().steer(at(milliseconds));
    assert_eq!(need(118), Need::Insertion(Urgency::Urgent));
    assert_eq!(need(82), Need::Removal(Urgency::Urgent));
    assert!(!need(116).is_urgent() && need(118).is_urgent() && need(10).is_urgent());
    let mut schedule = schedule();
    schedule.steer(at(200));
    assert_eq!(schedule.due(), at(117));
}

#[test]
fn frames_that_nobody_played_are_not_owed() {
    let mut schedule = schedule();
    schedule.catch_up(at(110));
    assert_eq!(schedule.due(), at(100));
    schedule.catch_up(at(400));
    assert_eq!(schedule.due(), at(400));
}
