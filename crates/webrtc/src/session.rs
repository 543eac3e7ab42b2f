//! The session itself.

mod data;
mod media;
mod offering;
mod pictures;
mod tones;

use std::net::SocketAddr;
use std::time::Instant;

use jackfield_media::time::Timestamp;
use str0m::bwe::BweKind;
use str0m::net::Receive;
use str0m::rtp::{ExtensionValues, RtpWrite, Vp8Patch};
use str0m::{
    Candidate, Event as RtcEvent, IceConnectionState, Input, Output as RtcOutput, Rtc, RtcError,
};

use crate::config::{IceMode, SessionConfig};
use crate::convert::sender_report;
use crate::fragment::SdpFragment;
use crate::offer::{MAX_CHECKED_CANDIDATES, MAX_REMOTE_CANDIDATES, Offer};
use crate::reach::Reach;
use crate::types::{Event, MediaLine, Mid, OutgoingRtp, Output, Protocol};
use crate::{SessionError, offer};
use data::DataChannel;
pub use data::MessageRefused;
pub use offering::PendingOffer;
use tones::Tones;
pub use tones::{DIGIT_TIME, DigitsRefused};

/// A due timeout may leave another one (send queue, then feedback); more is left to the caller.
const IMMEDIATE_ROUNDS: u8 = 4;
/// Audio up to this level is told to be no speech, in dBov.
const QUIET: i8 = -50;

/// The local half of a session's ICE credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceCredentials {
    /// Public: it names the session in a binding request.
    pub ufrag: String,
    password: String,
}

/// One WebRTC session. See the crate's first page for the way it is driven.
pub struct Session {
    rtc: Rtc,
    ice: IceMode,
    epoch: Instant,
    now: Timestamp,
    /// How many already due timeouts `poll_output` still drives by itself.
    immediate_rounds: u8,
    /// The peer's offer; an ICE restart re-reads it with new credentials. Empty when we offered.
    remote_offer: String,
    media: Vec<MediaLine>,
    /// Which section a stream of the peer belongs to.
    streams: Vec<(u32, Mid)>,
    remote_candidates: usize,
    /// Where checks may go that a lite peer makes us send.
    reach: Option<Reach>,
    data: DataChannel,
    tones: Tones,
    connected: bool,
    lost: bool,
    closed: bool,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Session")
            .field("media", &self.media)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Answers an offer. The answer names every candidate, so nothing of ours is trickled.
    pub fn answer(
        config: &SessionConfig,
        now: Timestamp,
        offer_sdp: &str,
    ) -> Result<(Self, String), SessionError> {
        Self::accept(config, now, Offer::parse(offer_sdp, &config.offers)?)
    }

    /// Answers an offer that was parsed before.
    pub fn accept(
        config: &SessionConfig,
        now: Timestamp,
        offer: Offer,
    ) -> Result<(Self, String), SessionError> {
        let is_lite = offer.is_of_lite_peer();
        let ice = if is_lite { IceMode::Full } else { config.ice };
        let mut session = Self::new(config, ice, now)?;
        session.reach = is_lite.then(|| Reach::of(&config.candidates));
        let answer = session.rtc.sdp_api().accept_offer(offer.parsed)?;
        let answer = answer.to_sdp_string();
        offer::check_answer(&offer.text, &answer)?;
        session.note_media(&answer);
        let answer = offer::grouped_like(&offer.text, answer);
        session.take_candidates(offer.candidates);
        session.remote_offer = offer.text;
        Ok((session, answer))
    }

    /// The negotiated sections.
    pub fn media(&self) -> &[MediaLine] {
        &self.media
    }

    /// Whether this side sends connectivity checks of its own (full ICE).
    pub fn checks_connectivity(&self) -> bool {
        self.ice == IceMode::Full
    }

    /// Whether a binding request carries the right password: its sender is the peer.
    pub fn accepts(
        &self,
        protocol: Protocol,
        source: SocketAddr,
        destination: SocketAddr,
        datagram: &[u8],
    ) -> bool {
        Receive::new(protocol.into(), source, destination, datagram).is_ok_and(|received| {
            self.rtc
                .accepts(&Input::Receive(self.instant(self.now), received))
        })
    }

    /// Our ICE credentials; they change with every ICE restart.
    pub fn local_credentials(&mut self) -> IceCredentials {
        let credentials = self.rtc.direct_api().local_ice_credentials();
        IceCredentials {
            ufrag: credentials.ufrag,
            password: credentials.pass,
        }
    }

    /// Takes the peer's trickled candidates; answers how many could be used.
    pub fn add_candidates(&mut self, fragment: &SdpFragment) -> Result<usize, SessionError> {
        let expected = offer::first_attribute(&self.remote_offer, "ice-ufrag");
        if let (Some(given), Some(expected)) = (fragment.ufrag.as_deref(), expected)
            && given != expected
        {
            return Err(SessionError::StaleCredentials(
                "the fragment's ice-ufrag is not the session's".into(),
            ));
        }
        Ok(self.take_candidates(fragment.usable_candidates()))
    }

