use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use std::io::Write;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::*;

#[test]
fn who_was_written_to_is_ready_and_nobody_else() {
    let pairs: Vec<_> = (0..70).map(|_| UnixStream::pair().unwrap()).collect();
    for written in [1, 69] {
        (&pairs[written].1).write_all(b"x").unwrap();
    }

    let mut watched: Vec<_> = pairs
        .iter()
        .map(|pair| PollFd::new(pair.0.as_fd(), PollFlags::POLLIN))
        .collect();
    poll(&mut watched, PollTimeout::ZERO).unwrap();
    let ready = Ready::of(&watched);
    let found: Vec<usize> = (0..70).filter(|index| ready.has(*index)).collect();
    assert_eq!(found, [1, 63, 64, 65, 66, 67, 68, 69]);
}
