use super::*;
use crate::host::tests::host;

const ODD: Format = Format {
    rate: 11_025,
    channels: 2,
    video: false,
};

#[test]
fn an_odd_rate_is_heard_at_one_of_opus() {
    let host = host(|_| {});
    let mut member = PcmMember::new(ODD, &host).unwrap();
    assert_eq!(member.rate(), SampleRate::Hz12000);
    let second = vec![1_000; 11_025];
    let mut frames = 0;
    for (index, message) in second.chunks(441).enumerate() {
        let now = Timestamp::from_millis(index as u64 * 40);
        member.receive(now, message, &host);
        for later in [0, 20] {
            member.hear(now + Duration::from_millis(later), &host);
            member.voice().tick();
            let frame = member.voice().frame(SampleRate::Hz12000).unwrap();
            frames += usize::from(frame.iter().filter(|sample| **sample == 1_000).count() > 200);
        }
    }
    assert!(frames > 45, "{frames}");
    let mut stats = SessionStats::default();
    member.fill(&mut stats);
    assert_eq!(stats.packets_received, 25);
}

#[test]
fn a_pause_is_no_input() {
    let host = host(|_| {});
    let mut member = PcmMember::new(ODD, &host).unwrap();
    assert!(!member.has_input());
    member.receive(Timestamp::ZERO, &[0; 1_000], &host);
    assert!(member.has_input());
    for at in 0..2_000 {
        member.hear(Timestamp::from_millis(at), &host);
    }
    assert!(!member.has_input());
}
