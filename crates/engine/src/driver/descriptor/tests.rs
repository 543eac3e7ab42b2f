use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

use super::*;

#[test]
fn the_copy_outlives_what_it_was_copied_from() {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    let mut copy = UnixStream::from(duplicate(ours.as_raw_fd()).unwrap());
    drop(ours);
    theirs.write_all(b"x").unwrap();
    let mut byte = [0];
    copy.read_exact(&mut byte).unwrap();
    assert_eq!(&byte, b"x");
}

#[test]
fn a_number_that_is_no_descriptor_is_refused() {
    assert_eq!(duplicate(-1).unwrap_err().raw_os_error(), Some(libc::EBADF));
}
