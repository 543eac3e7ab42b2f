//! A worker on its thread: wait, read, run, write.

use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{CandidateKind, LocalCandidate, Protocol};
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;

use super::agenda::Agenda;
use super::interfaces::{bind_addresses, told_addresses};
use super::mmsg::{BATCH, Receiver};
use super::pace::Pace;
use super::ready::Ready;
use super::stream::{StreamInput, StreamPort};
use super::tcp::TcpPort;
use super::udp::UdpPort;
use super::{Clock, Mailbox};
use crate::metrics::Counter;
use crate::traffic::{Incoming, Outgoing};
use crate::worker::Worker;
use crate::{Command, EngineConfig, EngineError, Metrics, SessionId};

/// Full batches read from one socket before timers and sending get their turn.
const BATCHES_PER_TURN: usize = 4;
/// How long a thread sleeps when nothing is due.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// A free port for UDP may be taken for TCP: how often another is tried.
const PORT_ATTEMPTS: usize = 20;

/// The sockets of one worker.
#[derive(Debug)]
pub(crate) struct Ports {
    udp: Vec<UdpPort>,
    tcp: Vec<TcpPort>,
    streams: StreamPort,
}

impl Ports {
    /// Binds the sockets of worker `index`.
    pub(crate) fn bind(config: &EngineConfig, index: usize) -> Result<Self, EngineError> {
        let offset = u16::try_from(index).unwrap_or(u16::MAX);
        let port = match config.media_port {
            0 => 0,
            first => first
                .checked_add(offset)
                .ok_or_else(|| EngineError::Config {
                    field: "media_port",
                    reason: format!("no port is left for worker {index} after {first}"),
                })?,
        };
        let mut attempts = if port == 0 { PORT_ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match Self::bind_all(config, port) {
                Err(EngineError::Socket { source, .. })
                    if attempts > 0 && source.kind() == std::io::ErrorKind::AddrInUse => {}
                result => return result,
            }
        }
    }

    /// What peers are told.
    pub(crate) fn candidates(&self) -> Vec<LocalCandidate> {
        let candidate = |protocol| {
            move |address: &SocketAddr| LocalCandidate {
                protocol,
                address: *address,
                kind: CandidateKind::Host,
            }
        };
        let udp = self
            .udp
            .iter()
            .flat_map(|port| &port.told)
            .map(candidate(Protocol::Udp));
        let tcp = self
            .tcp
            .iter()
            .flat_map(|port| &port.told)
            .map(candidate(Protocol::Tcp));
        udp.chain(tcp).collect()
    }

    /// How many descriptors are watched before the mailbox.
    fn watched(&self) -> usize {
        self.udp.len() + self.tcp.len() + 1
    }

    fn bind_all(config: &EngineConfig, mut port: u16) -> Result<Self, EngineError> {
        let mut ports = Self {
            udp: Vec::new(),
            tcp: Vec::new(),
            streams: StreamPort::new(config.websocket)?,
        };
        for ip in bind_addresses(config)? {
            let mut udp = UdpPort::bind(SocketAddr::new(ip, port), config.socket_buffer)?;
            // Every address of a worker has the same port, and TCP the same as UDP.
            port = udp.bound.port();
            let told = told_addresses(config, ip);
            udp.told = told.iter().map(|ip| SocketAddr::new(*ip, port)).collect();
            if config.tcp {
                let mut tcp = TcpPort::bind(udp.bound, config)?;
                tcp.told.clone_from(&udp.told);
                ports.tcp.push(tcp);
            }
            ports.udp.push(udp);
        }
        Ok(ports)
    }
}

/// Starts a worker's thread; it ends when its mailbox is stopped.
pub(crate) fn spawn(
    index: usize,
    worker: Worker,
    ports: Ports,
    mailbox: Arc<Mailbox>,
    clock: Clock,
) -> Result<JoinHandle<()>, EngineError> {
    let metrics = worker.metrics();
    let thread = WorkerThread {
        worker,
        ports,
        mailbox,
        agenda: Agenda::default(),
        clock,
        metrics,
        receiver: Receiver::new(),
        pace: Pace::default(),
    };
    std::thread::Builder::new()
        .name(format!("jackfield-{index}"))
        .spawn(move || thread.run())
        .map_err(|source| EngineError::System {
            what: "media thread",
            source,
        })
}

struct WorkerThread {
    worker: Worker,
    ports: Ports,
    mailbox: Arc<Mailbox>,
    agenda: Agenda,
    clock: Clock,
    metrics: Arc<Metrics>,
    receiver: Receiver,
    pace: Pace,
}

