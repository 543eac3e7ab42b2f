//! The engine as the host holds it: workers on threads, each session on one of them.

mod calls;
mod dialling;
mod recording;
mod station;

use std::ops::Range;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jackfield_webrtc::{Certificate, LocalCandidate, Offer, Protocol};

use crate::command::{Command, Dismissal, Play, Route};
use crate::directory::SessionStats;
use crate::driver::{Adopted, Clock, Mailbox, Ports, duplicate, files, spawn};
use crate::hub::{Doorbell, EventKind, Frames, Hub, Notice};
use crate::metrics::Counter;
use crate::recorder::Desk;
use crate::resolver::Resolver;
use crate::span::duration_of;
use crate::worker::{Worker, refusal};
use crate::{CallId, EngineConfig, EngineError, Metrics, RequestId, SessionId};
use recording::Recorder;
use station::{Station, hub};

/// Media threads and sockets. Every method returns at once; answers come by [`Engine::drain`].
#[derive(Debug)]
pub struct Engine {
    config: Arc<EngineConfig>,
    bell: Arc<Doorbell>,
    stations: Vec<Station>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    serial: AtomicU64,
    accepting: AtomicBool,
    stopped: AtomicBool,
    /// File descriptors: how many there may be, and how many the limits ask for. None are needed in
    /// virtual time.
    files: Option<(usize, usize)>,
    /// Counts what is refused before a worker sees it.
    front: Metrics,
    /// Answers that no worker has to give.
    front_hub: Arc<Hub>,
    resolver: Resolver,
    recorder: Recorder,
}

