use super::*;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A frame that leaves when it is due; returns when that was, and its beat.
fn leave(clock: &mut PlayoutClock, ready: Timestamp) -> (Timestamp, Beat) {
    leave_with(clock, ready, Duration::ZERO)
}

fn leave_with(clock: &mut PlayoutClock, ready: Timestamp, left: Duration) -> (Timestamp, Beat) {
    clock.note_chunk(ready, FRAME);
    let due = clock.due(ready);
    (due, clock.leave(due, ready, left))
}

#[test]
fn the_first_frame_leaves_at_once_and_sets_the_beat() {
    let mut clock = PlayoutClock::default();
    let (first, beat) = leave(&mut clock, at(7));
    assert_eq!(
        (first, beat.rtp_time, beat.resumes),
        (at(7), RtpTime(0), true)
    );
    let (second, beat) = leave(&mut clock, at(20));
    assert_eq!(
        (second, beat.rtp_time, beat.resumes),
        (at(27), RtpTime(960), false)
    );
}

#[test]
fn a_late_frame_leaves_at_once_and_sets_a_new_beat() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(0));
    let (late, beat) = leave(&mut clock, at(25));
    assert_eq!((late, beat.rtp_time), (at(25), RtpTime(960)));
    assert!(beat.is_late && !beat.resumes);
    assert_eq!(leave(&mut clock, at(40)).0, at(45));
}

#[test]
fn a_frame_sent_late_by_the_worker_keeps_the_beat() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(0));
    let beat = clock.leave(at(33), at(19), FRAME);
    assert!(!beat.is_late && !beat.resumes);
    assert_eq!(clock.due(at(19)), at(40));
}

#[test]
fn a_worker_that_was_away_for_long_does_not_send_a_burst() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(0));
    let beat = clock.leave(at(220), at(0), ms(500));
    assert_eq!(beat.rtp_time, RtpTime(220 * 48));
    assert_eq!(clock.due(at(0)), at(240));
}

#[test]
fn media_time_follows_the_wall_clock_over_a_pause() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(0));
    let (_, beat) = leave(&mut clock, at(1_015));
    assert!(beat.resumes && !beat.is_late);
    assert_eq!(beat.rtp_time, RtpTime(1_015 * 48));
}

#[test]
fn small_delays_add_up_to_a_pause() {
    let mut clock = PlayoutClock::default();
    let mut ready = at(0);
    let mut resumed = 0;
    let mut last = None;
    for _ in 0..1_000 {
        let (left_at, beat) = leave(&mut clock, ready);
        resumed += usize::from(beat.resumes);
        let wall = (left_at.as_nanos() * 6 / 125_000).cast_signed();
        let lag = wall - i64::from(beat.rtp_time.0);
        assert!((0..960).contains(&lag), "{lag}");
        let overlaps = last.is_some_and(|last| beat.rtp_time.0 < last + FRAME_TICKS);
        assert!(!overlaps);
        last = Some(beat.rtp_time.0);
        ready += Duration::from_micros(20_500);
    }
    // An agent 2.5 % slow owes 25 frames in 1,000.
    assert!((24..=26).contains(&resumed), "{resumed}");
}

#[test]
fn the_beat_is_moved_earlier_when_every_frame_waits() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(10));
    let mut waits = Vec::new();
    for frame in 1..100 {
        let ready = at(20 * frame);
        waits.push(leave(&mut clock, ready).0.since(ready));
    }
    assert_eq!(waits[0], ms(10));
    assert_eq!(waits[49], ms(10));
    assert_eq!(waits[98], Duration::from_micros(500));
    assert_eq!(clock.moves(), 1);
}

#[test]
fn media_time_has_no_gap_where_the_beat_is_moved() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(10));
    for frame in 1..100u32 {
        let (_, beat) = leave(&mut clock, at(20 * u64::from(frame)));
        assert_eq!(beat.rtp_time, RtpTime(960 * frame));
        assert!(!beat.resumes);
    }
    // The pause is measured against the earlier beat.
    let (_, beat) = leave(&mut clock, at(3_000));
    assert!(
        (2_988 * 48..=3_000 * 48).contains(&beat.rtp_time.0),
        "{beat:?}"
    );
}

#[test]
fn one_late_frame_is_forgotten_soon() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(0));
    leave(&mut clock, at(31));
    let mut wait = Duration::ZERO;
    for frame in 2..14 {
        let ready = at(20 * frame);
        wait = leave(&mut clock, ready).0.since(ready);
    }
    assert_eq!(wait, Duration::from_micros(500));
}

#[test]
fn frames_that_do_not_all_wait_keep_the_beat() {
    let mut clock = PlayoutClock::default();
    leave(&mut clock, at(10));
    for frame in 1..200 {
        let wait = if frame % 40 == 0 { 1 } else { 9 };
        leave(&mut clock, at(10 + 20 * frame - wait));
    }
    assert_eq!(clock.moves(), 0);
}

#[test]
fn audio_far_ahead_of_its_time_keeps_the_beat() {
    let mut clock = PlayoutClock::default();
    for frame in 0..500u64 {
        let due = clock.due(at(0));
        assert_eq!(due, at(20 * frame));
        clock.leave(due, at(0), ms(10_000 - 20 * frame));
    }
    assert_eq!(clock.moves(), 0);
}

#[test]
fn a_live_agents_backlog_is_passed_on_within_three_seconds() {
    let mut clock = PlayoutClock::default();
    let mut backlog = ms(160);
    let mut beat = at(0);
    for _ in 0..150 {
        let (left_at, _) = leave_with(&mut clock, at(0), backlog);
        // As much arrives as time passes.
        backlog = (backlog + left_at.since(beat)).saturating_sub(FRAME);
        beat = left_at;
    }
    assert!(backlog < ms(25), "{backlog:?}");
}

#[test]
fn an_agent_that_refills_what_waits_is_not_sped_up_for_ever() {
    let mut clock = PlayoutClock::default();
    for _ in 0..3_000 {
        leave_with(&mut clock, at(0), ms(200));
    }
    let early = at(60_000).since(clock.next_beat().unwrap());
    assert!(early <= LONGEST_BACKLOG, "{early:?}");
}
