//! `recvmmsg` and `sendmmsg`: many datagrams per system call, with the kernel's arrival stamps.
//!
//! Unsafe because no kept library does it as needed here: `nix` reuses its message headers
//! without resetting the lengths the kernel wrote into them, and `quinn-udp` has no arrival
//! stamps. Everything unsafe is in this file, which offers safe types only.
#![allow(
    unsafe_code,
    reason = "two system calls and the reading of their control messages"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "constants of the system's interface, small by definition"
)]

use std::io;
use std::mem::{MaybeUninit, size_of};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::Duration;

/// Datagrams per system call; more gains nothing measurable.
pub(super) const BATCH: usize = 64;
/// Bigger than any path's MTU; longer datagrams are cut, fail authentication and are counted.
const DATAGRAM_BYTES: usize = 2048;
/// Room for a time stamp and a drop counter.
const CONTROL_BYTES: usize = 64;

#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct Control([u8; CONTROL_BYTES]);

/// Buffers for one `recvmmsg`.
pub(super) struct Receiver {
    buffers: Box<[[u8; DATAGRAM_BYTES]]>,
    controls: Box<[Control]>,
    addresses: Box<[libc::sockaddr_storage]>,
    received: Vec<Received>,
}

/// One datagram; its bytes are at the same index in the receiver.
#[derive(Debug, Clone, Copy)]
pub(super) struct Received {
    pub(super) source: Option<SocketAddr>,
    length: usize,
    /// Wall-clock time since the Unix epoch.
    pub(super) stamp: Option<Duration>,
    /// Datagrams the kernel dropped on this socket so far, when it says so.
    pub(super) kernel_drops: Option<u32>,
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Receiver").finish_non_exhaustive()
    }
}

impl Receiver {
    pub(super) fn new() -> Self {
        // SAFETY: an all-zero sockaddr_storage is a valid one of family AF_UNSPEC.
        let address: libc::sockaddr_storage = unsafe { MaybeUninit::zeroed().assume_init() };
        Self {
            buffers: vec![[0; DATAGRAM_BYTES]; BATCH].into_boxed_slice(),
            controls: vec![Control([0; CONTROL_BYTES]); BATCH].into_boxed_slice(),
            addresses: vec![address; BATCH].into_boxed_slice(),
            received: Vec::with_capacity(BATCH),
        }
    }

    /// Reads what is there, without waiting; `WouldBlock` when there is nothing.
    pub(super) fn receive(&mut self, socket: BorrowedFd<'_>) -> io::Result<usize> {
        self.received.clear();
        let mut vectors = [const { EMPTY_VECTOR }; BATCH];
        let mut headers = [const { EMPTY_HEADER }; BATCH];
        let parts = self
            .buffers
            .iter_mut()
            .zip(&mut self.controls)
            .zip(&mut self.addresses);
        for ((header, vector), ((buffer, control), address)) in
            headers.iter_mut().zip(&mut vectors).zip(parts)
        {
            vector.iov_base = buffer.as_mut_ptr().cast();
            vector.iov_len = DATAGRAM_BYTES;
            header.msg_hdr.msg_iov = vector;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_name = std::ptr::from_mut(address).cast();
            header.msg_hdr.msg_namelen = length_of::<libc::sockaddr_storage>();
            header.msg_hdr.msg_control = control.0.as_mut_ptr().cast();
            header.msg_hdr.msg_controllen = CONTROL_BYTES;
        }
        // SAFETY: every header points to a buffer, a control area and an address of the lengths
        // it names, all of which outlive the call; BATCH is the number of headers.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
        for (header, address) in headers.iter().zip(&self.addresses).take(count) {
            let (stamp, kernel_drops) = read_control(&header.msg_hdr);
            self.received.push(Received {
                source: socket_address(address),
                length: (header.msg_len as usize).min(DATAGRAM_BYTES),
                stamp,
                kernel_drops,
            });
        }
        Ok(count)
    }

    /// What the last call read.
    pub(super) fn datagrams(&self) -> impl Iterator<Item = (Received, &[u8])> {
        self.received
            .iter()
            .zip(&self.buffers)
            .map(|(received, buffer)| {
                (*received, buffer.get(..received.length).unwrap_or_default())
            })
    }
}