impl Engine {
    /// Binds the sockets and starts the threads. `ring` is called, from any thread, when there is
    /// something to drain.
    pub fn start(
        config: EngineConfig,
        ring: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, EngineError> {
        config.validate()?;
        let config = Arc::new(config);
        let bell = Arc::new(Doorbell::new(ring));
        let certificate = Certificate::generate()?;
        let clock = Clock::start();
        let limit = files::raise_limit();
        let (front_hub, tape, desk) = recording::desk(&config, &bell);
        let mut stations = Vec::new();
        let mut threads = Vec::new();
        for index in 0..config.worker_count() {
            let ports = Ports::bind(&config, index)?;
            let candidates = ports.candidates();
            let (station, mut worker) =
                Station::new(&config, &certificate, candidates, &bell, clock.epoch())?;
            worker.record_to(tape.clone());
            threads.push(spawn(
                index,
                worker,
                ports,
                Arc::clone(&station.mailbox),
                clock,
            )?);
            stations.push(station);
        }
        let udp = |candidate: &&LocalCandidate| candidate.protocol == Protocol::Udp;
        let candidates = stations.iter().flat_map(|station| &station.candidates);
        let addresses = candidates
            .filter(udp)
            .count()
            .div_ceil(stations.len().max(1));
        let wanted = files::wanted(&config, addresses);
        let mut engine = Self::stationed(config, bell, stations, threads);
        engine.files = Some((limit, wanted));
        engine.set_ice_servers(engine.config.ice_servers.clone());
        engine.front_hub = front_hub;
        engine.recorder = Recorder::spawn(desk, clock)?;
        Ok(engine)
    }

    /// An engine of one worker without thread or socket: the caller turns it, with the commands of
    /// its mailbox.
    pub(crate) fn unthreaded(
        config: EngineConfig,
        candidates: Vec<LocalCandidate>,
        epoch: Instant,
        ring: impl Fn() + Send + Sync + 'static,
    ) -> Result<(Self, Worker, Arc<Mailbox>, Desk), EngineError> {
        config.validate()?;
        let config = Arc::new(config);
        let bell = Arc::new(Doorbell::new(ring));
        let certificate = Certificate::generate()?;
        let (front_hub, tape, desk) = recording::desk(&config, &bell);
        let (station, mut worker) = Station::new(&config, &certificate, candidates, &bell, epoch)?;
        worker.record_to(tape);
        let mailbox = Arc::clone(&station.mailbox);
        let mut engine = Self::stationed(config, bell, vec![station], Vec::new());
        engine.front_hub = front_hub;
        engine.recorder = Recorder::unthreaded(&desk);
        Ok((engine, worker, mailbox, desk))
    }

    /// What the engine was started with.
    pub fn config(&self) -> &EngineConfig {
        &self.config
    }

    /// What peers are told, over all workers.
    pub fn candidates(&self) -> impl Iterator<Item = &LocalCandidate> {
        self.stations.iter().flat_map(|station| &station.candidates)
    }

    /// Answers an offer on the worker with the fewest sessions. It is parsed here, so that nobody's
    /// audio waits for that.
    pub fn open(&self, offer: &str, route: Route) -> Result<SessionId, EngineError> {
        let (session, station) = self.admit(route.call())?;
        let Some(station) = station else {
            return Ok(session);
        };
        match Offer::parse(offer, &self.config.offer_rules(route)) {
            Ok(offer) => station.mailbox.send(Command::Open {
                session,
                offer: Box::new(offer),
                route,
            }),
            Err(error) => {
                station.directory.remove(session);
                let (code, counter) = refusal(&error);
                self.refuse(session, code, counter, &error.to_string());
            }
        }
        Ok(session)
    }

    /// Takes over a stream socket that was upgraded to a WebSocket: `descriptor` is duplicated,
    /// and may be closed then. `greeting` ends the opening handshake; it is sent first.
    pub fn open_socket(
        &self,
        descriptor: RawFd,
        greeting: Vec<u8>,
        route: Route,
    ) -> Result<SessionId, EngineError> {
        let socket = duplicate(descriptor).map_err(|source| EngineError::System {
            what: "the client's socket",
            source,
        })?;
        self.open_stream(Some(Adopted { socket, greeting }), route)
    }

    /// The same; without a socket whoever drives the worker brings and takes the stream's bytes.
    pub(crate) fn open_stream(
        &self,
        stream: Option<Adopted>,
        route: Route,
    ) -> Result<SessionId, EngineError> {
        let (session, station) = self.admit(route.call())?;
        if let Some(station) = station {
            if let Some(stream) = stream {
                station.mailbox.leave_stream(session, stream);
            }
            station.mailbox.send(Command::OpenSocket { session, route });
        }
        Ok(session)
    }

    /// Hands trickled candidates to a session.
    pub fn trickle(&self, session: SessionId, fragment: String) -> Result<RequestId, EngineError> {
        let request = self.request()?;
        self.ask(
            session,
            request,
            Command::Trickle {
                session,
                request,
                fragment,
            },
        );
        Ok(request)
    }

    /// Restarts a session's ICE.
    pub fn restart(&self, session: SessionId, fragment: String) -> Result<RequestId, EngineError> {
        let request = self.request()?;
        self.ask(
            session,
            request,
            Command::Restart {
                session,
                request,
                fragment,
            },
        );
        Ok(request)
    }

    /// Ends a session; one that is over already is left alone.
    pub fn close(&self, session: SessionId) {
        self.tell(session, Command::Close(session));
    }

    /// Ends a session that may not go on; its peer is told why if that is a [`Dismissal`].
    pub fn dismiss(&self, session: SessionId, reason: &str) {
        let command = Dismissal::named(reason).map_or(Command::Close(session), |why| {
            Command::Dismiss(session, why)
        });
        self.tell(session, command);
    }

    /// Drops the audio that waits for a session's play-out.
    pub fn clear_audio(&self, session: SessionId) {
        self.tell(session, Command::ClearAudio(session));
    }

    /// Queues play-out for many sessions; `items` say which samples belong to whom. Answers item
    /// by item whether it was taken.
    pub fn send_audio(
        &self,
        rate: u32,
        items: &[(SessionId, Range<usize>)],
        samples: &[i16],
    ) -> Vec<bool> {
        let mut taken = Vec::with_capacity(items.len());
        let mut plays: Vec<Vec<(SessionId, Range<usize>)>> = vec![Vec::new(); self.stations.len()];
        for (session, range) in items {
            let audio = duration_of(rate, range.len());
            let room = self.reserve(*session, audio);
            taken.push(room);
            if let (true, Some(play)) = (room, plays.get_mut(session.worker())) {
                play.push((*session, range.clone()));
            }
        }
        let samples: Arc<[i16]> = Arc::from(samples);
        for (station, items) in self.stations.iter().zip(plays) {
            if !items.is_empty() {
                let samples = Arc::clone(&samples);
                station.mailbox.send(Command::Play(Play {
                    rate,
                    items,
                    samples,
                }));
            }
        }
        taken
    }

    /// Audio from the host that is not played yet.
    pub fn queued(&self, session: SessionId) -> Duration {
        self.station(session)
            .and_then(|station| station.directory.get(session))
            .map_or(Duration::ZERO, |shared| shared.queued())
    }

    /// Figures of a session; `None` when it is over.
    pub fn session_stats(&self, session: SessionId) -> Option<SessionStats> {
        Some(self.station(session)?.directory.get(session)?.stats())
    }

    /// Takes what waits for the host, at most `max_frames` frames.
    pub fn drain(&self, max_frames: usize) -> (Vec<Notice>, Frames) {
        self.bell.arm();
        let (mut notices, mut frames) = (Vec::new(), Frames::default());
        let mut empty = self.front_hub.drain(max_frames, &mut notices, &mut frames);
        for station in &self.stations {
            empty &= station.hub.drain(max_frames, &mut notices, &mut frames);
        }
        if !empty {
            self.bell.ring();
        }
        (notices, frames)
    }

    /// Every counter, added up over workers, and the gauges.
    #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
    pub fn metrics(&self) -> Vec<(String, f64)> {
        let mut sums: Vec<(String, f64)> = Vec::new();
        self.front
            .visit(|name, value| sums.push((name.to_owned(), value)));
        let workers = self.stations.iter().map(|station| &station.metrics);
        for metrics in workers.chain([self.recorder.metrics()]) {
            let mut index = 0;
            metrics.visit(|_, value| {
                if let Some((_, sum)) = sums.get_mut(index) {
                    *sum += value;
                }
                index += 1;
            });
        }
        sums.push(("sessions".into(), self.session_count() as f64));
        let calls: usize = self
            .stations
            .iter()
            .map(|station| station.calls.len())
            .sum();
        sums.push(("calls".into(), calls as f64));
        sums.push(("workers".into(), self.stations.len() as f64));
        let capacity = self.stations.len() * self.config.sessions_per_worker;
        sums.push(("sessions_limit".into(), capacity as f64));
        if let Some((limit, wanted)) = self.files {
            sums.push(("file_descriptors_limit".into(), limit as f64));
            sums.push(("file_descriptors_wanted".into(), wanted as f64));
        }
        sums
    }

    /// The `stun:` URLs to ask for our address beyond a NAT from now on; nobody is asked from
    /// loopback.
    pub fn set_ice_servers(&self, urls: Vec<String>) {
        if !self.config.bind.is_loopback() {
            let workers = self
                .stations
                .iter()
                .map(|station| Arc::clone(&station.mailbox));
            self.resolver.look_up(urls, workers.collect());
        }
    }

    /// False: every offer is refused from now on.
    pub fn set_accepting(&self, accepting: bool) {
        self.accepting.store(accepting, Ordering::Release);
    }

    /// Sessions of all workers, those being opened included.
    pub fn session_count(&self) -> usize {
        self.stations
            .iter()
            .map(|station| station.directory.len())
            .sum()
    }

    /// Ends every session and joins the threads. What they said last can still be drained.
    pub fn shut_down(&self) {
        self.stopped.store(true, Ordering::Release);
        for station in &self.stations {
            station.mailbox.stop();
        }
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A panic of a worker was reported by its thread; there is nothing left to save.
            let _ = thread.join();
        }
        // Last: what the workers said at the end is recorded.
        self.recorder.stop();
    }

