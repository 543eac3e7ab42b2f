use jackfield_testkit::speech::{align, rms, speech};

use super::*;
use crate::opus::{Channels, Concealment, Decoder, Packet};
use crate::red::RedPayload;

const LIMIT: Duration = Duration::from_secs(10);
const FRAME_48K: usize = 960;

const fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn config() -> SenderConfig {
    SenderConfig {
        bitrate: 32_000,
        complexity: 5,
        playout_limit: LIMIT,
        red_distance: None,
        opus_payload_type: PayloadType::new(111).unwrap(),
        fec: true,
    }
}

/// One packet on the wire.
struct Sent {
    at: Timestamp,
    packet: SentPacket,
    payload: Vec<u8>,
}

/// A sender whose deadlines are kept exactly, and what it sent.
struct Scene {
    sender: AudioSender,
    sent: Vec<Sent>,
}

impl Scene {
    fn new() -> Self {
        Self::with(config())
    }

    fn with(config: SenderConfig) -> Self {
        let sender = AudioSender::new(&config).unwrap();
        Self {
            sender,
            sent: Vec::new(),
        }
    }

    /// Let time pass up to and including `end`.
    fn run_until(&mut self, end: Timestamp) {
        while let Some(due) = self.sender.next_timeout().filter(|due| *due <= end) {
            self.poll(due);
        }
    }

    fn poll(&mut self, now: Timestamp) {
        let mut payload = Vec::new();
        while let Some(packet) = self.sender.poll_packet(now, &mut payload) {
            self.sent.push(Sent {
                at: now,
                packet,
                payload: payload.clone(),
            });
        }
    }

    fn queue(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        self.run_until(Timestamp::from_nanos(now.as_nanos().saturating_sub(1)));
        self.sender.queue(now, rate, samples).unwrap();
        self.poll(now);
    }

    fn finish(&mut self) {
        self.run_until(at(1_000_000));
        assert_eq!(self.sender.queued(), Duration::ZERO);
    }

    fn times(&self) -> Vec<u64> {
        self.sent
            .iter()
            .map(|sent| sent.at.as_nanos() / 1_000_000)
            .collect()
    }

    fn heard(&self) -> Vec<i16> {
        let mut decoder =
            Decoder::new(SampleRate::Hz48000, Channels::Mono, Concealment::Classic).unwrap();
        let mut pcm = [0; FRAME_48K];
        let mut heard = Vec::new();
        for sent in &self.sent {
            decoder.decode(&sent.payload, &mut pcm).unwrap();
            heard.extend(pcm);
        }
        heard
    }
}

#[test]
fn the_first_whole_frame_is_sent_at_once() {
    let mut scene = Scene::new();
    scene.queue(at(5), 48_000, &[0; 480]);
    assert!(scene.sent.is_empty());
    scene.queue(at(15), 48_000, &[0; 480]);
    assert_eq!(scene.times(), [15]);
    let first = &scene.sent[0].packet;
    assert!(first.marker && !first.red);
    assert_eq!(first.waited, Duration::ZERO);
}

#[test]
fn bulk_audio_plays_at_exactly_20_ms() {
    let mut scene = Scene::new();
    scene.queue(at(100), 24_000, &speech(1, 24_000, ms(9_900)));
    scene.finish();
    assert_eq!(scene.sent.len(), 495);
    for (index, sent) in (0u32..).zip(&scene.sent) {
        assert_eq!(sent.at, at(100) + FRAME * index);
        assert_eq!(sent.packet.rtp_time, FRAME_TICKS * index);
        assert_eq!(sent.packet.marker, index == 0);
    }
    assert_eq!(scene.sender.stats().clock_moves, 0);
}

#[test]
fn what_is_queued_is_what_is_heard() {
    for rate in [8_000, 16_000, 24_000, 44_100, 48_000] {
        let mut scene = Scene::new();
        let len = rate as usize / 50;
        let voice = speech(7, rate, ms(2_000));
        for (index, chunk) in (0..).zip(voice.chunks(len)) {
            scene.queue(at(20 * index), rate, chunk);
        }
        scene.finish();
        let expected = speech(7, rate, ms(2_000));
        let loudness = rms(&scene.heard()) / rms(&expected);
        assert!((0.8..1.2).contains(&loudness), "{rate}: {loudness}");
        if rate == 48_000 {
            let found = align(&expected, &scene.heard(), 960);
            assert!(found.correlation > 0.9, "{found:?}");
        }
        assert!(
            scene.sent.iter().all(|sent| sent.packet.waited < ms(3)),
            "{rate}"
        );
    }
}

