//! A WebSocket session with the route of its audio.

mod pictures;

use std::sync::Arc;
use std::time::Duration;

use jackfield_media::mixer::Voice;
use jackfield_media::time::Timestamp;
use jackfield_webrtc::Mid;
use jackfield_websocket::{
    Bytes, Event, Format, Picture, Refusal, RefusalKind, Session, VideoTerms,
};

use crate::command::{Dismissal, Route};
use crate::directory::{SessionStats, Shared};
use crate::host::Host;
use crate::hub::{EventKind, Notice};
use crate::membership::PcmMember;
use crate::metrics::Counter;
use crate::mono::MonoReader;
use crate::pcm_path::PcmPath;
use crate::span::{after, duration_of};
use crate::taps::Taps;
use crate::traffic::StreamOutput;
use crate::video::Picture as Shown;
use crate::{CallId, SessionId};

use super::budget::Budget;
use super::messages::Messages;
use super::{Ear, Ending, STATS_INTERVAL, Source, VideoLine};
use pictures::SocketVideo;

/// Where its audio goes.
#[derive(Debug)]
enum Path {
    Own(Box<PcmPath>),
    Member(Box<PcmMember>),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct SocketLine {
    id: SessionId,
    session: Session,
    route: Route,
    /// What the peer sends, and where it goes: from `start` on.
    format: Option<Format>,
    path: Option<Path>,
    /// In a call, if it was agreed.
    video: Option<Box<SocketVideo>>,
    reader: MonoReader,
    shared: Arc<Shared>,
    opened: Timestamp,
    ending: Option<Ending>,
    failure: String,
    stats_due: Timestamp,
    round_trip: Option<Duration>,
    budget: Budget,
    messages: Messages,
    /// What its call knows of it.
    told: Option<(Source, Ear)>,
    taps: Taps,
}

impl SocketLine {
    pub(crate) fn new(
        id: SessionId,
        route: Route,
        shared: Arc<Shared>,
        now: Timestamp,
        host: &Host,
    ) -> Self {
        let limits = host.config.websocket_limits();
        Self {
            id,
            session: Session::new(id.as_u64().to_string(), limits, now),
            route,
            format: None,
            path: None,
            video: None,
            reader: MonoReader::default(),
            shared,
            opened: now,
            ending: None,
            failure: String::new(),
            stats_due: after(now, STATS_INTERVAL),
            round_trip: None,
            told: None,
            budget: Budget::new(&host.config.websocket),
            messages: Messages::default(),
            taps: Taps::default(),
        }
    }

    pub(super) fn taps(&mut self) -> &mut Taps {
        &mut self.taps
    }

    pub(super) fn id(&self) -> SessionId {
        self.id
    }

    pub(super) fn handle_stream(&mut self, now: Timestamp, bytes: &[u8], host: &Host) {
        if bytes.is_empty() {
            self.ending.get_or_insert(Ending::Peer);
            return;
        }
        host.metrics.add(Counter::BytesReceived, bytes.len() as u64);
        if !self.budget.take_bytes(now, bytes.len()) {
            return self.refuse_flood("bytes");
        }
        self.session.receive(now, bytes);
    }

    pub(super) fn handle_stall(&mut self) {
        let detail = "nothing could be sent for too long";
        let refusal = Refusal::new(RefusalKind::SlowReader, detail);
        self.session.refuse(refusal);
    }

    pub(super) fn handle_timeout(&mut self, now: Timestamp) {
        self.session.handle_timeout(now);
    }

    pub(super) fn play(&mut self, now: Timestamp, rate: u32, samples: &[i16]) {
        match &mut self.path {
            Some(Path::Own(path)) => path.play(now, rate, samples),
            _ => self.shared.release(duration_of(rate, samples.len())),
        }
    }

    pub(super) fn clear_audio(&mut self) {
        if let Some(Path::Own(path)) = &mut self.path {
            path.clear(&mut self.session);
        }
    }

    /// Sends a message of the host, for which it has taken room; the backlog has room of its own.
    pub(super) fn send_message(&mut self, data: &[u8], host: &Host) {
        self.shared.release_message(data.len());
        self.session.tell(data);
        host.metrics.increment(Counter::MessagesSent);
    }

    pub(super) fn end(&mut self, ending: Ending) {
        if self.ending.is_none() {
            self.ending = Some(ending);
            self.session.close(ending == Ending::Shutdown);
        }
    }