    /// Whether the host was called to drain and has not come yet.
    pub(crate) fn has_rung(&self) -> bool {
        self.bell.has_rung()
    }

    fn stationed(
        config: Arc<EngineConfig>,
        bell: Arc<Doorbell>,
        stations: Vec<Station>,
        threads: Vec<JoinHandle<()>>,
    ) -> Self {
        Self {
            front_hub: Arc::new(hub(&config, &bell)),
            recorder: Recorder::default(),
            config,
            bell,
            stations,
            threads: Mutex::new(threads),
            serial: AtomicU64::new(1),
            accepting: AtomicBool::new(true),
            stopped: AtomicBool::new(false),
            files: None,
            front: Metrics::default(),
            resolver: Resolver::default(),
        }
    }

    /// A new session and its place, that of its call if it is for one; none, with a notice that says
    /// why, when there is no room.
    fn admit(&self, call: Option<CallId>) -> Result<(SessionId, Option<&Station>), EngineError> {
        self.check_running()?;
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let place = match call {
            None => self.least_loaded(),
            Some(call) => {
                let station = self.stations.get(call.worker());
                station
                    .filter(|station| station.calls.contains(call))
                    .map(|station| (call.worker(), station))
            }
        };
        let index = place.map_or(0, |(index, _)| index);
        let session = SessionId::new(serial, u8::try_from(index).unwrap_or(u8::MAX));
        let Some((_, station)) = place else {
            let counter = Counter::RefusedCallUnknown;
            self.refuse(session, "call_unknown", counter, "there is no such call");
            return Ok((session, None));
        };
        let reason = if !self.is_accepting() {
            "the server is shutting down"
        } else if station.directory.len() >= self.config.sessions_per_worker {
            "every worker has as many sessions as it may"
        } else {
            station.directory.insert(session);
            return Ok((session, Some(station)));
        };
        self.refuse(session, "at_capacity", Counter::RefusedCapacity, reason);
        Ok((session, None))
    }

