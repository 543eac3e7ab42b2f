use super::*;

const INFO: PacketInfo = PacketInfo {
    duration: 960,
    has_fec: false,
    is_dtx: false,
};

fn put(store: &mut PacketStore, sequence: u64, is_redundant: bool, data: &[u8]) {
    let place = Place {
        sequence,
        time: sequence * 960,
    };
    store.put(place, INFO, is_redundant, data);
}

/// Number and bytes of the first packet after a number.
fn first_after(store: &PacketStore, sequence: Option<u64>) -> Option<(u64, &[u8])> {
    let found = store.first_after(sequence)?;
    Some((found.place.sequence, &found.data))
}

#[test]
fn packets_come_out_in_order() {
    let mut store = PacketStore::new();
    for sequence in [7, 5, 6] {
        put(&mut store, sequence, false, &[1]);
    }
    assert_eq!(first_after(&store, None).unwrap().0, 5);
    assert_eq!(first_after(&store, Some(5)).unwrap().0, 6);
    assert_eq!(first_after(&store, Some(7)), None);
    assert_eq!(store.first_after(Some(6)).unwrap().end(), 8 * 960);
}

#[test]
fn a_packet_replaces_its_copy_but_not_the_other_way_round() {
    let mut store = PacketStore::new();
    put(&mut store, 1, true, &[1]);
    put(&mut store, 1, false, &[2]);
    put(&mut store, 1, true, &[3]);
    assert_eq!(first_after(&store, None), Some((1, [2].as_slice())));
}

#[test]
fn what_is_a_whole_round_older_gives_way() {
    let mut store = PacketStore::new();
    put(&mut store, 1, false, &[1]);
    put(&mut store, 1 + SLOTS as u64, false, &[2]);
    put(&mut store, 1, false, &[3]);
    assert_eq!(
        first_after(&store, None),
        Some((1 + SLOTS as u64, [2].as_slice()))
    );
}

#[test]
fn a_slot_that_was_given_back_is_empty() {
    let mut store = PacketStore::new();
    put(&mut store, 1, false, &[1]);
    store.remove(1 + SLOTS as u64);
    assert!(first_after(&store, None).is_some());
    store.remove(1);
    assert_eq!(first_after(&store, None), None);
    put(&mut store, 2, false, &[1]);
    store.clear();
    assert_eq!(first_after(&store, None), None);
}

#[test]
fn every_slot_has_room_from_the_start() {
    let store = PacketStore::new();
    assert!(
        store
            .slots
            .iter()
            .all(|slot| slot.data.capacity() >= RESERVED)
    );
}
