use std::sync::Arc;

use super::*;
use crate::hub::{Doorbell, Frames, Hub};
use crate::{EngineConfig, hub};

const ID: SessionId = SessionId::from_u64(256);

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn host() -> Host {
    Host {
        config: Arc::new(EngineConfig {
            playout_limit: ms(100),
            ..EngineConfig::default()
        }),
        hub: Arc::new(Hub::new(Arc::new(Doorbell::new(|| {})), 960, 10)),
        metrics: Arc::default(),
        directory: Arc::default(),
        calls: Arc::default(),
        tape: crate::tape::Tape::default(),
    }
}

fn kinds(host: &Host) -> Vec<hub::EventKind> {
    let (mut notices, mut frames) = (Vec::new(), Frames::default());
    host.hub.drain(usize::MAX, &mut notices, &mut frames);
    notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn what_was_played_makes_room_and_the_last_of_it_is_told() {
    let (host, shared) = (host(), Shared::default());
    assert!(shared.reserve(ms(60), ms(100)));
    let mut held = Held::default();
    held.add(ms(60));
    held.settle(ms(20), ID, &shared, &host);
    assert_eq!(shared.queued(), ms(20));
    assert_eq!(kinds(&host), []);
    held.settle(Duration::ZERO, ID, &shared, &host);
    assert_eq!(kinds(&host), [EventKind::Drained]);
}

#[test]
fn a_host_that_was_refused_is_told_of_room() {
    let (host, shared) = (host(), Shared::default());
    assert!(shared.reserve(ms(100), ms(100)));
    assert!(!shared.reserve(ms(20), ms(100)));
    let mut held = Held::default();
    held.add(ms(100));
    held.settle(ms(40), ID, &shared, &host);
    assert_eq!(kinds(&host), [EventKind::Room]);
}
