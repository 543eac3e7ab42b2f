use std::io::{Read, Write};
use std::os::fd::AsRawFd;

use super::*;

#[test]
fn a_number_that_is_no_socket_is_an_error() {
    assert!(client(-1).is_err());
}

#[test]
fn a_client_s_socket_is_a_copy() {
    let (mut far, near) = UnixStream::pair().unwrap();
    let mut copy = client(near.as_raw_fd()).unwrap();
    drop(near);
    copy.write_all(b"still here").unwrap();
    let mut heard = [0; 10];
    far.read_exact(&mut heard).unwrap();
    assert_eq!(&heard, b"still here");
}

#[test]
fn little_waits_between_us_and_the_host() {
    let (mut ours, theirs) = pair().unwrap();
    let mut written = 0;
    while let Ok(count) = ours.write(&[0; 1_024]) {
        written += count;
    }
    assert!((1_024..65_536).contains(&written), "{written}");
    drop(theirs);
}