/// Sends datagrams in order; answers how many the kernel took.
pub(super) fn send<'a>(
    socket: BorrowedFd<'_>,
    datagrams: impl Iterator<Item = (SocketAddr, &'a [u8])>,
) -> io::Result<usize> {
    let mut addresses = [const { Address { v4: EMPTY_V4 } }; BATCH];
    let mut vectors = [const { EMPTY_VECTOR }; BATCH];
    let mut headers = [const { EMPTY_HEADER }; BATCH];
    let mut count = 0;
    for ((((destination, datagram), header), vector), address) in datagrams
        .zip(&mut headers)
        .zip(&mut vectors)
        .zip(&mut addresses)
    {
        header.msg_hdr.msg_namelen = address.set(destination);
        header.msg_hdr.msg_name = std::ptr::from_mut(address).cast();
        vector.iov_base = datagram.as_ptr().cast_mut().cast();
        vector.iov_len = datagram.len();
        header.msg_hdr.msg_iov = vector;
        header.msg_hdr.msg_iovlen = 1;
        count += 1;
    }
    // SAFETY: the first `count` headers point to an address and a datagram of the lengths they
    // name, which outlive the call; the kernel only reads them.
    let sent = unsafe {
        libc::sendmmsg(
            socket.as_raw_fd(),
            headers.as_mut_ptr(),
            count,
            libc::MSG_DONTWAIT,
        )
    };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

const EMPTY_VECTOR: libc::iovec = libc::iovec {
    iov_base: std::ptr::null_mut(),
    iov_len: 0,
};

// SAFETY: all-zero message headers are valid: no name, no buffers, no control.
const EMPTY_HEADER: libc::mmsghdr = unsafe { MaybeUninit::zeroed().assume_init() };
const EMPTY_V4: libc::sockaddr_in = libc::sockaddr_in {
    sin_family: 0,
    sin_port: 0,
    sin_addr: libc::in_addr { s_addr: 0 },
    sin_zero: [0; 8],
};

/// The two kinds of address, in place.
#[repr(C)]
union Address {
    v4: libc::sockaddr_in,
    v6: libc::sockaddr_in6,
}

impl Address {
    /// Writes an address; answers its length.
    fn set(&mut self, address: SocketAddr) -> libc::socklen_t {
        match address {
            SocketAddr::V4(v4) => {
                self.v4 = libc::sockaddr_in {
                    sin_family: libc::AF_INET as libc::sa_family_t,
                    sin_port: v4.port().to_be(),
                    sin_addr: libc::in_addr {
                        s_addr: u32::from_ne_bytes(v4.ip().octets()),
                    },
                    sin_zero: [0; 8],
                };
                length_of::<libc::sockaddr_in>()
            }
            SocketAddr::V6(v6) => {
                self.v6 = libc::sockaddr_in6 {
                    sin6_family: libc::AF_INET6 as libc::sa_family_t,
                    sin6_port: v6.port().to_be(),
                    sin6_flowinfo: v6.flowinfo(),
                    sin6_addr: libc::in6_addr {
                        s6_addr: v6.ip().octets(),
                    },
                    sin6_scope_id: v6.scope_id(),
                };
                length_of::<libc::sockaddr_in6>()
            }
        }
    }
}

fn length_of<T>() -> libc::socklen_t {
    size_of::<T>() as libc::socklen_t
}

fn socket_address(address: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match libc::c_int::from(address.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that the storage, which is larger, holds a sockaddr_in.
            let v4 = unsafe { &*std::ptr::from_ref(address).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes());
            Some(SocketAddrV4::new(ip, u16::from_be(v4.sin_port)).into())
        }
        libc::AF_INET6 => {
            // SAFETY: as above, for a sockaddr_in6.
            let v6 = unsafe { &*std::ptr::from_ref(address).cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(v6.sin6_addr.s6_addr);
            let port = u16::from_be(v6.sin6_port);
            Some(SocketAddrV6::new(ip, port, 0, v6.sin6_scope_id).into())
        }
        _ => None,
    }
}

/// The stamp and the drop counter among a message's control messages.
fn read_control(header: &libc::msghdr) -> (Option<Duration>, Option<u32>) {
    let (mut stamp, mut drops) = (None, None);
    // SAFETY: the kernel wrote `msg_controllen` valid bytes of control messages; the CMSG macros
    // stay within them, and each value is read unaligned after its level and type were checked.
    unsafe {
        let mut control = libc::CMSG_FIRSTHDR(header);
        while !control.is_null() {
            let data = libc::CMSG_DATA(control);
            if (*control).cmsg_level == libc::SOL_SOCKET {
                if (*control).cmsg_type == libc::SCM_TIMESTAMPNS {
                    let time = data.cast::<libc::timespec>().read_unaligned();
                    stamp = duration(time);
                } else if (*control).cmsg_type == libc::SO_RXQ_OVFL {
                    drops = Some(data.cast::<u32>().read_unaligned());
                }
            }
            control = libc::CMSG_NXTHDR(header, control);
        }
    }
    (stamp, drops)
}

fn duration(time: libc::timespec) -> Option<Duration> {
    let seconds = u64::try_from(time.tv_sec).ok()?;
    Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(test)]
mod tests;