    /// Restarts ICE with the peer's new credentials (RFC 9725 §4.3.3); answers with ours.
    ///
    /// A fragment that is not taken leaves the session as it was.
    pub fn restart_ice(&mut self, fragment: &SdpFragment) -> Result<String, SessionError> {
        let (Some(ufrag), Some(password)) = (&fragment.ufrag, &fragment.password) else {
            return Err(SessionError::Malformed(
                "an ICE restart needs a=ice-ufrag and a=ice-pwd".into(),
            ));
        };
        if offer::first_attribute(&self.remote_offer, "ice-ufrag") == Some(ufrag) {
            return Err(SessionError::StaleCredentials(
                "an ICE restart needs a new ice-ufrag".into(),
            ));
        }
        let restarted = offer::with_credentials(&self.remote_offer, ufrag, password);
        let offer = Offer::parse_again(restarted)?;
        let answer = self.rtc.sdp_api().accept_offer(offer.parsed)?;
        let answer = answer.to_sdp_string();
        self.remote_offer = offer.text;
        self.remote_candidates = 0;
        self.add_candidates(fragment)?;
        let local = self.local_credentials();
        let candidates: Vec<String> = answer
            .lines()
            .filter(|line| line.starts_with("a=candidate:"))
            .map(str::to_owned)
            .collect();
        Ok(SdpFragment::write(
            &local.ufrag,
            &local.password,
            &candidates,
        ))
    }

    /// Takes a datagram. `destination` is the local candidate it came to.
    ///
    /// Bytes that are no STUN, DTLS, RTP or RTCP are [`SessionError::Malformed`], and the session
    /// goes on. So does one whose handshake meets something wrong: until its end nothing of it is
    /// authentic, and an alert that anybody can forge shall not end a call. More data than is taken
    /// is [`SessionError::Flooded`]: nothing is lost of it, as the peer sends it again.
    pub fn handle_datagram(
        &mut self,
        now: Timestamp,
        protocol: Protocol,
        source: SocketAddr,
        destination: SocketAddr,
        datagram: &[u8],
    ) -> Result<(), SessionError> {
        let received = Receive::new(protocol.into(), source, destination, datagram)
            .map_err(|error| SessionError::Malformed(error.to_string()))?;
        let instant = self.advance(now);
        if self.connected && !self.data.takes(self.now, datagram) {
            return Err(SessionError::Flooded);
        }
        match self.rtc.handle_input(Input::Receive(instant, received)) {
            Err(RtcError::Dtls(error)) if !self.connected => {
                Err(SessionError::Malformed(error.to_string()))
            }
            result => Ok(result?),
        }
    }

