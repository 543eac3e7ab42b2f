//! One worker: all its sessions, found by address, ufrag or id. Sans-IO.

mod calls;
mod demux;
mod dialling;
mod gatherer;
mod recording;
mod video;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use jackfield_media::time::Timestamp;
use jackfield_webrtc::{
    Certificate, Codec, DtlsVersion, IceMode, LocalCandidate, Offer, Protocol, SdpFragment,
    Session, SessionConfig, SessionError, TransactionId,
};
use rustc_hash::FxHashMap;
use slab::Slab;

use crate::call_directory::CallDirectory;
use crate::calls::Calls;
use crate::command::{Command, Play, Recorded, Route};
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::line::{Ending, Line, RtcLine, SocketLine};
use crate::metrics::Counter;
use crate::tape::Tape;
use crate::timers::Timers;
use crate::traffic::{Incoming, Outbox, Outgoing, StreamOutput};
use crate::{Directory, EngineConfig, Hub, Metrics, RecordingId, RequestId, SessionId};
use calls::Passing;
use demux::Demux;
use gatherer::Gatherer;

/// The machine a driver turns. See the crate's first page.
#[derive(Debug)]
pub struct Worker {
    epoch: Instant,
    certificate: Certificate,
    candidates: Vec<LocalCandidate>,
    host: Host,
    lines: Slab<Line>,
    calls: Calls,
    demux: Demux,
    gatherer: Gatherer,
    timers: Timers,
    outbox: Outbox,
    passing: Passing,
    /// Something came that is decoded; see [`Worker::take_decoding`].
    decoding: bool,
    /// Recordings that were begun, until they are stopped or their session ends.
    recordings: FxHashMap<RecordingId, Recorded>,
}

impl Worker {
    /// A worker without sessions. `epoch` is the instant that time zero stands for.
    pub fn new(
        config: Arc<EngineConfig>,
        certificate: Certificate,
        candidates: Vec<LocalCandidate>,
        hub: Arc<Hub>,
        epoch: Instant,
    ) -> Self {
        let reaching = |candidate: &&LocalCandidate| {
            candidate.protocol == Protocol::Udp && !candidate.address.ip().is_loopback()
        };
        // An advertised address makes the question needless.
        let bases = candidates
            .iter()
            .filter(|_| config.advertised_ips.is_empty())
            .filter(reaching)
            .map(|candidate| candidate.address)
            .collect();
        Self {
            gatherer: Gatherer::new(bases),
            epoch,
            certificate,
            candidates,
            host: Host {
                config,
                hub,
                metrics: Arc::default(),
                directory: Arc::default(),
                calls: Arc::default(),
                tape: Tape::default(),
            },
            lines: Slab::new(),
            calls: Calls::default(),
            demux: Demux::default(),
            timers: Timers::default(),
            outbox: Outbox::default(),
            passing: Passing::default(),
            decoding: false,
            recordings: FxHashMap::default(),
        }
    }

    /// Its counters.
    pub fn metrics(&self) -> Arc<Metrics> {
        Arc::clone(&self.host.metrics)
    }

