//! The driver with threads, sockets and the real clock.

mod agenda;
mod clock;
mod descriptor;
pub(crate) mod files;
mod framing;
mod interfaces;
mod mailbox;
mod mmsg;
mod pace;
mod ready;
mod recorder;
mod stream;
mod tcp;
mod thread;
mod udp;

pub(crate) use clock::Clock;
pub(crate) use descriptor::duplicate;
pub(crate) use mailbox::Mailbox;
pub(crate) use recorder::RecorderThread;
pub(crate) use stream::{Adopted, NotSentLimit};
pub(crate) use thread::{Ports, spawn};
