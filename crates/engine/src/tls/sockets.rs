//! The two sockets of a client: its own, and the host's.

use std::io;
use std::net::TcpStream;
use std::os::fd::{OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use nix::sys::socket::{setsockopt, sockopt};

use crate::driver::{NotSentLimit, duplicate};

/// What may wait in the kernel between us and the host, each way: who reads slowly is to be noticed
/// by whoever writes, as audio that waits is to wait where the oldest can go.
const HELD_BYTES: usize = 8 * 1024;
/// The same towards the client.
const UNSENT_BYTES: u32 = 16 * 1024;

/// The client's socket, a copy of the host's.
pub(super) fn client(descriptor: RawFd) -> io::Result<TcpStream> {
    let stream = TcpStream::from(duplicate(descriptor)?);
    stream.set_nonblocking(true)?;
    // Other kinds of sockets know no such options.
    let _ = stream.set_nodelay(true);
    let _ = setsockopt(&stream, NotSentLimit, &UNSENT_BYTES);
    Ok(stream)
}

/// Our end and the host's.
pub(super) fn pair() -> io::Result<(UnixStream, OwnedFd)> {
    let (ours, theirs) = UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    for end in [&ours, &theirs] {
        setsockopt(end, sockopt::SndBuf, &HELD_BYTES)?;
    }
    Ok((ours, theirs.into()))
}

/// Whether the same call may work later.
pub(super) fn is_transient(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests;
