use super::*;

fn at(micros: u64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// A call's ticks, the first after a second.
struct Ticks {
    phase: Phase,
    due: Timestamp,
    tick: u64,
}

impl Ticks {
    fn new() -> Self {
        Self {
            phase: Phase::default(),
            due: at(1_000_000),
            tick: LOOK,
        }
    }

    /// Two seconds with members whose frames are there so many microseconds before the first tick, and
    /// whole frames later. Answers by how many microseconds ticks were moved, and in how many steps.
    fn go_on(&mut self, waits: &[u64]) -> (i64, usize) {
        let mut steps = Vec::new();
        for _ in 0..2 * LOOK {
            if self.phase.is_due(self.tick) {
                let tick = self.tick;
                let rhythms = waits.iter().map(|wait| Rhythm {
                    ready: at(1_000_000 - wait),
                    tick,
                });
                self.phase.look(self.due, tick, rhythms);
            }
            let step = self.phase.step();
            steps.push(step);
            self.due = moved(self.due + FRAME, step);
            self.tick += 1;
        }
        let moves = steps.iter().filter(|step| **step != 0).count();
        (steps.iter().sum::<i64>() / 1_000, moves)
    }
}

#[test]
fn ticks_come_earlier_where_everybody_waits() {
    let mut ticks = Ticks::new();
    assert_eq!(ticks.go_on(&[15_000, 11_000]), (-8_000, 16));
    assert_eq!(ticks.go_on(&[15_000, 11_000]), (0, 0));
}

#[test]
fn ticks_come_later_for_somebody_whose_frames_are_just_missed() {
    assert_eq!(Ticks::new().go_on(&[500]), (2_500, 5));
    assert_eq!(Ticks::new().go_on(&[0, 1_000]), (3_000, 6));
    assert_eq!(Ticks::new().go_on(&[18_000]), (5_000, 10));
}

#[test]
fn ticks_pass_the_frames_of_one_if_many_wait_less_then() {
    let (by, _) = Ticks::new().go_on(&[16_000, 15_500, 15_000, 4_000]);
    assert_eq!(by, 8_000);
}

#[test]
fn less_than_three_milliseconds_are_not_worth_it() {
    for waits in [&[5_500][..], &[3_000], &[1_500], &[]] {
        assert_eq!(Ticks::new().go_on(waits), (0, 0), "{waits:?}");
    }
}

#[test]
fn audio_stays_within_a_frame_of_where_it_began() {
    let mut ticks = Ticks::new();
    let mut moved = 0_i64;
    for round in 0..40 {
        let first = round * 7_000;
        moved += ticks.go_on(&[first, first + 1_000, first + 11_000]).0;
        assert!(moved.abs() <= 20_000, "{moved} us");
    }
}

#[test]
fn who_was_not_heard_for_ten_seconds_does_not_count() {
    let mut phase = Phase::default();
    let old = Rhythm {
        ready: at(8_000),
        tick: 100,
    };
    phase.look(at(20_000), 100 + LATELY, std::iter::once(old));
    assert_eq!(phase.step(), 0);
    phase.look(at(20_000), 99 + LATELY, std::iter::once(old));
    assert_eq!(phase.step(), -STEP);
}

#[test]
fn a_rhythm_follows_late_frames_at_once_and_early_ones_slowly() {
    let first = Rhythm::note(None, at(100_000), 1);
    let late = Rhythm::note(Some(first), at(124_000), 2);
    assert_eq!(late.ready, at(124_000));
    let early = Rhythm::note(Some(late), at(140_000), 3);
    assert_eq!(early.ready.since(at(140_000)).as_micros(), 3_984);
    let after_long = Rhythm::note(Some(early), at(12_000_000), 3 + LATELY);
    assert_eq!(after_long.ready, at(12_000_000));
}
