use super::*;

const LOUD: bool = false;
const QUIET: bool = true;

fn numbers(gate: &mut SilenceGate, packets: impl Iterator<Item = (u64, bool)>) -> Vec<u16> {
    packets
        .filter_map(
            |(sequence, is_silent)| match gate.pass(sequence, is_silent) {
                Passage::Open(number) | Passage::Closing(number) => Some(number.0),
                Passage::Closed => None,
            },
        )
        .collect()
}

#[test]
fn who_is_never_silent_is_always_decoded() {
    let mut gate = SilenceGate::default();
    let all = numbers(&mut gate, (10..200).map(|sequence| (sequence, LOUD)));
    assert_eq!(all, (10..200).collect::<Vec<u16>>());
}

#[test]
fn silence_closes_once_and_speech_goes_on_with_the_next_number() {
    let mut gate = SilenceGate::default();
    assert_eq!(gate.pass(0, LOUD), Passage::Open(SequenceNumber(0)));
    let silence = numbers(&mut gate, (1..200).map(|sequence| (sequence, QUIET)));
    assert_eq!(silence, (1..=20).collect::<Vec<u16>>());
    assert_eq!(gate.pass(200, LOUD), Passage::Open(SequenceNumber(21)));
    assert_eq!(gate.pass(201, LOUD), Passage::Open(SequenceNumber(22)));
}

#[test]
fn the_last_of_the_hang_over_tells_the_decoder() {
    let mut gate = SilenceGate::default();
    let closing =
        (0..30).filter(|sequence| matches!(gate.pass(*sequence, QUIET), Passage::Closing(_)));
    assert_eq!(closing.collect::<Vec<u64>>(), [19]);
}

#[test]
fn loss_in_speech_stays_loss_and_loss_in_silence_is_none() {
    let mut gate = SilenceGate::default();
    gate.pass(0, LOUD);
    assert_eq!(gate.pass(3, LOUD), Passage::Open(SequenceNumber(3)));
    numbers(&mut gate, (4..60).map(|sequence| (sequence, QUIET)));
    // Of 60 to 80 all but every third are lost.
    numbers(
        &mut gate,
        (60..80).step_by(3).map(|sequence| (sequence, QUIET)),
    );
    assert_eq!(gate.pass(90, LOUD), Passage::Open(SequenceNumber(24)));
}

#[test]
fn a_packet_that_was_overtaken_in_speech_finds_its_place() {
    let mut gate = SilenceGate::default();
    gate.pass(0, LOUD);
    gate.pass(2, LOUD);
    assert_eq!(gate.pass(1, LOUD), Passage::Open(SequenceNumber(1)));
}

#[test]
fn one_late_packet_of_silence_is_left_out() {
    let mut gate = SilenceGate::default();
    numbers(
        &mut gate,
        (0..50)
            .filter(|sequence| *sequence != 45)
            .map(|sequence| (sequence, QUIET)),
    );
    assert_eq!(gate.pass(45, QUIET), Passage::Closed);
    assert_eq!(gate.pass(50, LOUD), Passage::Open(SequenceNumber(20)));
}

#[test]
fn what_nobody_wanted_is_no_loss_once_somebody_does() {
    let mut gate = SilenceGate::default();
    assert_eq!(gate.pass(0, LOUD), Passage::Open(SequenceNumber(0)));
    for sequence in (1..50).filter(|sequence| sequence % 7 != 0) {
        gate.leave_out(sequence);
    }
    assert_eq!(gate.pass(21, LOUD), Passage::Closed);
    assert_eq!(gate.pass(50, LOUD), Passage::Open(SequenceNumber(1)));
    assert_eq!(gate.pass(51, LOUD), Passage::Open(SequenceNumber(2)));
}

#[test]
fn a_level_that_nobody_hears_is_silence_and_none_is_not() {
    assert!(is_silent(Some(SILENT)) && is_silent(Some(-127)));
    assert!(!is_silent(Some(SILENT + 1)) && !is_silent(None));
}