#[test]
fn each_rate_is_coded_natively() {
    let bandwidth = |rate: u32| {
        let mut scene = Scene::new();
        scene.queue(at(0), rate, &speech(1, rate, ms(1_000)));
        scene.finish();
        let widest = scene
            .sent
            .iter()
            .map(|sent| Packet::parse(&sent.payload).unwrap().toc().bandwidth());
        widest.max().unwrap().sample_rate().hz()
    };
    assert_eq!(bandwidth(8_000), 8_000);
    assert_eq!(bandwidth(16_000), 16_000);
    assert_eq!(bandwidth(22_050), 24_000);
    assert_eq!(bandwidth(48_000), 48_000);
}

#[test]
fn the_rate_changes_in_mid_stream_without_a_gap() {
    let mut scene = Scene::new();
    scene.queue(at(0), 24_000, &speech(1, 24_000, ms(1_007)));
    scene.queue(at(0), 48_000, &speech(2, 48_000, ms(1_000)));
    scene.queue(at(0), 44_100, &speech(3, 44_100, ms(1_000)));
    scene.finish();
    assert_eq!(scene.sent.len(), 151);
    let steady = scene
        .sent
        .windows(2)
        .all(|pair| pair[1].at.since(pair[0].at) == FRAME);
    assert!(steady);
}

#[test]
fn a_late_frame_is_sent_as_soon_as_it_is_complete() {
    let mut scene = Scene::new();
    for now in [0, 20, 48, 60, 80] {
        scene.queue(at(now), 48_000, &[0; FRAME_48K]);
    }
    scene.finish();
    assert_eq!(scene.times(), [0, 20, 48, 68, 88]);
    let markers: Vec<bool> = scene.sent.iter().map(|sent| sent.packet.marker).collect();
    assert_eq!(markers, [true, false, false, false, false]);
    assert_eq!(scene.sender.stats().late_frames, 1);
}

#[test]
fn after_a_pause_media_time_is_where_the_wall_clock_is() {
    let mut scene = Scene::new();
    scene.queue(at(0), 16_000, &[0; 640]);
    scene.queue(at(1_000), 16_000, &[0; 640]);
    scene.finish();
    let times: Vec<u32> = scene.sent.iter().map(|sent| sent.packet.rtp_time).collect();
    assert_eq!(times, [0, 960, 48_000, 48_960]);
    assert!(scene.sent[2].packet.marker);
    assert_eq!(scene.sender.stats().talkspurts, 2);
}

#[test]
fn the_rest_of_a_clip_is_filled_up_and_follows_without_a_gap() {
    let mut scene = Scene::new();
    scene.queue(at(0), 48_000, &speech(1, 48_000, ms(205)));
    scene.finish();
    assert_eq!(scene.times().last(), Some(&200));
    assert_eq!(scene.sender.stats().padded_frames, 1);
    assert!(scene.sent.iter().skip(1).all(|sent| !sent.packet.marker));
}

#[test]
fn a_rest_waits_for_more_as_long_as_the_agent_usually_takes() {
    let mut scene = Scene::new();
    // Chunks of 30 ms every 30 ms, the last a little late: no chunk is torn by silence.
    for now in [0, 30, 60, 95] {
        scene.queue(at(now), 48_000, &[0; 1_440]);
    }
    scene.finish();
    assert_eq!(scene.sent.len(), 6);
    assert_eq!(scene.sender.stats().padded_frames, 0);
}

#[test]
fn a_few_samples_alone_are_sent_after_a_short_grace() {
    let mut scene = Scene::new();
    scene.queue(at(0), 48_000, &[9; 240]);
    scene.finish();
    assert_eq!(scene.times(), [25]);
}

#[test]
fn clear_is_heard_with_the_next_frame() {
    let mut scene = Scene::new();
    scene.queue(at(0), 48_000, &vec![0; 48_000]);
    scene.run_until(at(110));
    scene.sender.clear();
    assert_eq!(scene.sender.queued(), Duration::ZERO);
    assert_eq!(scene.sender.next_timeout(), None);
    assert_eq!(scene.times().last(), Some(&100));
    assert_eq!(scene.sender.stats().cleared, ms(880));
    // What the agent says instead keeps the beat: nothing overlaps.
    scene.queue(at(112), 48_000, &[0; FRAME_48K]);
    scene.finish();
    assert_eq!(scene.times().last(), Some(&120));
}

