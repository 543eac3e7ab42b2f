//! Calls with effects: what the friend hears and sees of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may panic, and its parts are modules"
)]

mod party;

use std::time::Duration;

use jackfield_media::video::{Chain, I420, Mirror};
use jackfield_testkit::network::Conditions;
use jackfield_testkit::speech::{align, rms, speech};
use jackfield_toxav::effects::{AudioEffects, VideoEffects};
use jackfield_toxav::error::EffectsError;
use party::pictures::{picture, psnr};
use party::{Party, RATE, Script};

const FRAME: usize = 960;
const FRAME_MS: u64 = 20;
const SECOND: usize = RATE as usize;
/// How long sound takes from the loudspeaker to the microphone (samples), and how much of it is left.
const ROOM: usize = 4_800;
const ROOM_PART: f64 = 0.2;
const SUPPRESSED: AudioEffects = AudioEffects {
    noise_suppression: true,
    ..NONE
};
const NONE: AudioEffects = AudioEffects {
    echo_cancellation: false,
    noise_suppression: false,
    automatic_gain: false,
    gain_db: 0.0,
};

/// Two in a call, of whom 0 says what it is told to.
struct Call {
    party: Party,
    /// Whether 1 speaks.
    answers: bool,
}

impl Call {
    fn new() -> Self {
        Self {
            party: Party::talking(Conditions::clean(), 1_000),
            answers: false,
        }
    }

    fn set(&self, effects: AudioEffects) {
        let engine = self.party.engine(0);
        engine.set_sent_audio_effects(1, effects).unwrap();
    }

    /// 0 says frames, each made after it heard what came before.
    fn say(&mut self, frames: usize, mut next: impl FnMut(&Party, usize) -> Vec<i16>) {
        let scripts = [Script::audio(1, 0)];
        for number in 0..frames {
            let frame = next(&self.party, number);
            let engine = self.party.engine(0);
            engine
                .send_audio(self.party.now, 1, &frame, FRAME, 1, RATE)
                .unwrap();
            let speaking = if self.answers { &scripts[..] } else { &[] };
            self.party.pass(FRAME_MS, speaking);
        }
    }

    /// What 1 heard since this was last asked.
    fn heard(&mut self) -> Vec<i16> {
        std::mem::take(self.party.heard.entry((1, 0)).or_default())
    }
}

fn decibels(louder: f64, quieter: f64) -> f64 {
    20.0 * (louder / quieter.max(0.1)).log10()
}

/// A fan, 20 dB below a voice.
fn noise() -> Vec<i16> {
    let (mut state, mut rumble) = (0x9e37_79b9_u32, 0.0);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        rumble = 0.9 * rumble + f64::from(state) / f64::from(u32::MAX) - 0.5;
        #[expect(clippy::cast_possible_truncation, reason = "16 bits")]
        let sample = (rumble * 600.0) as i16;
        sample
    };
    (0..5 * SECOND).map(|_| next()).collect()
}

fn frame(line: &[i16], number: usize) -> Vec<i16> {
    line[number * FRAME..][..FRAME].to_vec()
}

#[test]
fn noise_is_heard_until_it_is_suppressed() {
    let (mut call, noise) = (Call::new(), noise());
    call.say(100, |_, number| frame(&noise, number));
    let before = rms(&call.heard()[SECOND / 2..]);
    call.set(SUPPRESSED);
    call.say(150, |_, number| frame(&noise, number));
    let after = rms(&call.heard()[SECOND..]);
    call.set(NONE);
    call.say(100, |_, number| frame(&noise, number));
    let again = rms(&call.heard()[SECOND..]);
    let quieter = decibels(before, after);
    assert!(quieter > 15.0, "{quieter} dB");
    assert!(decibels(before, again).abs() < 1.0, "as before");
}

#[test]
fn noise_of_a_friend_is_suppressed_where_it_is_received() {
    let (mut call, noise) = (Call::new(), noise());
    let engine = call.party.engine(1);
    engine.set_received_audio_effects(0, SUPPRESSED).unwrap();
    call.say(150, |_, number| frame(&noise, number));
    let heard = rms(&call.heard()[2 * SECOND..]);
    let quieter = decibels(rms(&noise), heard);
    assert!(quieter > 15.0, "{quieter} dB");
}

/// What a microphone hears of what was played before this frame.
fn echo(played: &[i16], number: usize) -> Vec<i16> {
    let from = number * FRAME;
    let heard = |index: usize| {
        let at = (from + index).checked_sub(ROOM);
        let sample = at.and_then(|at| played.get(at));
        #[expect(clippy::cast_possible_truncation, reason = "quieter than it was")]
        let echo = (f64::from(sample.copied().unwrap_or_default()) * ROOM_PART) as i16;
        echo
    };
    (0..FRAME).map(heard).collect()
}

/// How loud 1 hears itself in the last of ten seconds.
fn echo_heard(effects: AudioEffects) -> f64 {
    let mut call = Call::new();
    call.set(effects);
    call.answers = true;
    let nothing = Vec::new();
    call.say(500, |party, number| {
        echo(party.heard.get(&(0, 1)).unwrap_or(&nothing), number)
    });
    let heard = call.heard();
    assert_eq!(call.party.engine(0).counters().echo_reference_dropped, 0);
    rms(&heard[heard.len() - 3 * SECOND..])
}