    pub(super) fn dismiss(&mut self, why: Dismissal) {
        let kind = match why {
            Dismissal::KeyRevoked => RefusalKind::KeyRevoked,
            Dismissal::TokenExpired => RefusalKind::TokenExpired,
            Dismissal::Inactive => RefusalKind::Inactive,
            Dismissal::TooLong => RefusalKind::TooLong,
        };
        if self.ending.is_none() {
            self.ending = Some(Ending::Local);
            self.session
                .refuse(Refusal::new(kind, "the server ends this session"));
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.ending.is_some()
    }

    pub(super) fn run(
        &mut self,
        now: Timestamp,
        arrival: Option<Timestamp>,
        host: &Host,
        outbox: &mut Vec<StreamOutput>,
    ) {
        while let Some(event) = self.session.poll_event() {
            self.handle_event(now, event, host);
        }
        if let Some(Path::Own(path)) = &mut self.path {
            path.run(now, self.id, &mut self.session, &self.shared, host);
        }
        while let Some(chunk) = self.session.poll_chunk() {
            outbox.push(StreamOutput {
                session: self.id,
                chunk: Some(chunk),
                echo_of: arrival.filter(|_| self.route == Route::Forward),
            });
        }
        if self.is_over() {
            outbox.push(StreamOutput {
                session: self.id,
                chunk: None,
                echo_of: None,
            });
        } else if now >= self.stats_due {
            self.stats_due = after(now, STATS_INTERVAL);
            self.shared.publish(self.figures());
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Timestamp> {
        let path = match &self.path {
            Some(Path::Own(path)) => path.next_timeout(),
            // Its call keeps its time.
            Some(Path::Member(_)) | None => None,
        };
        [self.session.next_timeout(), path]
            .into_iter()
            .flatten()
            .min()
    }

    pub(super) fn announce_end(&self, host: &Host) {
        let Some(ending) = self.ending else { return };
        host.metrics.increment(ending.counter());
        let closed = Notice::new(self.id, EventKind::Closed)
            .code(ending.code())
            .text(&self.failure)
            .figures(self.figures());
        host.hub.post(closed);
    }

    pub(super) fn decodes(&self) -> bool {
        self.route != Route::Forward
    }

    pub(super) fn call(&self) -> Option<CallId> {
        match self.route {
            Route::Call(call) => Some(call),
            _ => None,
        }
    }

    pub(super) fn enter(&mut self, to: CallId) {
        if self.call().is_some() {
            self.route = Route::Call(to);
        }
    }

    pub(super) fn ear(&self) -> Ear {
        match &self.path {
            Some(Path::Member(member)) => Ear::Pcm(member.rate()),
            _ => Ear::Nothing,
        }
    }

    pub(super) fn source(&self) -> Source {
        match &self.path {
            Some(Path::Member(_)) => Source::Samples,
            _ => Source::Nothing,
        }
    }

    pub(super) fn take_change(&mut self) -> bool {
        let told = Some((self.source(), self.ear()));
        std::mem::replace(&mut self.told, told) != told
    }

    pub(super) fn has_input(&self) -> bool {
        matches!(&self.path, Some(Path::Member(member)) if member.has_input())
    }

    pub(super) fn ready_at(&self) -> Option<Timestamp> {
        match &self.path {
            Some(Path::Member(member)) => member.ready_at(),
            _ => None,
        }
    }

    pub(super) fn hear(&mut self, now: Timestamp, host: &Host) {
        if let Some(Path::Member(member)) = &mut self.path {
            member.hear(now, host);
        }
    }

    pub(super) fn voice(&mut self) -> Option<&mut Voice> {
        match &mut self.path {
            Some(Path::Member(member)) => Some(member.voice()),
            _ => None,
        }
    }

    pub(super) fn send_mixed(&mut self, frame: &[i16], host: &Host) {
        if let Some(Path::Member(member)) = &mut self.path {
            member.send(frame, &mut self.session, host);
        }
    }

    /// Pictures for its call, and of it.
    pub(super) fn video(&mut self) -> Option<&mut VideoLine> {
        self.video.as_mut().map(|video| video.line())
    }

    pub(super) fn screens(&self) -> Vec<(Mid, u8)> {
        let video = self.video.iter();
        video.map(|video| (video.mid(), 0)).collect()
    }

    pub(super) fn send_picture(&mut self, now: Timestamp, picture: Shown, host: &Host) {
        if let Some(video) = &mut self.video {
            video.send(now, picture.packet, &mut self.session, host);
        }
    }

    pub(super) fn request_key_frame(&mut self, now: Timestamp) {
        if let Some(video) = &mut self.video {
            video.ask(now, &mut self.session);
        }
    }

    pub(super) fn handle_picture_loss(&mut self, now: Timestamp) {
        if let Some(video) = &mut self.video {
            video.want(now);
        }
    }

    fn handle_event(&mut self, now: Timestamp, event: Event, host: &Host) {
        match event {
            Event::Started(format) => self.start(now, format, host),
            Event::Audio(audio) if self.budget.take_message(now) => {
                self.receive(now, audio, host);
            }
            Event::Picture(picture) if self.budget.take_message(now) => {
                self.receive_picture(now, &picture, host);
            }
            Event::Audio(_) | Event::Picture(_) => self.refuse_flood("messages"),
            Event::KeyFrameWanted => self.begin_anew(now),
            Event::Video(terms) => self.agree(now, terms, host),
            Event::Message(data) => self.messages.receive(now, self.id, data, host),
            Event::RoundTrip(time) => self.round_trip = Some(time),
            Event::Closed => {
                self.ending.get_or_insert(Ending::Peer);
            }
            Event::Refused(refusal) => self.note_refusal(&refusal),
        }
    }

    /// What goes back as it came is read for recordings only.
    fn receive(&mut self, now: Timestamp, audio: Bytes, host: &Host) {
        let Some(format) = self.format else { return };
        let is_echo = self.route == Route::Forward;
        if !is_echo || self.taps.listen() {
            let samples = self.reader.read(format, &audio);
            self.taps.frame(self.id, now, format.rate, samples, host);
            match &mut self.path {
                Some(Path::Own(path)) if !is_echo => path.receive(now, samples, host),
                Some(Path::Member(member)) => member.receive(now, samples, host),
                _ => {}
            }
        }
        if let (true, Some(Path::Own(path))) = (is_echo, &mut self.path) {
            path.echo(audio, &mut self.session, host);
        }
    }

    fn receive_picture(&mut self, now: Timestamp, picture: &Picture, host: &Host) {
        host.metrics.increment(Counter::PicturesReceived);
        if let Some(video) = &mut self.video {
            video.receive(now, picture, self.id, &mut self.session, host);
        } else if self.route == Route::Forward {
            self.session.send_picture(picture.time, &picture.frame);
            host.metrics.increment(Counter::PicturesSent);
        }
    }

    /// The client needs a key frame: of whom it is shown, or of itself.
    fn begin_anew(&mut self, now: Timestamp) {
        if let Some(video) = &mut self.video {
            video.want(now);
        } else if self.route == Route::Forward {
            self.session.want_key_frame();
        }
    }

    fn agree(&mut self, now: Timestamp, terms: VideoTerms, host: &Host) {
        if let Some(video) = &mut self.video {
            video.agree(now, terms, self.id, host);
        }
    }

    fn start(&mut self, now: Timestamp, format: Format, host: &Host) {
        self.format = Some(format);
        let has_video = format.video && self.call().is_some();
        self.video = has_video.then(|| SocketVideo::new(host).into());
        self.path = match self.route {
            Route::Call(_) => {
                PcmMember::new(format, host).map(|member| Path::Member(member.into()))
            }
            route => PcmPath::new(format, route, host).map(|path| Path::Own(path.into())),
        };
        if self.path.is_none() {
            let detail = format!("rate: {} Hz cannot be converted", format.rate);
            let refusal = Refusal::new(RefusalKind::Internal, detail);
            return self.session.refuse(refusal);
        }
        host.metrics.increment(Counter::SessionsConnected);
        let track = Notice::new(self.id, EventKind::Track)
            .text("audio")
            .code("pcm16");
        host.hub.post(track.value(f64::from(format.rate)));
        let connected = Notice::new(self.id, EventKind::Connected);
        let setup = now.since(self.opened).as_secs_f64() * 1e3;
        host.hub.post(connected.value(setup));
        if self.call().is_some() {
            Messages::note_channel(true, self.id, &self.shared, host);
        }
    }

    fn refuse_flood(&mut self, what: &str) {
        let detail = format!("more {what} than any audio has");
        let refusal = Refusal::new(RefusalKind::TooFast, detail);
        self.session.refuse(refusal);
    }

    fn note_refusal(&mut self, refusal: &Refusal) {
        let ending = match refusal.kind {
            RefusalKind::StartTimeout => Ending::SetupTimeout,
            kind if kind.is_timeout() => Ending::ConsentExpired,
            _ => Ending::Failed,
        };
        self.ending.get_or_insert(ending);
        self.failure = format!("{}: {}", refusal.kind.code(), refusal.detail);
    }

    fn figures(&self) -> SessionStats {
        let mut stats = SessionStats {
            round_trip: self.round_trip,
            ..SessionStats::default()
        };
        match &self.path {
            Some(Path::Own(path)) => path.fill(&mut stats),
            Some(Path::Member(member)) => member.fill(&mut stats),
            None => {}
        }
        stats
    }
}