    /// The worker with the fewest sessions; there always is one.
    fn least_loaded(&self) -> Option<(usize, &Station)> {
        let stations = self.stations.iter().enumerate();
        stations.min_by_key(|(index, station)| (station.directory.len(), *index))
    }

    fn is_accepting(&self) -> bool {
        self.accepting.load(Ordering::Acquire)
    }

    fn reserve(&self, session: SessionId, audio: Duration) -> bool {
        let Some(station) = self.station(session) else {
            return false;
        };
        let Some(shared) = station.directory.get(session) else {
            return false;
        };
        let taken = shared.reserve(audio, self.config.playout_limit);
        if !taken {
            self.front.increment(Counter::PlayRefused);
        }
        taken
    }

    fn refuse(&self, session: SessionId, code: &str, counter: Counter, reason: &str) {
        self.front.increment(counter);
        let notice = Notice::new(session, EventKind::Refused);
        self.front_hub.post(notice.code(code).text(reason));
        self.front_hub.flush();
    }

    fn ask(&self, session: SessionId, request: RequestId, command: Command) {
        if !self.tell(session, command) {
            let notice = Notice::new(session, EventKind::Rejected).request(request);
            self.front_hub.post(
                notice
                    .code("unknown_session")
                    .text("there is no such session"),
            );
            self.front_hub.flush();
        }
    }

    fn tell(&self, session: SessionId, command: Command) -> bool {
        let station = self.station(session);
        if let Some(station) = station {
            station.mailbox.send(command);
        }
        station.is_some()
    }

    fn station(&self, session: SessionId) -> Option<&Station> {
        self.stations.get(session.worker())
    }

    fn request(&self) -> Result<RequestId, EngineError> {
        self.check_running()?;
        Ok(RequestId(self.serial.fetch_add(1, Ordering::Relaxed)))
    }

    fn check_running(&self) -> Result<(), EngineError> {
        if self.stopped.load(Ordering::Acquire) {
            return Err(EngineError::ShutDown);
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shut_down();
    }
}

#[cfg(test)]
mod tests;
