use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn times(microphone: &mut Microphone, now: Timestamp) -> Vec<Timestamp> {
    std::iter::from_fn(|| microphone.poll(now))
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn nothing_is_sent_before_it_is_on_and_after_it_is_off() {
    let mut microphone = Microphone::new(Pauses::Silence);
    microphone.say(&[1; 5_000]);
    assert_eq!(microphone.poll(at(1_000)), None);
    microphone.switch_on(at(1_000));
    assert!(microphone.poll(at(1_000)).is_some());
    microphone.switch_off();
    assert_eq!(microphone.next_timeout(), None);
    assert_eq!(microphone.poll(at(2_000)), None);
}

#[test]
fn what_is_said_comes_in_frames_and_silence_only_from_who_sends_it() {
    for (pauses, expected) in [
        (Pauses::Nothing, vec![at(100)]),
        (Pauses::Silence, vec![at(100), at(120)]),
    ] {
        let mut microphone = Microphone::new(pauses);
        microphone.switch_on(at(100));
        microphone.say(&[7; 100]);
        assert_eq!(times(&mut microphone, at(120)), expected);
    }
}

#[test]
fn the_record_holds_pauses_too() {
    let mut microphone = Microphone::new(Pauses::Nothing);
    microphone.switch_on(at(100));
    times(&mut microphone, at(100));
    microphone.say(&[7; 100]);
    times(&mut microphone, at(120));
    assert_eq!(microphone.began(), Some(at(80)));
    assert_eq!(microphone.said().len(), 2 * FRAME_SAMPLES);
    assert_eq!(
        microphone.said().iter().position(|sample| *sample == 7),
        Some(FRAME_SAMPLES)
    );
}

#[test]
fn what_was_not_said_yet_can_be_forgotten() {
    let mut microphone = Microphone::new(Pauses::Nothing);
    microphone.switch_on(at(0));
    microphone.say(&[7; 5_000]);
    microphone.poll(at(0));
    microphone.fall_silent();
    assert_eq!(microphone.poll(at(1_000)), None);
}
