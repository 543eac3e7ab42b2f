//! A WebRTC session with the route of its media.

mod calls;
mod dialling;
mod slots;
mod video;

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::time::Timestamp;
use jackfield_record::SenderReport;
use jackfield_webrtc::{
    Codec, Event, MediaKind, Output, PendingOffer, RtpPacket, SdpFragment, Session, SessionError,
};

use crate::audio_path::AudioPath;
use crate::command::Route;
use crate::directory::{SessionStats, Shared};
use crate::forward::ForwardPath;
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::membership::OpusMember;
use crate::metrics::Counter;
use crate::span::{after, duration_of};
use crate::taps::Taps;
use crate::traffic::{Incoming, Outgoing};
use crate::{CallId, SessionId};

use super::digits::{Early, Presses};
use super::messages::Messages;
use super::video::{VideoEvent, VideoLine};
use super::{Ear, Ending, STATS_INTERVAL, Source};

/// A session is looked at this often even if nothing happens.
const IDLE_INTERVAL: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// ICE or DTLS is on its way, or nothing came from the peer yet.
    Connecting,
    Connected,
    /// The peer stopped answering at this time.
    Lost(Timestamp),
    Over(Ending),
}

#[derive(Debug)]
enum Path {
    Forward(ForwardPath),
    Audio(Box<AudioPath>),
    Member(CallId, Box<OpusMember>),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct RtcLine {
    id: SessionId,
    session: Session,
    path: Path,
    shared: Arc<Shared>,
    ufrag: String,
    opened: Timestamp,
    state: State,
    session_timeout: Option<Timestamp>,
    stats_due: Timestamp,
    failure: Option<String>,
    /// Our offer, until it is answered.
    pending: Option<PendingOffer>,
    messages: Messages,
    presses: Presses,
    early: Early,
    video: VideoLine,
    /// What RTCP tells of our packets at the peer.
    peer_loss: Option<f32>,
    round_trip: Option<Duration>,
    /// What its call knows of it.
    told: Option<(Source, Ear)>,
    taps: Taps,
}

impl RtcLine {
    pub(crate) fn new(
        id: SessionId,
        mut session: Session,
        route: Route,
        shared: Arc<Shared>,
        now: Timestamp,
        host: &Host,
    ) -> Self {
        let path = match route {
            Route::Forward => Path::Forward(ForwardPath::default()),
            Route::Call(call) => {
                Path::Member(call, Box::new(OpusMember::new(session.media(), host)))
            }
            _ => Path::Audio(Box::new(AudioPath::new(route, session.media(), host))),
        };
        Self {
            id,
            ufrag: session.local_credentials().ufrag,
            session,
            path,
            shared,
            opened: now,
            state: State::Connecting,
            session_timeout: None,
            stats_due: after(now, STATS_INTERVAL),
            failure: None,
            pending: None,
            messages: Messages::default(),
            presses: Presses::default(),
            early: Early::default(),
            video: VideoLine::default(),
            peer_loss: None,
            round_trip: None,
            told: None,
            taps: Taps::default(),
        }
    }

    pub(super) fn taps(&mut self) -> &mut Taps {
        &mut self.taps
    }

    pub(crate) fn id(&self) -> SessionId {
        self.id
    }

    pub(crate) fn ufrag(&self) -> &str {
        &self.ufrag
    }

    /// Whether this side checks connectivity too.
    pub(crate) fn checks(&self) -> bool {
        self.session.checks_connectivity()
    }

    pub(super) fn decodes(&self) -> bool {
        !matches!(self.path, Path::Forward(_))
    }

    pub(crate) fn accepts(&self, incoming: &Incoming<'_>) -> bool {
        self.session.accepts(
            incoming.protocol,
            incoming.source,
            incoming.destination,
            incoming.datagram,
        )
    }

    pub(crate) fn announce_tracks(&self, host: &Host) {
        for media in self.session.media() {
            // Sections of a call's member are there for whoever is shown or heard, and for a camera that may come.
            if self.shows(media.mid) || self.is_slot(media.mid) {
                continue;
            }
            let Some((payload_type, codec)) = media.payloads.first() else {
                continue;
            };
            let kind = match media.kind {
                MediaKind::Audio => "audio",
                MediaKind::Video => "video",
            };
            let notice = Notice::new(self.id, EventKind::Track)
                .text(kind)
                .code(codec.name())
                .value(f64::from(*payload_type));
            host.hub.post(notice);
        }
    }

