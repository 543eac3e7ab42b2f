use super::*;

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(1_000 * seconds)
}

/// So many of a hundred bytes were lost.
fn loss(percent: u32) -> Report {
    Report {
        lost: percent,
        received: 100 - percent,
    }
}

fn adapter(automatic: bool, audio: u32, video: u32) -> Adapter {
    let mut adapter = Adapter::new(RateConfig {
        automatic,
        ..RateConfig::default()
    });
    adapter.set(Media::Audio, audio);
    adapter.set(Media::Video, video);
    adapter
}

const fn proposal(media: Media, kbps: u32) -> Proposal {
    Proposal {
        media,
        kbps,
        is_order: false,
    }
}

#[test]
fn from_a_tenth_on_less_is_proposed_of_video_first() {
    let mut both = adapter(false, 48, 1_000);
    assert_eq!(both.report(at(1), loss(9)), None);
    assert_eq!(
        both.report(at(2), loss(10)),
        Some(proposal(Media::Video, 900))
    );
    assert_eq!(
        both.report(at(3), loss(25)),
        Some(proposal(Media::Video, 750))
    );
    let mut audio = adapter(false, 48, 0);
    assert_eq!(
        audio.report(at(2), loss(20)),
        Some(proposal(Media::Audio, 38))
    );
    assert_eq!(adapter(false, 0, 0).report(at(2), loss(20)), None);
}

#[test]
fn a_proposal_changes_nothing_by_itself() {
    let mut adapter = adapter(false, 48, 1_000);
    adapter.report(at(1), loss(50));
    assert_eq!(adapter.present(Media::Video), 1_000);
    assert_eq!(adapter.next_timeout(), None);
    assert_eq!(adapter.poll(at(100)), None);
}

#[test]
fn automatic_mode_gives_way_and_comes_back() {
    let mut adapter = adapter(true, 48, 1_000);
    let proposed = adapter.report(at(1), loss(50)).unwrap();
    assert!(proposed.is_order);
    assert_eq!((proposed.media, proposed.kbps), (Media::Video, 500));
    assert_eq!(adapter.next_timeout(), Some(at(5)));
    assert_eq!(adapter.poll(at(4)), None);
    assert_eq!(adapter.poll(at(5)).map(|step| step.kbps), Some(540));
    assert_eq!(adapter.next_timeout(), Some(at(6)));
    let mut steps = 1;
    while let Some(due) = adapter.next_timeout() {
        assert!(adapter.poll(due).is_some());
        steps += 1;
    }
    assert_eq!(adapter.present(Media::Video), 1_000);
    assert_eq!(steps, 10);
}

#[test]
fn what_little_loss_there_is_keeps_the_rate_where_it_is() {
    let mut adapter = adapter(true, 48, 1_000);
    adapter.report(at(1), loss(50));
    for second in 2..20 {
        assert_eq!(adapter.report(at(second), loss(2)), None);
        assert_eq!(adapter.poll(at(second)), None);
    }
}

#[test]
fn there_is_a_least_rate_but_never_more_than_was_asked_for() {
    let mut both = adapter(true, 48, 200);
    for second in 1..10 {
        both.report(at(second), loss(60));
    }
    assert_eq!(both.present(Media::Video), 100);
    let mut little = adapter(true, 8, 0);
    assert_eq!(little.report(at(1), loss(60)), None);
    assert_eq!(little.present(Media::Audio), 8);
}
