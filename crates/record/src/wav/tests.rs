use super::*;

fn number(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

#[test]
fn the_sizes_are_those_of_what_is_there() {
    let mut wav = Wav::default();
    let mut writes = Vec::new();
    wav.samples([1, 2, 3]);
    wav.take_writes(&mut writes);
    let bytes = &writes[0].bytes;
    assert_eq!((bytes.len(), writes.len()), (86, 1));
    assert_eq!(number(&bytes[4..8]), 78);
    assert_eq!((&bytes[72..76], number(&bytes[76..80])), (&b"data"[..], 6));
}

#[test]
fn what_comes_later_is_appended_before_the_sizes_change() {
    let mut wav = Wav::default();
    let mut writes = Vec::new();
    wav.take_writes(&mut writes);
    wav.samples([5]);
    wav.take_writes(&mut writes);
    wav.take_writes(&mut writes);
    assert_eq!(writes.len(), 3, "nothing is written when nothing was added");
    assert_eq!(
        (writes[1].offset, &writes[1].bytes[..]),
        (None, &[5, 0][..])
    );
    assert_eq!(writes[2].offset, Some(0));
}

#[test]
fn beyond_4_gib_it_is_rf64() {
    let below = head(u64::from(u32::MAX) - 72);
    assert_eq!((&below[..4], &below[12..16]), (&b"RIFF"[..], &b"JUNK"[..]));
    let beyond = head(5 << 30);
    assert_eq!(
        (&beyond[..4], &beyond[12..16]),
        (&b"RF64"[..], &b"ds64"[..])
    );
    assert_eq!(number(&beyond[4..8]), u64::from(u32::MAX));
    assert_eq!(number(&beyond[20..28]), (5 << 30) + 72);
    assert_eq!(number(&beyond[28..36]), 5 << 30);
    assert_eq!(number(&beyond[36..44]), 5 << 29);
    assert_eq!(number(&beyond[76..80]), u64::from(u32::MAX));
}
