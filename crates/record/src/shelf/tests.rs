use super::*;

fn packet(ticks: u64, content: u8, is_copy: bool) -> Held {
    Held {
        ticks,
        samples: 960,
        audio: Audio::Opus(Arc::from([content])),
        is_copy,
    }
}

fn contents(shelf: &mut Shelf) -> Vec<(u64, Audio)> {
    std::iter::from_fn(|| shelf.take_first())
        .map(|held| (held.ticks, held.audio))
        .collect()
}

fn opus(content: u8) -> Audio {
    Audio::Opus(Arc::from([content]))
}

#[test]
fn packets_come_in_the_order_of_their_time() {
    let mut shelf = Shelf::default();
    for ticks in [1_920, 0, 960] {
        assert_eq!(shelf.put(packet(ticks, 1, false)), Ok(()));
    }
    let order: Vec<u64> = contents(&mut shelf)
        .iter()
        .map(|(ticks, _)| *ticks)
        .collect();
    assert_eq!(order, [0, 960, 1_920]);
}

#[test]
fn a_duplicate_is_kept_once() {
    let mut shelf = Shelf::default();
    assert_eq!(shelf.put(packet(0, 1, false)), Ok(()));
    assert_eq!(shelf.put(packet(0, 2, false)), Err(Refused::Known));
    assert_eq!(shelf.put(packet(0, 3, true)), Err(Refused::Known));
    assert_eq!(contents(&mut shelf), [(0, opus(1))]);
}

#[test]
fn a_copy_repairs_until_the_packet_itself_comes() {
    let mut shelf = Shelf::default();
    assert_eq!(shelf.put(packet(0, 2, true)), Ok(()));
    assert_eq!(shelf.put(packet(960, 3, true)), Ok(()));
    assert_eq!(shelf.put(packet(0, 1, false)), Ok(()));
    assert_eq!(contents(&mut shelf), [(0, opus(1)), (960, opus(3))]);
}

#[test]
fn a_flood_is_refused() {
    let mut shelf = Shelf::default();
    let refused = (0..10_000).filter(|ticks| shelf.put(packet(*ticks, 1, false)).is_err());
    assert_eq!(refused.count(), 10_000 - ROOM);
}