    pub(crate) fn handle_datagram(&mut self, incoming: &Incoming<'_>, host: &Host) {
        let result = self.session.handle_datagram(
            incoming.arrival,
            incoming.protocol,
            incoming.source,
            incoming.destination,
            incoming.datagram,
        );
        match result {
            Ok(()) => {}
            Err(SessionError::Malformed(_)) => host.metrics.increment(Counter::DropMalformed),
            Err(SessionError::Flooded) => host.metrics.increment(Counter::DropFlood),
            Err(error) => self.fail(&error),
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        if self.session_timeout.is_some_and(|at| at <= now)
            && let Err(error) = self.session.handle_timeout(now)
        {
            self.fail(&error);
        }
    }

    pub(crate) fn add_candidates(&mut self, fragment: &SdpFragment) -> Result<usize, SessionError> {
        self.session.add_candidates(fragment)
    }

    pub(crate) fn restart_ice(&mut self, fragment: &SdpFragment) -> Result<String, SessionError> {
        let answer = self.session.restart_ice(fragment)?;
        self.ufrag = self.session.local_credentials().ufrag;
        Ok(answer)
    }

    pub(crate) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        match &mut self.path {
            Path::Audio(path) => path.play(now, rate, samples),
            Path::Forward(_) | Path::Member(..) => {
                self.shared.release(duration_of(rate, samples.len()));
            }
        }
    }

    pub(crate) fn clear_audio(&mut self) {
        if let Path::Audio(path) = &mut self.path {
            path.clear();
        }
    }

    /// Ends the session; its good-bye leaves with the next [`RtcLine::run`].
    pub(crate) fn end(&mut self, ending: Ending) {
        if !self.is_over() {
            self.state = State::Over(ending);
            self.session.close();
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over(_))
    }

    /// Does everything that can be done now.
    pub(crate) fn run(
        &mut self,
        now: Timestamp,
        arrival: Option<Timestamp>,
        host: &Host,
        outbox: &mut Vec<Outgoing>,
    ) {
        self.check_deadline(now, host);
        self.drain_session(now, arrival, host, outbox);
        while self.run_audio(now, host) {
            self.drain_session(now, arrival, host, outbox);
        }
        self.messages.settle(&mut self.session, &self.shared);
        self.confirm_slots();
        self.check_codecs();
        if now >= self.stats_due {
            self.stats_due = after(now, STATS_INTERVAL);
            self.shared.publish(self.figures());
        }
    }

