use super::*;

#[test]
fn the_first_chunk_makes_the_resampler_and_another_rate_a_new_one() {
    let mut stream = OnDemand::new(48_000, Channels::Mono);
    let mut output: Vec<i16> = Vec::new();
    stream.process(8_000, &[1_000; 160], &mut output).unwrap();
    assert!(output.len() >= 960);
    stream.process(16_000, &[1_000; 320], &mut output).unwrap();
    stream.flush(&mut output).unwrap();
    // Both stretches are whole, each with the delay of its filter in front.
    let delay = |from| {
        Resampler::new(from, 48_000, Channels::Mono)
            .unwrap()
            .delay()
    };
    assert_eq!(output.len(), 2 * 960 + delay(8_000) + delay(16_000));
    assert_eq!(stream.to_rate(), 48_000);
}

#[test]
fn nothing_is_made_for_nothing() {
    let mut stream = OnDemand::new(48_000, Channels::Stereo);
    let mut output: Vec<i16> = Vec::new();
    stream.flush(&mut output).unwrap();
    assert!(output.is_empty());
}

#[test]
fn a_rate_that_is_refused_leaves_the_stream_as_it_was() {
    let frame = [1_000i16; 160];
    let run = |refused: bool| {
        let mut stream = OnDemand::new(48_000, Channels::Mono);
        let mut output = Vec::new();
        stream.process(8_000, &frame, &mut output).unwrap();
        if refused {
            assert!(stream.process(1, &frame, &mut output).is_err());
        }
        stream.process(8_000, &frame, &mut output).unwrap();
        output
    };
    assert_eq!(run(true), run(false));
}