impl WorkerThread {
    fn run(mut self) {
        while !self.mailbox.is_stopped() {
            let ready = self.wait();
            // A look at the mailbox costs a system call.
            let is_asked = ready.is_none_or(|ready| ready.has(self.ports.watched()));
            let asked = if is_asked {
                self.mailbox.take()
            } else {
                Vec::new()
            };
            for command in self.agenda.turn(asked) {
                self.obey(command);
            }
            if let Some(ready) = ready {
                self.look(ready);
            }
            self.worker.handle_timeout(self.clock.now());
            self.write();
            self.worker.flush();
        }
        self.worker.shut_down(self.clock.now());
        self.write();
        self.worker.flush();
    }

    fn look(&mut self, ready: Ready) {
        let looked = self.clock.now();
        let (udp, tcp) = (self.ports.udp.len(), self.ports.tcp.len());
        for index in (0..udp).filter(|index| ready.has(*index)) {
            self.read_udp(index);
        }
        for index in 0..tcp {
            self.read_tcp(index, ready.has(udp + index));
        }
        self.read_streams(ready.has(udp + tcp));
        let decoding = self.worker.take_decoding();
        self.pace.look(looked, decoding);
    }

    fn obey(&mut self, command: Command) {
        let now = self.clock.now();
        let Command::OpenSocket { session, .. } = command else {
            return self.worker.handle_command(now, command);
        };
        // Its greeting leaves first.
        let is_adopted = self
            .mailbox
            .take_stream(session)
            .is_some_and(|stream| self.ports.streams.adopt(now, session, stream));
        self.worker.handle_command(now, command);
        if !is_adopted {
            self.worker.handle_stream(now, session, &[]);
        }
    }

    /// Sleeps until a socket, a command or a deadline wants attention. Answers which sockets do: the
    /// ports for UDP, those for TCP, the streams; nothing when it is too early to look at them.
    fn wait(&self) -> Option<Ready> {
        // Whoever waits on the agenda was promised a look in between.
        if self.agenda.is_empty() && self.rests() {
            return None;
        }
        let waits = (!self.agenda.is_empty()).then(|| self.clock.now());
        let probation = self.ports.tcp.iter().filter_map(TcpPort::next_timeout);
        let due = self
            .worker
            .next_timeout()
            .into_iter()
            .chain(waits)
            .chain(probation)
            .chain(self.ports.streams.next_timeout())
            .min();
        let wait = due.map_or(LONGEST_WAIT, |at| {
            at.since(self.clock.now()).min(LONGEST_WAIT)
        });
        let udp = self.ports.udp.iter().map(UdpPort::as_fd);
        let tcp = self.ports.tcp.iter().map(TcpPort::as_fd);
        let mut watched: Vec<PollFd<'_>> = udp
            .chain(tcp)
            .chain([self.ports.streams.as_fd(), self.mailbox.as_fd()])
            .map(|descriptor| PollFd::new(descriptor, PollFlags::POLLIN))
            .collect();
        // An interrupted wait is an early wake-up.
        let _ = ppoll(&mut watched, Some(TimeSpec::from_duration(wait)), None);
        Some(Ready::of(&watched))
    }

    /// Rests, if it is time to; true when a command or a deadline came before the end.
    fn rests(&self) -> bool {
        let now = self.clock.now();
        let rest = self.pace.rest(now);
        if rest.is_zero() {
            return false;
        }
        let due = self.worker.next_timeout();
        let rest = due.map_or(rest, |at| rest.min(at.since(now)));
        let mut watched = [PollFd::new(self.mailbox.as_fd(), PollFlags::POLLIN)];
        let _ = ppoll(&mut watched, Some(TimeSpec::from_duration(rest)), None);
        !self.pace.rest(self.clock.now()).is_zero()
    }

    fn read_udp(&mut self, index: usize) {
        for _ in 0..BATCHES_PER_TURN {
            if self.read_batch(index) < BATCH {
                break;
            }
            // Echoes leave before more is read: under load this keeps their delay down.
            write_udp(
                &self.ports.udp,
                self.worker.outbox(),
                &self.metrics,
                self.clock,
            );
        }
    }