#[test]
fn audio_over_the_limit_is_refused_whole() {
    let mut scene = Scene::with(SenderConfig {
        playout_limit: ms(100),
        ..config()
    });
    let sender = &mut scene.sender;
    sender.queue(at(0), 48_000, &[0; 4_320]).unwrap();
    assert_eq!(sender.queue(at(0), 48_000, &[0; 481]), Err(Refused::Full));
    assert_eq!(sender.queued(), ms(90));
    sender.queue(at(0), 48_000, &[0; 480]).unwrap();
    assert_eq!(sender.stats().refused, 1);
    scene.run_until(at(0));
    scene.sender.queue(at(0), 48_000, &[0; FRAME_48K]).unwrap();
}

#[test]
fn rates_nobody_has_are_refused() {
    let mut scene = Scene::new();
    for rate in [0, 1, 1_000_000] {
        assert!(scene.sender.queue(at(0), rate, &[0; 10]).is_err(), "{rate}");
    }
    assert_eq!(scene.sender.queued(), Duration::ZERO);
}

#[test]
fn an_echo_agent_in_real_time_is_delayed_by_less_than_3_ms() {
    let mut scene = Scene::new();
    let mut jitter = 1u64;
    for frame in 0..1_500u64 {
        // Up to 1.5 ms late, as an event loop is, the very first 12 ms.
        jitter = jitter
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let late = if frame == 0 {
            12_000
        } else {
            (jitter >> 33) % 1_500
        };
        scene.queue(
            Timestamp::from_micros(20_000 * frame + late),
            16_000,
            &[0; 320],
        );
    }
    scene.finish();
    let mut waits: Vec<Duration> = scene.sent.iter().map(|sent| sent.packet.waited).collect();
    waits.sort_unstable();
    let p95 = waits[waits.len() * 95 / 100];
    assert!(p95 < ms(3), "{p95:?}");
    assert_eq!(scene.sent.len(), 1_500);
    assert!(scene.sent.iter().skip(1).all(|sent| !sent.packet.marker));
}

/// An agent that sends a frame every 20 ms, but for a stall, after which it sends at once what it
/// owes, up to so many frames: all others were dropped before it heard them.
fn stalled_agent(stall: u64, owed: u64) -> Scene {
    let mut scene = Scene::new();
    let end = 100 + stall;
    for frame in 0..500u64 {
        if (100..end.saturating_sub(owed)).contains(&frame) {
            continue;
        }
        let now = if (100..end).contains(&frame) {
            end
        } else {
            frame
        };
        scene.queue(at(20 * now), 16_000, &[0; 320]);
    }
    scene.finish();
    scene
}

#[test]
fn a_live_agent_that_stalled_is_back_in_time_within_200_ms_and_what_is_skipped_is_counted() {
    for (stall, owed) in [(9, 9), (15, 15), (50, 10), (50, 50)] {
        let scene = stalled_agent(stall, owed);
        let back = at(20 * (100 + stall) + 200);
        let after: Vec<_> = scene.sent.iter().filter(|sent| sent.at > back).collect();
        let longest = after.iter().map(|sent| sent.packet.waited).max();
        assert!(longest < Some(ms(20)), "{stall} {owed}: {longest:?}");
        let skipped = scene.sender.stats().skipped;
        let needless = ms(20 * owed);
        assert!(
            skipped.abs_diff(needless) <= ms(40),
            "{skipped:?} of {needless:?}"
        );
    }
}

#[test]
fn nothing_is_skipped_of_what_an_agent_says_ahead_of_its_time() {
    let mut scene = Scene::new();
    // In real time for two seconds; after a pause, a clip in small pieces, all at once.
    for frame in (0..100).chain([150; 40]) {
        scene.queue(at(20 * frame), 16_000, &[0; 320]);
    }
    scene.finish();
    assert_eq!(scene.sent.len(), 140);
    assert_eq!(scene.sender.stats().skipped, Duration::ZERO);
}

#[test]
fn nothing_is_skipped_of_a_lead_that_an_agent_keeps() {
    let mut scene = Scene::new();
    for frame in 0..500u64 {
        scene.queue(at(20 * frame.saturating_sub(5)), 16_000, &[0; 320]);
    }
    scene.finish();
    assert_eq!(scene.sent.len(), 500);
    assert_eq!(scene.sender.stats().skipped, Duration::ZERO);
}

#[test]
fn a_worker_that_comes_late_keeps_the_beat() {
    let mut scene = Scene::new();
    scene
        .sender
        .queue(at(0), 48_000, &[0; 5 * FRAME_48K])
        .unwrap();
    for now in [0, 23, 40, 61, 85] {
        scene.poll(at(now));
    }
    let times: Vec<u32> = scene.sent.iter().map(|sent| sent.packet.rtp_time).collect();
    assert_eq!(times, [0, 960, 1_920, 2_880, 3_840]);
}

