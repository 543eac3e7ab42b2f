use jackfield_media::video::I420;

use super::*;
use crate::rtp::Packet;

pub(super) const FRAME: usize = 960;
pub(super) const TERMS: Terms = Terms {
    audio_kbps: 48,
    video_kbps: 500,
    sends_audio: true,
    sends_video: true,
    takes_audio: true,
    takes_video: true,
};

pub(super) fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(super) fn lanes(config: &Config) -> Lanes {
    Lanes::new(at(0), config, TERMS, 1)
}

pub(super) fn say(lanes: &Lanes, now: Timestamp) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    let sent = lanes.send_audio(now, (&[1_000; FRAME], 1, 48_000), |packet| {
        packets.push(packet.to_vec());
        Ok(())
    });
    assert_eq!(sent, Ok(Sent { unsent: 0 }));
    packets
}

pub(super) fn show(lanes: &Lanes, now: Timestamp) -> Vec<Vec<u8>> {
    let picture = I420::new(160, 120).unwrap();
    let mut packets = Vec::new();
    lanes
        .send_video(now, picture.as_ref(), |packet| {
            packets.push(packet.to_vec());
            Ok(())
        })
        .unwrap();
    packets
}

pub(super) fn is_key(packets: &[Vec<u8>]) -> bool {
    Packet::parse(&packets[0]).unwrap().header.is_key
}

#[test]
fn in_automatic_mode_a_report_is_an_order() {
    let mut config = Config::default();
    config.rate.automatic = true;
    let here = lanes(&config);
    let report = Report {
        lost: 1_000,
        received: 3_000,
    };
    let proposal = here.handle_report(at(2_000), &report.write()).unwrap();
    assert!(proposal.is_order);
    assert_eq!(here.wishes.video_kbps.load(Relaxed), 375);
    assert_eq!(here.handle_report(at(2_100), &report.write()), None);
    let back = here.poll_rate(at(7_000)).unwrap();
    assert!(back.kbps > 375);
    assert_eq!(here.wishes.video_kbps.load(Relaxed), back.kbps);
}

#[test]
fn figures_are_taken_once_a_second() {
    let here = lanes(&Config::default());
    say(&here, at(0));
    here.note_cpu(Duration::from_millis(100));
    assert_eq!(here.measure(at(500)), None);
    assert_eq!(here.metrics(), CallMetrics::default());
    assert_eq!(here.measure(at(1_000)), None, "as good as before");
    let metrics = here.metrics();
    assert!(metrics.memory_usage > 1_000);
    assert!((metrics.cpu_usage - 0.05).abs() < 0.01, "half of a tenth");
}