    /// Reads once from a port; answers how many datagrams there were.
    fn read_batch(&mut self, index: usize) -> usize {
        let Some(port) = self.ports.udp.get_mut(index) else {
            return 0;
        };
        let Ok(count) = self.receiver.receive(port.as_fd()) else {
            return 0;
        };
        let reading = self.clock.reading();
        for (received, datagram) in self.receiver.datagrams() {
            if let Some(drops) = received.kernel_drops {
                self.metrics.add(Counter::DropKernel, port.new_drops(drops));
            }
            let (Some(source), Some(destination)) = (received.source, port.told.first()) else {
                continue;
            };
            let incoming = Incoming {
                protocol: Protocol::Udp,
                source,
                destination: *destination,
                arrival: reading.arrival(received.stamp),
                datagram,
            };
            self.worker.handle_datagram(reading.now, &incoming);
        }
        count
    }

    fn read_tcp(&mut self, index: usize, is_ready: bool) {
        let now = self.clock.now();
        let Some(port) = self.ports.tcp.get_mut(index) else {
            return;
        };
        if is_ready && let Some(destination) = port.told.first().copied() {
            let worker = &mut self.worker;
            port.poll(now, &self.metrics, |source, datagram| {
                let incoming = Incoming {
                    protocol: Protocol::Tcp,
                    source,
                    destination,
                    arrival: now,
                    datagram,
                };
                worker.handle_datagram(now, &incoming);
                worker.knows_sender(&incoming)
            });
        }
        port.sweep(now, &self.metrics);
    }

    fn read_streams(&mut self, is_ready: bool) {
        let now = self.clock.now();
        let Self { worker, ports, .. } = self;
        let mut deliver = |session: SessionId, input: StreamInput<'_>| match input {
            StreamInput::Bytes(bytes) => worker.handle_stream(now, session, bytes),
            StreamInput::Stalled => worker.handle_stall(now, session),
            StreamInput::PictureLost => worker.handle_picture_loss(now, session),
        };
        if is_ready {
            ports.streams.poll(now, &mut deliver);
        }
        ports.streams.sweep(now, &mut deliver);
    }

    fn write(&mut self) {
        self.write_streams();
        self.write_tcp();
        write_udp(
            &self.ports.udp,
            self.worker.outbox(),
            &self.metrics,
            self.clock,
        );
    }

    fn write_streams(&mut self) {
        let now = self.clock.now();
        for output in self.worker.streams().drain(..) {
            self.ports.streams.send(now, output, &self.metrics);
        }
        self.ports.streams.flush(now);
    }

    fn write_tcp(&mut self) {
        if self.ports.tcp.is_empty() {
            return;
        }
        let now = self.clock.now();
        let Self {
            worker,
            ports,
            metrics,
            ..
        } = self;
        for outgoing in worker
            .outbox()
            .extract_if(.., |item| item.protocol == Protocol::Tcp)
        {
            let port = ports
                .tcp
                .iter_mut()
                .find(|port| port.told.contains(&outgoing.source));
            let sent = port
                .is_some_and(|port| port.send(metrics, outgoing.destination, &outgoing.datagram));
            note_sent(metrics, now, &outgoing, sent);
        }
        // After the good-bye of a session that is over.
        for (ours, peer) in worker.take_forgotten() {
            let mut ports = ports.tcp.iter_mut();
            if let Some(port) = ports.find(|port| port.told.contains(&ours)) {
                port.forget(now, peer);
            }
        }
    }
}

/// Sends the UDP part of the outbox. TCP stays in it until the end of the turn.
fn write_udp(ports: &[UdpPort], outbox: &mut Vec<Outgoing>, metrics: &Metrics, clock: Clock) {
    if outbox.is_empty() {
        return;
    }
    for port in ports {
        let leaving: Vec<&Outgoing> = outbox
            .iter()
            .filter(|item| item.protocol == Protocol::Udp && port.told.contains(&item.source))
            .collect();
        let dropped = port.send(&leaving);
        metrics.add(Counter::DropSend, dropped);
    }
    let now = clock.now();
    for outgoing in outbox.iter().filter(|item| item.protocol == Protocol::Udp) {
        note_sent(metrics, now, outgoing, true);
    }
    outbox.retain(|item| item.protocol == Protocol::Tcp);
}

fn note_sent(metrics: &Metrics, now: Timestamp, outgoing: &Outgoing, sent: bool) {
    if !sent {
        metrics.increment(Counter::DropSend);
        return;
    }
    metrics.increment(Counter::DatagramsSent);
    metrics.add(Counter::BytesSent, outgoing.datagram.len() as u64);
    if let Some(arrival) = outgoing.echo_of {
        metrics.note_hairpin(now.since(arrival));
    }
}

#[cfg(test)]
mod tests;
