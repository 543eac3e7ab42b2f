//! The driver with threads, sockets and the real clock.

mod clock;
mod framing;
mod interfaces;
mod mailbox;
mod mmsg;
mod tcp;
mod thread;
mod udp;

pub(crate) use clock::Clock;
pub(crate) use mailbox::Mailbox;
pub(crate) use thread::{Ports, spawn};