    /// Lets time pass.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Result<(), SessionError> {
        let instant = self.advance(now);
        self.rtc.handle_input(Input::Timeout(instant))?;
        self.play_tones();
        Ok(())
    }

    /// Queues a packet. False when its section is not there to send in, and for audio that digits
    /// take the place of.
    pub fn write_rtp(&mut self, now: Timestamp, mut packet: OutgoingRtp) -> bool {
        self.advance(now);
        let passes = !self.is_tone_section(packet.mid) || self.tones.pass(self.now, &mut packet);
        passes && self.transmit(packet, None)
    }

    fn transmit(&mut self, packet: OutgoingRtp, patch: Option<Vp8Patch>) -> bool {
        let wallclock = self.instant(self.now);
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(packet.mid.0, None) else {
            return false;
        };
        let extensions = ExtensionValues {
            audio_level: packet.audio_level,
            voice_activity: packet.audio_level.map(|level| level > QUIET),
            ..ExtensionValues::default()
        };
        let write = RtpWrite::new(
            packet.payload_type.into(),
            packet.sequence.into(),
            packet.rtp_time,
            wallclock,
            packet.payload,
        )
        .marker(packet.marker)
        .nackable(packet.nackable)
        .ext_vals(extensions);
        stream.write_rtp(match patch {
            Some(patch) => write.vp8_patch(patch),
            None => write,
        });
        true
    }

    /// Asks the peer for a key frame in a section.
    pub fn request_keyframe(&mut self, mid: Mid) {
        let mut direct = self.rtc.direct_api();
        if let Some(stream) = direct.stream_rx_by_mid(mid.0, None) {
            stream.request_keyframe(str0m::media::KeyframeRequestKind::Pli);
        }
    }

    /// The same of one stream of the peer's.
    pub fn request_keyframe_of(&mut self, ssrc: u32) {
        let mut direct = self.rtc.direct_api();
        if let Some(stream) = direct.stream_rx(&ssrc.into()) {
            stream.request_keyframe(str0m::media::KeyframeRequestKind::Pli);
        }
    }

    /// Says good-bye: RTCP BYE and DTLS `close_notify` come out of [`Session::poll_output`].
    pub fn close(&mut self) {
        // A session whose DTLS never came up has nobody to say good-bye to.
        if self.rtc.close().is_err() {
            self.rtc.disconnect();
        }
    }

    /// The next thing to do. Errors end the session.
    pub fn poll_output(&mut self) -> Result<Output, SessionError> {
        if let Some(event) = self.tones.poll(self.now) {
            return Ok(Output::Event(event));
        }
        loop {
            match self.rtc.poll_output()? {
                RtcOutput::Transmit(transmit) => return Ok(Output::Transmit(transmit.into())),
                RtcOutput::Event(event) => {
                    if let Some(event) = self.translate(event) {
                        return Ok(Output::Event(event));
                    }
                }
                RtcOutput::Timeout(at) => {
                    let due = self.timestamp(at);
                    if due > self.now || self.immediate_rounds == 0 || !self.rtc.is_alive() {
                        return Ok(Output::Timeout(self.before_tones(due)));
                    }
                    // Every write leaves an immediately due timeout: driving it here saves a
                    // timer and a turn of the caller's loop per packet.
                    self.immediate_rounds -= 1;
                    let now = self.instant(self.now);
                    self.rtc.handle_input(Input::Timeout(now))?;
                }
            }
        }
    }

    fn new(config: &SessionConfig, ice: IceMode, now: Timestamp) -> Result<Self, SessionError> {
        let start = config.epoch + std::time::Duration::from_nanos(now.as_nanos());
        Ok(Self {
            rtc: config.build(ice, start)?,
            ice,
            epoch: config.epoch,
            now,
            immediate_rounds: IMMEDIATE_ROUNDS,
            remote_offer: String::new(),
            media: Vec::new(),
            streams: Vec::new(),
            remote_candidates: 0,
            reach: None,
            data: DataChannel::new(&config.data),
            tones: Tones::default(),
            connected: false,
            lost: false,
            closed: false,
        })
    }

    /// Answers how many could be used. Where we send checks because a stranger asks for it, they
    /// are few, and to nobody whom only we can reach.
    fn take_candidates(&mut self, candidates: impl IntoIterator<Item = Candidate>) -> usize {
        let limit = match self.reach {
            Some(_) => MAX_CHECKED_CANDIDATES,
            None => MAX_REMOTE_CANDIDATES,
        };
        let room = limit.saturating_sub(self.remote_candidates);
        let reach = self.reach;
        let is_covered =
            |candidate: &Candidate| reach.is_none_or(|reach| reach.covers(candidate.addr().ip()));
        let mut taken = 0;
        for candidate in candidates.into_iter().filter(is_covered).take(room) {
            self.rtc.add_remote_candidate(candidate);
            taken += 1;
        }
        self.remote_candidates += taken;
        taken
    }

    fn advance(&mut self, now: Timestamp) -> Instant {
        // Arrival stamps may lie before the last timeout; time never runs backwards here.
        self.now = self.now.max(now);
        self.immediate_rounds = IMMEDIATE_ROUNDS;
        self.instant(self.now)
    }

    fn instant(&self, at: Timestamp) -> Instant {
        self.epoch + std::time::Duration::from_nanos(at.as_nanos())
    }

    fn timestamp(&self, at: Instant) -> Timestamp {
        let since = at.saturating_duration_since(self.epoch).as_nanos();
        Timestamp::from_nanos(u64::try_from(since).unwrap_or(u64::MAX))
    }

    fn translate(&mut self, event: RtcEvent) -> Option<Event> {
        match event {
            RtcEvent::RtpPacket(packet) => self.rtp_packet(packet).map(Event::Rtp),
            RtcEvent::Connected => {
                self.connected = true;
                Some(Event::Connected)
            }
            RtcEvent::IceConnectionStateChange(state) => self.ice_state(state),
            RtcEvent::KeyframeRequest(request) => Some(Event::KeyframeRequest(Mid(request.mid))),
            RtcEvent::MediaEgressStats(stats) => stats.loss.map(|loss| Event::PeerReport {
                mid: Mid(stats.mid),
                loss,
                round_trip: stats.rtt,
            }),
            RtcEvent::ChannelOpen(id, label) => Some(self.channel_opened(id, &label)),
            RtcEvent::ChannelData(message) => self.message(message),
            RtcEvent::ChannelClose(id) => self.channel_closed(id),
            RtcEvent::EgressBitrateEstimate(BweKind::Remb { estimate, .. }) => {
                Some(Event::Bandwidth(estimate.as_u64()))
            }
            RtcEvent::SenderFeedback(feedback) => {
                let arrival = self.timestamp(feedback.received_at);
                Some(sender_report(arrival, &feedback.sender_info))
            }
            RtcEvent::Closed if !self.closed => {
                self.closed = true;
                Some(Event::Closed)
            }
            _ => None,
        }
    }

    fn ice_state(&mut self, state: IceConnectionState) -> Option<Event> {
        if state.is_disconnected() {
            self.lost = true;
            return Some(Event::Disconnected);
        }
        if state.is_connected() && self.lost {
            self.lost = false;
            return Some(Event::Reconnected);
        }
        None
    }
}

#[cfg(test)]
mod tests;