#[test]
fn red_repeats_the_frame_before() {
    let mut scene = Scene::with(SenderConfig {
        red_distance: Some(1),
        ..config()
    });
    scene.queue(at(0), 48_000, &speech(1, 48_000, ms(200)));
    scene.finish();
    assert!(scene.sent.iter().all(|sent| sent.packet.red));
    let payloads: Vec<_> = scene
        .sent
        .iter()
        .map(|sent| RedPayload::parse(&sent.payload).unwrap())
        .collect();
    for pair in payloads.windows(2) {
        let repeated = pair[1].redundant().next().unwrap();
        assert_eq!(repeated.data, pair[0].primary().data);
        assert_eq!(repeated.timestamp_offset, FRAME_TICKS);
        assert_eq!(repeated.payload_type.get(), 111);
    }
    scene.sender.set_red_distance(2).unwrap();
    assert!(scene.sender.set_red_distance(3).is_err());
}

#[test]
fn fec_is_sent_once_the_peer_reports_loss() {
    let mut scene = Scene::new();
    scene.sender.set_expected_loss(0.1);
    scene.queue(at(0), 48_000, &speech(1, 48_000, ms(1_000)));
    scene.finish();
    let with_fec = scene
        .sent
        .iter()
        .filter(|sent| Packet::parse(&sent.payload).unwrap().has_fec());
    assert!(with_fec.count() > 20);
}

#[test]
fn packets_tell_how_loud_they_are() {
    let mut scene = Scene::new();
    scene.queue(at(0), 48_000, &[0; FRAME_48K]);
    scene.queue(at(20), 48_000, &[3_277; FRAME_48K]);
    scene.finish();
    assert_eq!(scene.sent[0].packet.level, AudioLevel::SILENCE);
    assert_eq!(scene.sent[1].packet.level.minus_dbov(), 20);
}

#[test]
fn only_what_can_be_heard_is_worth_trouble() {
    let mut scene = Scene::new();
    let quiet: Vec<i16> = (0..8).cycle().take(FRAME_48K).collect();
    for (frame, audio, effort) in [
        (0, speech(1, 48_000, ms(20)), Effort::Full),
        (1, vec![0; FRAME_48K], Effort::Least),
        (2, quiet, Effort::Least),
        (3, speech(1, 48_000, ms(20)), Effort::Full),
    ] {
        scene.queue(at(frame * 20), 48_000, &audio);
        scene.run_until(at(frame * 20));
        assert_eq!(scene.sender.encoder.effort(), effort);
    }
    assert_eq!(scene.sent.len(), 4);
}

#[test]
fn silence_is_not_encoded_and_what_is_said_after_it_is_heard_as_well_as_without() {
    let said = speech(1, 48_000, ms(2_000));
    let heard_after = |silence: u64| {
        let mut scene = Scene::new();
        let audio = [
            &said[..],
            &vec![0; 48 * usize::try_from(silence).unwrap()],
            &said,
        ];
        scene.queue(at(0), 48_000, &audio.concat());
        scene.finish();
        let frames = usize::try_from(silence / 20).unwrap();
        let silent = scene.sent.iter().filter(|sent| sent.payload == SILENCE);
        // What is said may begin or end with a frame that nobody hears.
        let expected = frames.saturating_sub(25);
        assert!((expected..=expected + 2).contains(&silent.count()));
        let heard = scene.heard();
        let (paused, after) = heard[said.len()..].split_at(heard.len() - 2 * said.len());
        (
            rms(paused.get(48 * 700..).unwrap_or_default()),
            align(&said, after, 1_000).correlation,
        )
    };
    let (_, without) = heard_after(400);
    let (paused, with) = heard_after(3_000);
    assert!(paused < 1.0, "{paused}");
    assert!(with > without - 0.005, "{with} instead of {without}");
}

#[test]
fn packets_and_bytes_are_counted() {
    let mut scene = Scene::new();
    scene.queue(at(0), 48_000, &speech(1, 48_000, ms(1_000)));
    scene.finish();
    let stats = scene.sender.stats();
    assert_eq!(stats.packets, 50);
    let bytes: usize = scene.sent.iter().map(|sent| sent.payload.len()).sum();
    assert_eq!(stats.bytes, bytes as u64);
    assert_eq!(stats.encode_failures, 0);
}

#[test]
fn settings_that_opus_does_not_have_are_refused() {
    let refused = |config| AudioSender::new(&config).is_err();
    assert!(refused(SenderConfig {
        bitrate: 0,
        ..config()
    }));
    assert!(refused(SenderConfig {
        red_distance: Some(3),
        ..config()
    }));
}

#[test]
fn a_sender_may_move_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&Scene::new().sender);
}
