//! One UDP socket of a worker.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};

use nix::sys::socket::{setsockopt, sockopt};

use super::mmsg;
use crate::EngineError;
use crate::traffic::Outgoing;

/// A socket and what peers know it as.
#[derive(Debug)]
pub(super) struct UdpPort {
    socket: UdpSocket,
    /// Where it is really bound.
    pub(super) bound: SocketAddr,
    /// The candidate it stands for: what datagrams to it name as their destination.
    pub(super) told: Vec<SocketAddr>,
    /// The kernel's drop counter as last seen.
    drops_seen: u32,
}

impl UdpPort {
    pub(super) fn bind(address: SocketAddr, buffer: usize) -> Result<Self, EngineError> {
        let failed = |source: io::Error| EngineError::Socket {
            address: format!("udp {address}"),
            source,
        };
        let socket = UdpSocket::bind(address).map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        let bound = socket.local_addr().map_err(failed)?;
        let options = || -> nix::Result<()> {
            // A small buffer: under overload packets are dropped and counted, not heard late.
            setsockopt(&socket, sockopt::RcvBuf, &buffer)?;
            setsockopt(&socket, sockopt::SndBuf, &buffer)?;
            setsockopt(&socket, sockopt::ReceiveTimestampns, &true)?;
            setsockopt(&socket, sockopt::RxqOvfl, &1)
        };
        options().map_err(|errno| failed(errno.into()))?;
        Ok(Self {
            socket,
            bound,
            told: Vec::new(),
            drops_seen: 0,
        })
    }

    /// How many datagrams the kernel dropped since the last time, given its running count.
    pub(super) fn new_drops(&mut self, count: u32) -> u64 {
        let new = count.wrapping_sub(self.drops_seen);
        self.drops_seen = count;
        u64::from(new)
    }

    /// Sends what leaves from this port; answers how many datagrams had no room.
    pub(super) fn send(&self, datagrams: &[&Outgoing]) -> u64 {
        let mut dropped = 0;
        for batch in datagrams.chunks(mmsg::BATCH) {
            let mut rest = batch;
            while !rest.is_empty() {
                let items = rest
                    .iter()
                    .map(|item| (item.destination, item.datagram.as_slice()));
                match mmsg::send(self.socket.as_fd(), items) {
                    Ok(sent) if sent > 0 => rest = rest.get(sent..).unwrap_or_default(),
                    // Nothing of real-time media is worth waiting for.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        dropped += rest.len() as u64;
                        break;
                    }
                    // This one cannot be sent (no route, refused by the peer's host); the others can.
                    _ => {
                        dropped += 1;
                        rest = rest.get(1..).unwrap_or_default();
                    }
                }
            }
        }
        dropped
    }
}

impl AsFd for UdpPort {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

#[cfg(test)]
mod tests;
