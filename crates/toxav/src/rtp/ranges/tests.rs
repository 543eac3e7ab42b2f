use super::*;
use proptest::prelude::*;

#[test]
fn bytes_are_counted_once() {
    let mut ranges = Ranges::new();
    assert_eq!(ranges.insert(0, 10), Some(10));
    assert_eq!(ranges.insert(0, 10), Some(0), "twice");
    assert_eq!(ranges.insert(5, 15), Some(5), "overlapping");
    assert_eq!(ranges.insert(20, 30), Some(10), "after a hole");
    assert_eq!(ranges.insert(12, 25), Some(5), "the hole");
    assert_eq!(ranges.insert(0, 40), Some(10), "around all of it");
    assert_eq!((ranges.len(), ranges.ranges.len()), (40, 1));
    ranges.clear();
    assert_eq!((ranges.len(), ranges.insert(0, 1)), (0, Some(1)));
}

#[test]
fn a_frame_in_too_many_pieces_is_not_taken_any_further() {
    let mut ranges = Ranges::new();
    let most = u32::try_from(MAX_RANGES).unwrap();
    for at in (0..most).rev() {
        assert_eq!(ranges.insert(2 * at, 2 * at + 1), Some(1));
    }
    assert_eq!(ranges.insert(4 * most, 4 * most + 1), None);
    assert_eq!(ranges.insert(1, 2), Some(1), "what fills a hole is");
    assert!(ranges.memory() < 20_000);
}

proptest! {
    #[test]
    fn it_is_as_if_every_byte_were_marked(
        inserted in prop::collection::vec((0_u32..100, 1_u32..20), 0..60),
    ) {
        let mut ranges = Ranges::new();
        let mut marked = [false; 120];
        for (start, len) in inserted {
            let place = &mut marked[start as usize..(start + len) as usize];
            let fresh = u32::try_from(place.iter().filter(|mark| !**mark).count()).unwrap();
            place.fill(true);
            prop_assert_eq!(ranges.insert(start, start + len), Some(fresh));
            let here = marked.iter().filter(|mark| **mark).count();
            prop_assert_eq!(ranges.len() as usize, here);
            prop_assert!(ranges.ranges.is_sorted_by(|left, right| left.1 < right.0));
        }
    }
}