#[test]
fn a_friend_does_not_hear_itself_where_echo_is_cancelled() {
    let cancelling = AudioEffects {
        echo_cancellation: true,
        ..NONE
    };
    let quieter = decibels(echo_heard(NONE), echo_heard(cancelling));
    assert!(quieter > 20.0, "{quieter} dB");
}

#[test]
fn what_is_played_while_we_say_nothing_does_not_pile_up() {
    let mut call = Call::new();
    call.set(AudioEffects {
        echo_cancellation: true,
        ..NONE
    });
    call.party.pass(2_000, &[Script::audio(1, 0)]);
    let dropped = call.party.engine(0).counters().echo_reference_dropped;
    // Two seconds less the half that waits.
    let expected = 3 * SECOND as u64 / 2;
    assert!(dropped.abs_diff(expected) < 5_000, "{dropped}");
}

#[test]
fn speech_is_whole_while_effects_come_and_go() {
    let mut call = Call::new();
    let said = speech(1, RATE, Duration::from_secs(6));
    let wishes = [
        NONE,
        AudioEffects {
            gain_db: -6.0,
            ..NONE
        },
        SUPPRESSED,
        AudioEffects {
            automatic_gain: true,
            ..SUPPRESSED
        },
    ];
    for (second, wanted) in wishes.into_iter().chain([NONE]).enumerate() {
        call.set(wanted);
        call.say(50, |_, number| frame(&said[second * SECOND..], number));
    }
    let heard = call.heard();
    for second in 0..4 {
        let wanted = &said[second * SECOND..][..SECOND / 2];
        let near = &heard[second * SECOND..];
        let likeness = align(wanted, near, SECOND / 4).correlation;
        assert!(likeness > 0.7, "second {second}: {likeness}");
    }
}

#[test]
fn a_voice_is_as_much_louder_as_was_wished_for() {
    let mut call = Call::new();
    let said = speech(1, RATE, Duration::from_secs(4));
    call.say(100, |_, number| frame(&said, number));
    let before = rms(&call.heard()[SECOND..]);
    call.set(AudioEffects {
        gain_db: -12.0,
        ..NONE
    });
    call.say(100, |_, number| frame(&said, number));
    let quieter = decibels(before, rms(&call.heard()[SECOND..]));
    assert!((quieter - 12.0).abs() < 1.0, "{quieter} dB");
}

fn mirrored(original: &I420) -> I420 {
    let mut mirror = Chain::new().with(Mirror);
    let mirrored = mirror.process(original.as_ref()).unwrap();
    mirrored.to_owned().unwrap()
}

/// How like the best of these a picture is (dB).
fn likeness(shown: &I420, originals: &[I420]) -> f64 {
    let all = originals.iter();
    let each = all.map(|original| psnr(original.as_ref(), shown.as_ref()));
    each.fold(0.0, f64::max)
}

#[test]
fn a_friend_sees_us_mirrored_as_long_as_that_is_wished_for() {
    let mut party = Party::talking(Conditions::clean(), 1_000);
    let mirror = VideoEffects {
        mirror: true,
        ..VideoEffects::default()
    };
    let engine = party.engine(0);
    engine.set_sent_video_effects(1, mirror).unwrap();
    party.pass(1_000, &[Script::all(0, 1)]);
    let plain: Vec<I420> = (1..60).map(picture).collect();
    let turned: Vec<I420> = plain.iter().map(mirrored).collect();
    let seen = party.seen.remove(&(1, 0)).unwrap();
    let last = seen.last().unwrap();
    assert!(likeness(last, &turned) > 30.0);
    assert!(likeness(last, &plain) < 25.0);
    let none = VideoEffects::default();
    party.engine(0).set_sent_video_effects(1, none).unwrap();
    party.pass(500, &[Script::all(0, 1)]);
    let seen = party.seen.remove(&(1, 0)).unwrap();
    assert!(likeness(seen.last().unwrap(), &plain) > 30.0);
}

#[test]
fn effects_need_a_call_and_strengths_that_there_are() {
    let party = Party::talking(Conditions::clean(), 1_000);
    let engine = party.engine(0);
    let unknown = engine.set_sent_audio_effects(77, NONE);
    assert_eq!(unknown, Err(EffectsError::FriendNotFound));
    let alone = Party::new(2, Conditions::clean());
    let none = alone.engine(0).set_received_audio_effects(1, NONE);
    assert_eq!(none, Err(EffectsError::FriendNotInCall));
    let echo = AudioEffects {
        echo_cancellation: true,
        ..NONE
    };
    let received = engine.set_received_audio_effects(1, echo);
    assert_eq!(received, Err(EffectsError::EchoCancellation));
    let bright = VideoEffects {
        brightness: 220,
        ..VideoEffects::default()
    };
    let video = engine.set_sent_video_effects(1, bright);
    assert_eq!(video, Err(EffectsError::Brightness));
}