    /// Its sessions, as the host sees them.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.host.directory)
    }

    /// Its calls, as the host sees them.
    pub(crate) fn calls(&self) -> Arc<CallDirectory> {
        Arc::clone(&self.host.calls)
    }

    /// What its notices and frames are left at.
    pub fn hub(&self) -> Arc<Hub> {
        Arc::clone(&self.host.hub)
    }

    /// Takes a datagram that arrived.
    pub fn handle_datagram(&mut self, now: Timestamp, incoming: &Incoming<'_>) {
        let metrics = &self.host.metrics;
        metrics.increment(Counter::DatagramsReceived);
        metrics.add(Counter::BytesReceived, incoming.datagram.len() as u64);
        let Some(slot) = self.demux.find(incoming, &mut self.lines) else {
            if self.gatherer.handle_datagram(incoming) {
                return;
            }
            metrics.increment(Counter::DropUnknownPeer);
            return;
        };
        if is_media(incoming.datagram)
            && now.since(incoming.arrival) > self.host.config.max_packet_age
        {
            metrics.increment(Counter::DropStale);
            return;
        }
        if let Some(line) = self.lines.get_mut(slot) {
            self.decoding |= line.decodes();
            line.handle_datagram(incoming, &self.host);
            self.drive(slot, now, Some(incoming.arrival));
        }
    }

    /// Takes bytes of a session's stream; none at all mean that it has ended.
    pub fn handle_stream(&mut self, now: Timestamp, session: SessionId, bytes: &[u8]) {
        let Some(slot) = self.demux.slot_of(session) else {
            return;
        };
        if let Some(line) = self.lines.get_mut(slot) {
            self.decoding |= line.decodes();
            line.handle_stream(now, bytes, &self.host);
            self.drive(slot, now, Some(now));
        }
    }

    /// Nothing could be sent over a session's stream for too long.
    pub fn handle_stall(&mut self, now: Timestamp, session: SessionId) {
        if let Some((slot, line)) = self.line_of(session) {
            line.handle_stall();
            self.drive(slot, now, None);
        }
    }

    /// Whether anything came since the last question whose audio is decoded.
    pub(crate) fn take_decoding(&mut self) -> bool {
        std::mem::take(&mut self.decoding)
    }

    /// A picture was left out of a session's stream, as nobody read it.
    pub fn handle_picture_loss(&mut self, now: Timestamp, session: SessionId) {
        if let Some((slot, line)) = self.line_of(session) {
            line.handle_picture_loss(now);
            self.drive(slot, now, None);
        }
    }

    /// Whether a datagram's sender has proven to a session that it may send.
    pub(crate) fn knows_sender(&self, incoming: &Incoming<'_>) -> bool {
        self.demux.knows_sender(incoming)
    }

    /// TCP connections, by our and the peer's end, that no session knows any more.
    pub(crate) fn take_forgotten(&mut self) -> impl Iterator<Item = (SocketAddr, SocketAddr)> {
        self.demux.take_forgotten()
    }

    /// Does what the host asks.
    pub fn handle_command(&mut self, now: Timestamp, command: Command) {
        match command {
            Command::Open {
                session,
                offer,
                route,
            } => self.open(now, session, *offer, route),
            Command::Dial {
                session,
                route,
                video,
                slots,
            } => self.dial(now, session, route, (video, slots)),
            Command::Answer {
                session,
                request,
                answer,
            } => self.accept_answer(now, session, request, *answer),
            Command::Digits { session, digits } => self.send_digits(now, session, &digits),
            Command::Message { session, data } => self.send_message(now, session, &data),
            Command::OpenSocket { session, route } => self.open_socket(now, session, route),
            Command::Trickle {
                session,
                request,
                fragment,
            } => self.trickle(now, session, request, &fragment),
            Command::Restart {
                session,
                request,
                fragment,
            } => self.restart(now, session, request, &fragment),
            Command::Play(play) => self.play(now, &play),
            Command::ClearAudio(session) => {
                if let Some((slot, line)) = self.line_of(session) {
                    line.clear_audio();
                    self.drive(slot, now, None);
                }
            }
            Command::Close(session) => {
                if let Some((slot, line)) = self.line_of(session) {
                    line.end(Ending::Local);
                    self.drive(slot, now, None);
                }
            }
            Command::Dismiss(session, why) => {
                if let Some((slot, line)) = self.line_of(session) {
                    line.dismiss(why);
                    self.drive(slot, now, None);
                }
            }
            Command::StunServers(servers) => self.gatherer.set_servers(now, servers),
            command => self.handle_call_command(now, &command),
        }
    }

    /// Lets time pass: every session whose deadline has come is looked at.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.calls.plan(now, &mut self.lines, &self.host);
        self.gatherer
            .handle_timeout(now, &mut self.outbox.datagrams, random_transaction);
        while let Some(slot) = self.timers.pop_due(now) {
            if let Some(line) = self.lines.get_mut(slot) {
                line.handle_timeout(now);
                self.drive(slot, now, None);
            }
        }
        self.run_calls(now);
    }

    /// When [`Worker::handle_timeout`] is wanted; `None` without sessions.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        [
            self.timers.next(),
            self.calls.next_timeout(),
            self.gatherer.next_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The datagrams to send, for the driver to take.
    pub fn outbox(&mut self) -> &mut Vec<Outgoing> {
        &mut self.outbox.datagrams
    }

    /// What is to be sent over streams, for the driver to take.
    pub fn streams(&mut self) -> &mut Vec<StreamOutput> {
        &mut self.outbox.streams
    }

    /// Tells the host what happened since the last time. Called once per turn of the driver.
    pub fn flush(&self) {
        self.host.hub.flush();
    }

    /// Ends every session.
    pub fn shut_down(&mut self, now: Timestamp) {
        let slots: Vec<usize> = self.lines.iter().map(|(slot, _)| slot).collect();
        for slot in slots {
            if let Some(line) = self.lines.get_mut(slot) {
                line.end(Ending::Shutdown);
            }
            self.drive(slot, now, None);
        }
    }

    fn open(&mut self, now: Timestamp, id: SessionId, offer: Offer, route: Route) {
        if !self.admits(id, route) {
            return;
        }
        let config = self.session_config(route);
        match Session::accept(&config, now, offer) {
            Ok((session, answer)) => {
                self.host.metrics.increment(Counter::SessionsOpened);
                let shared = self.host.directory.get(id).unwrap_or_default();
                let line = RtcLine::new(id, session, route, shared, now, &self.host);
                let ufrag = line.ufrag().to_owned();
                let opened = Notice::new(id, EventKind::Opened).text(answer).code(&ufrag);
                self.host.hub.post(opened);
                line.announce_tracks(&self.host);
                let slot = self.lines.insert(Line::Rtc(Box::new(line)));
                self.demux.add(slot, id, ufrag);
                self.join_call(slot);
                self.drive(slot, now, None);
            }
            Err(error) => self.refuse(id, &error),
        }
    }

    fn open_socket(&mut self, now: Timestamp, id: SessionId, route: Route) {
        if !self.admits(id, route) {
            return self.end_stream(id);
        }
        self.host.metrics.increment(Counter::SessionsOpened);
        let shared = self.host.directory.get(id).unwrap_or_default();
        let line = SocketLine::new(id, route, shared, now, &self.host);
        self.host.hub.post(Notice::new(id, EventKind::Opened));
        let slot = self.lines.insert(Line::Socket(Box::new(line)));
        self.demux.add_streamed(slot, id);
        self.join_call(slot);
        self.drive(slot, now, None);
    }

    fn session_config(&self, route: Route) -> SessionConfig {
        SessionConfig {
            epoch: self.epoch,
            certificate: self.certificate.clone(),
            candidates: [&self.candidates, self.gatherer.candidates()].concat(),
            ice: IceMode::Lite,
            dtls: DtlsVersion::Auto,
            codecs: vec![Codec::Opus, Codec::Red, Codec::Vp8],
            offers: self.host.config.offer_rules(route),
            // Only our own encoder has a use for the peer's reports.
            report_interval: matches!(route, Route::Agent | Route::Transcode | Route::Call(_))
                .then_some(std::time::Duration::from_secs(1)),
            digits: true,
            data: self.host.config.messages.session(false),
        }
    }

    fn refuse(&self, id: SessionId, error: &SessionError) {
        let (code, counter) = refusal(error);
        self.refuse_with(id, code, counter, &error.to_string());
    }

    fn refuse_with(&self, id: SessionId, code: &str, counter: Counter, reason: &str) {
        self.host.metrics.increment(counter);
        self.host.directory.remove(id);
        let refused = Notice::new(id, EventKind::Refused);
        self.host.hub.post(refused.code(code).text(reason));
    }

    fn trickle(&mut self, now: Timestamp, id: SessionId, request: RequestId, fragment: &str) {
        let Some((slot, line)) = self.line_of(id) else {
            return self.reject_unknown(id, request);
        };
        let taken = SdpFragment::parse(fragment).and_then(|parsed| line.add_candidates(&parsed));
        let notice = match taken {
            #[allow(clippy::cast_precision_loss, reason = "a fragment holds 64 at most")]
            Ok(taken) => Notice::new(id, EventKind::Trickled).value(taken as f64),
            Err(error) => rejection(id, &error),
        };
        self.host.hub.post(notice.request(request));
        self.drive(slot, now, None);
    }

    fn restart(&mut self, now: Timestamp, id: SessionId, request: RequestId, fragment: &str) {
        let Some((slot, line)) = self.line_of(id) else {
            return self.reject_unknown(id, request);
        };
        let restarted = SdpFragment::parse(fragment).and_then(|parsed| line.restart_ice(&parsed));
        let notice = match restarted {
            Ok(answer) => {
                // Every accepted offer makes new random credentials: the table follows.
                let ufrag = line.ufrag().to_owned();
                self.demux.add(slot, id, ufrag.clone());
                Notice::new(id, EventKind::Restarted)
                    .text(answer)
                    .code(&ufrag)
            }
            Err(error) => rejection(id, &error),
        };
        self.host.hub.post(notice.request(request));
        self.drive(slot, now, None);
    }

    fn reject_unknown(&self, id: SessionId, request: RequestId) {
        let notice = Notice::new(id, EventKind::Rejected).request(request);
        self.host
            .hub
            .post(notice.code("unknown_session").text("the session is over"));
    }

    fn play(&mut self, now: Timestamp, play: &Play) {
        for (session, range) in &play.items {
            let samples = play.samples.get(range.clone()).unwrap_or_default();
            if let Some((slot, line)) = self.line_of(*session) {
                line.play(now, play.rate, samples);
                self.drive(slot, now, None);
            }
        }
    }

    fn line_of(&mut self, session: SessionId) -> Option<(usize, &mut Line)> {
        let slot = self.demux.slot_of(session)?;
        Some((slot, self.lines.get_mut(slot)?))
    }

    /// Runs a session until it has nothing left to do now, and notes when it will have.
    fn drive(&mut self, slot: usize, now: Timestamp, arrival: Option<Timestamp>) {
        self.calls.plan(now, &mut self.lines, &self.host);
        let Some(line) = self.lines.get_mut(slot) else {
            return;
        };
        let first = self.outbox.datagrams.len();
        line.run(now, arrival, &self.host, &mut self.outbox);
        for outgoing in self.outbox.datagrams.iter().skip(first) {
            self.demux.note_destination(slot, outgoing, line.checks());
        }
        if line.is_over() {
            self.remove(now, slot);
        } else {
            self.timers.set(slot, line.next_timeout(now, &self.host));
            if let Some(call) = line.call() {
                self.serve_call(now, slot, call);
            }
            self.show(now, slot);
        }
    }

    fn remove(&mut self, now: Timestamp, slot: usize) {
        let Some(mut line) = self.lines.try_remove(slot) else {
            return;
        };
        self.timers.set(slot, None);
        self.leave_call(&line);
        self.demux.remove(slot, line.id());
        self.host.directory.remove(line.id());
        self.host.hub.forget(line.id());
        self.end_recordings(now, &mut line);
        line.announce_end(&self.host);
    }
}

