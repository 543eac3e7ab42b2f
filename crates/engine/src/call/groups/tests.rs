use std::time::Duration;

use jackfield_media::opus::{Channels, Concealment, Decoder};
use jackfield_testkit::speech::{align, speech};

use super::*;
use crate::host::tests::host;

const FIRST: SessionId = SessionId::from_u64(1);
const SECOND: SessionId = SessionId::from_u64(2);

/// Constant signals of two speakers.
struct Constants([Vec<i16>; 2]);

impl Voices for Constants {
    fn frame(&mut self, slot: usize, rate: SampleRate) -> &[i16] {
        &self.0[slot][..rate.samples_per_ms(20)]
    }
}

fn constants() -> Constants {
    Constants([vec![100; 960], vec![1_000; 960]])
}

fn tick(number: u64) -> Tick {
    Tick {
        number,
        media_time: Duration::from_millis(number * 20),
    }
}

const AUDIBLE: [(SessionId, usize); 2] = [(FIRST, 0), (SECOND, 1)];
const LOW: Sound = Sound::Pcm(SampleRate::Hz16000);

fn pcm(groups: &Groups, id: u64) -> Vec<i16> {
    match groups.made(id) {
        Some(Made::Pcm(frame)) => frame.to_vec(),
        other => panic!("{other:?}"),
    }
}

fn opus(groups: &Groups, id: u64) -> Arc<[u8]> {
    match groups.made(id) {
        Some(Made::Opus(packet)) => Arc::clone(packet),
        other => panic!("{other:?}"),
    }
}

#[test]
fn listeners_who_hear_the_same_are_one_group_and_others_are_not() {
    let (mut groups, host, tick) = (Groups::default(), host(|_| {}), tick(5));
    let all = groups.join(tick, LOW, &[], 0.0, None);
    assert_eq!(groups.join(tick, LOW, &[], 0.0, None), all);
    let without = groups.join(tick, LOW, &[(FIRST, Gain::NONE)], 0.0, None);
    let half = Gain::from_factor(0.5).unwrap();
    let quieter = groups.join(tick, LOW, &[(SECOND, half)], 0.0, None);
    let high = groups.join(tick, Sound::Pcm(SampleRate::Hz48000), &[], 0.0, None);
    groups.make(tick, &AUDIBLE, &mut constants(), &host);
    assert_eq!(pcm(&groups, all), [1_100; 320]);
    assert_eq!(pcm(&groups, without), [1_000; 320]);
    assert_eq!(pcm(&groups, quieter), [600; 320]);
    assert_eq!(pcm(&groups, high), [1_100; 960]);
}

#[test]
fn whom_nobody_was_with_for_five_seconds_is_let_go() {
    let (mut groups, host) = (Groups::default(), host(|_| {}));
    let first = groups.join(tick(2), Sound::Opus, &[], 0.0, None);
    groups.make(tick(2), &AUDIBLE, &mut constants(), &host);
    assert!(groups.made(first).is_some());
    groups.make(tick(2 + KEPT_TICKS), &AUDIBLE, &mut constants(), &host);
    assert!(groups.spare.is_empty());
    groups.make(tick(3 + KEPT_TICKS), &AUDIBLE, &mut constants(), &host);
    assert!(groups.all.is_empty());
    assert_eq!(groups.spare.len(), 1);
}

/// The voice of one speaker, frame by frame.
struct Spoken(Vec<i16>);

impl Voices for Spoken {
    fn frame(&mut self, _: usize, _: SampleRate) -> &[i16] {
        &self.0
    }
}

#[test]
fn who_joins_in_the_middle_hears_the_words_from_the_first_frame_on() {
    let (mut groups, host) = (Groups::default(), host(|_| {}));
    let said = speech(1, 48_000, Duration::from_secs(4));
    let frames: Vec<&[i16]> = said.chunks_exact(960).collect();
    let mut decoder =
        Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap();
    let (mut old, mut heard) = (None, Vec::new());
    for (number, frame) in (2..).zip(&frames) {
        let id = groups.join(tick(number), Sound::Opus, &[], 0.0, old);
        if number >= 100 {
            // Somebody else, who was in no group.
            groups.join(
                tick(number),
                Sound::Opus,
                &[],
                0.0,
                Some(id).filter(|_| number > 100),
            );
        }
        old = Some(id);
        let mut voices = Spoken(frame.to_vec());
        groups.make(tick(number), &AUDIBLE[..1], &mut voices, &host);
        if number >= 100 {
            let mut pcm = [0; 960];
            decoder.decode(&opus(&groups, id), &mut pcm).unwrap();
            heard.extend(pcm);
        }
    }
    let expected = &said[98 * 960..];
    let whole = align(expected, &heard, 960);
    assert!(whole.correlation > 0.9, "{whole:?}");
    let first = align(&expected[..4_800], &heard[whole.lag..][..4_800], 1);
    assert!(first.correlation > 0.8, "{first:?}");
}

#[test]
fn a_tick_allocates_the_packet_that_a_group_shares_and_nothing_else() {
    let (mut groups, host) = (Groups::default(), host(|_| {}));
    let mut voices = constants();
    let (mut all, mut without, mut low) = (None, None, None);
    let mut turn = |number| {
        let tick = tick(number);
        all = Some(groups.join(tick, Sound::Opus, &[], 0.0, all));
        let mut deviations = Deviations::new();
        if number % 2 == 0 {
            deviations.push((FIRST, Gain::NONE));
        }
        without = Some(groups.join(tick, Sound::Opus, &deviations, 0.0, without));
        low = Some(groups.join(tick, LOW, &[], 0.0, low));
        groups.make(tick, &AUDIBLE, &mut voices, &host);
    };
    (2..50).for_each(&mut turn);
    let ticks = 50..150;
    // Every other tick two groups, and the list of whom one of them hears otherwise.
    let allocated = allocation_counter::measure(|| ticks.for_each(&mut turn));
    assert_eq!(allocated.count_total, 50 * (2 + 1) + 50);
}