    /// When to come back at the latest.
    pub(crate) fn next_timeout(&self, now: Timestamp, host: &Host) -> Option<Timestamp> {
        let path = match &self.path {
            Path::Audio(path) if self.state == State::Connected => path.next_timeout(),
            // Nothing is played to a peer that is lost: what is due stays so until it is back. A member's
            // call keeps its time.
            Path::Audio(_) | Path::Forward(_) | Path::Member(..) => None,
        };
        // The session's "never" is far away; a bound keeps the timers free of such entries.
        let idle = Some(after(now, IDLE_INTERVAL));
        [self.session_timeout, path, self.deadline(host), idle]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn announce_end(&self, host: &Host) {
        let State::Over(ending) = self.state else {
            return;
        };
        host.metrics.increment(ending.counter());
        let text = self.failure.clone().unwrap_or_default();
        let closed = Notice::new(self.id, EventKind::Closed)
            .code(ending.code())
            .text(text)
            .figures(self.figures());
        host.hub.post(closed);
    }

    fn drain_session(
        &mut self,
        now: Timestamp,
        arrival: Option<Timestamp>,
        host: &Host,
        outbox: &mut Vec<Outgoing>,
    ) {
        loop {
            match self.session.poll_output() {
                Ok(Output::Transmit(transmit)) => outbox.push(Outgoing {
                    protocol: transmit.protocol,
                    source: transmit.source,
                    destination: transmit.destination,
                    datagram: transmit.into_contents(),
                    echo_of: arrival.filter(|_| matches!(self.path, Path::Forward(_))),
                }),
                Ok(Output::Event(event)) => self.handle_event(now, arrival, event, host),
                Ok(Output::Timeout(at)) => {
                    self.session_timeout = Some(at);
                    return;
                }
                Err(error) => return self.fail(&error),
            }
        }
    }

    fn handle_event(
        &mut self,
        now: Timestamp,
        arrival: Option<Timestamp>,
        event: Event,
        host: &Host,
    ) {
        match event {
            Event::Rtp(packet) => self.handle_rtp(arrival.unwrap_or(now), packet, host),
            Event::Connected => {
                host.metrics.increment(Counter::SessionsConnected);
                self.connected(now.since(self.opened), host);
                self.send_early_digits(now, host);
            }
            Event::Reconnected => self.connected(Duration::ZERO, host),
            Event::Disconnected if !self.is_over() => {
                self.state = State::Lost(now);
                host.hub.post(Notice::new(self.id, EventKind::Disconnected));
            }
            Event::KeyframeRequest(mid) if matches!(self.path, Path::Member(..)) => {
                self.video.note(VideoEvent::KeyFrameWanted(mid));
            }
            Event::Bandwidth(bits) => self.video.note(VideoEvent::Estimate(bits)),
            Event::KeyframeRequest(mid) if matches!(self.path, Path::Forward(_)) => {
                self.session.request_keyframe(mid);
            }
            Event::SenderReport {
                arrival,
                ssrc,
                wall_clock,
                rtp_time,
            } => {
                let report = SenderReport {
                    arrival,
                    ssrc,
                    wall_clock,
                    rtp_time,
                };
                self.taps.report(self.id, report, host);
            }
            Event::PeerReport {
                mid,
                loss,
                round_trip,
            } if self.shows(mid) => {
                self.round_trip = round_trip;
                self.video.note(VideoEvent::Loss(mid, loss));
            }
            Event::PeerReport {
                loss, round_trip, ..
            } => {
                self.peer_loss = Some(loss);
                self.round_trip = round_trip;
                match &mut self.path {
                    Path::Audio(path) => path.set_expected_loss(loss),
                    Path::Member(_, member) => member.set_expected_loss(loss),
                    Path::Forward(_) => {}
                }
            }
            Event::Message(data) => self.messages.receive(now, self.id, data, host),
            Event::Press(press) => self.presses.tell(now, self.id, press, host),
            Event::ChannelOpened => Messages::note_channel(true, self.id, &self.shared, host),
            Event::ChannelClosed => Messages::note_channel(false, self.id, &self.shared, host),
            Event::ChannelRefused => host.metrics.increment(Counter::ChannelsRefused),
            Event::Closed if !self.is_over() => self.state = State::Over(Ending::Peer),
            _ => {}
        }
    }

    fn handle_rtp(&mut self, arrival: Timestamp, packet: RtpPacket, host: &Host) {
        host.metrics.increment(Counter::PacketsReceived);
        let source = self.heard_as(&packet);
        self.taps
            .packet(source, arrival, &packet, self.session.media(), host);
        match &mut self.path {
            Path::Forward(path) => path.forward(arrival, packet, &mut self.session, host),
            Path::Audio(path) => path.receive(arrival, &packet, host),
            Path::Member(..) if packet.codec == Some(Codec::Vp8) => {
                self.video.receive(packet, host);
            }
            Path::Member(_, member) => member.receive(arrival, packet, host),
        }
    }

    fn run_audio(&mut self, now: Timestamp, host: &Host) -> bool {
        match &mut self.path {
            Path::Audio(path) if self.state == State::Connected => {
                path.run(now, self.id, &mut self.session, &self.shared, host)
            }
            _ => false,
        }
    }

    /// A call without its codec would be a silent one.
    fn check_codecs(&mut self) {
        let failure = match &mut self.path {
            Path::Audio(path) => path.take_failure(),
            Path::Member(_, member) => member.take_failure(),
            Path::Forward(_) => None,
        };
        if let Some(reason) = failure {
            self.fail(&SessionError::Failed(reason));
        }
    }

    fn connected(&mut self, after: Duration, host: &Host) {
        if !self.is_over() {
            self.state = State::Connected;
            let notice = Notice::new(self.id, EventKind::Connected);
            host.hub.post(notice.value(after.as_secs_f64() * 1e3));
        }
    }

    fn deadline(&self, host: &Host) -> Option<Timestamp> {
        match self.state {
            State::Connecting => Some(after(self.opened, host.config.setup_timeout)),
            State::Lost(at) => Some(after(at, host.config.consent_timeout)),
            State::Connected | State::Over(_) => None,
        }
    }

    fn check_deadline(&mut self, now: Timestamp, host: &Host) {
        if self.deadline(host).is_some_and(|at| at <= now) {
            self.end(match self.state {
                State::Lost(_) => Ending::ConsentExpired,
                _ => Ending::SetupTimeout,
            });
        }
    }

    fn fail(&mut self, error: &SessionError) {
        if !self.is_over() {
            self.failure = Some(error.to_string());
            self.state = State::Over(Ending::Failed);
        }
    }

    fn figures(&self) -> SessionStats {
        let mut stats = SessionStats {
            peer_loss: self.peer_loss,
            round_trip: self.round_trip,
            ..SessionStats::default()
        };
        match &self.path {
            Path::Forward(path) => path.fill(&mut stats),
            Path::Audio(path) => path.fill(&mut stats),
            Path::Member(_, member) => member.fill(&mut stats),
        }
        stats
    }
}