/// Why an offer is not taken, for the host and for the counters.
pub(crate) fn refusal(error: &SessionError) -> (&'static str, Counter) {
    match error {
        SessionError::Malformed(_) => ("sdp_malformed", Counter::RefusedMalformed),
        SessionError::Unsupported(_) => ("sdp_unsupported", Counter::RefusedUnsupported),
        _ => ("internal", Counter::RefusedInternal),
    }
}

/// Why something is not taken, for the host that asked.
pub(crate) fn rejection(id: SessionId, error: &SessionError) -> Notice {
    let code = match error {
        SessionError::Malformed(_) => "malformed",
        SessionError::StaleCredentials(_) => "stale_credentials",
        SessionError::Unsupported(_) => "unsupported",
        _ => "internal",
    };
    Notice::new(id, EventKind::Rejected)
        .code(code)
        .text(error.to_string())
}

/// A fresh transaction id; zeroes without a source of randomness cost only the proof that the
/// answer is to our question.
fn random_transaction() -> TransactionId {
    let mut transaction = TransactionId::default();
    let _ = getrandom::fill(&mut transaction);
    transaction
}

/// RTP or RTCP, by the first byte (RFC 7983 §7).
fn is_media(datagram: &[u8]) -> bool {
    matches!(datagram.first(), Some(128..=191))
}
