//! Counters of one worker. One thread writes, any thread reads.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

macro_rules! counters {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// What is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Counter {
            $($(#[$doc])* $variant,)+
        }

        const NAMES: &[&str] = &[$($name,)+];
    };
}

counters! {
    /// RTP from peers, after decryption.
    PacketsReceived => "packets_received_total",
    /// RTP to peers.
    PacketsSent => "packets_sent_total",
    /// Datagrams of any kind, from sockets.
    DatagramsReceived => "datagrams_received_total",
    /// Datagrams of any kind, to sockets.
    DatagramsSent => "datagrams_sent_total",
    /// Of those, bytes.
    BytesReceived => "bytes_received_total",
    /// Of those, bytes.
    BytesSent => "bytes_sent_total",
    /// RTP that never came.
    PacketsLost => "packets_lost_total",
    /// A datagram from an address no session knows.
    DropUnknownPeer => "packets_dropped_total{reason=\"unknown_peer\"}",
    /// A datagram that is no STUN, DTLS, RTP or RTCP, or a payload that is no Opus or RED.
    DropMalformed => "packets_dropped_total{reason=\"malformed\"}",
    /// A datagram that waited too long before we read it.
    DropStale => "packets_dropped_total{reason=\"stale\"}",
    /// The kernel's receive buffer was full.
    DropKernel => "packets_dropped_total{reason=\"receive_buffer_full\"}",
    /// The kernel's send buffer was full.
    DropSend => "packets_dropped_total{reason=\"send_buffer_full\"}",
    /// RTP that came too late to be played.
    DropLate => "packets_dropped_total{reason=\"late\"}",
    /// RTP in a payload type that was not negotiated for it.
    DropPayload => "packets_dropped_total{reason=\"payload_type\"}",
    /// More of a peer's data channel than is taken; it comes again.
    DropFlood => "packets_dropped_total{reason=\"data_flood\"}",
    /// A frame the host did not fetch in time.
    FramesDropped => "frames_dropped_total{reason=\"tap_ring_full\"}",
    /// Frames handed to the host.
    FramesTapped => "frames_tapped_total",
    /// Frames encoded for peers.
    FramesPlayed => "frames_played_total",
    /// Audio messages from WebSocket clients.
    SocketMessagesReceived => "websocket_messages_received_total",
    /// Audio messages to WebSocket clients.
    SocketMessagesSent => "websocket_messages_sent_total",
    /// Pictures from WebSocket clients.
    PicturesReceived => "websocket_pictures_received_total",
    /// Pictures to WebSocket clients.
    PicturesSent => "websocket_pictures_sent_total",
    /// Pictures of a WebSocket client for whose packets there was no room, up to its next key frame.
    PicturesBurst => "websocket_pictures_dropped_total{reason=\"burst\"}",
    /// Pictures for a WebSocket client of which something was missing, up to the next key frame.
    PicturesIncomplete => "websocket_pictures_dropped_total{reason=\"incomplete\"}",
    /// Pictures that a WebSocket client did not read in time, up to the next key frame.
    PicturesSlowReader => "websocket_pictures_dropped_total{reason=\"slow_reader\"}",
    /// Messages of peers, handed to the host.
    MessagesReceived => "messages_received_total",
    /// Messages of the host, handed to data channels.
    MessagesSent => "messages_sent_total",
    /// Messages of peers that came too fast.
    MessagesDroppedFlood => "messages_dropped_total{reason=\"flood\"}",
    /// Messages of peers that the host did not fetch in time.
    MessagesDroppedHost => "messages_dropped_total{reason=\"host_queue_full\"}",
    /// Messages of the host to a channel that closed meanwhile.
    MessagesUnsentClosed => "messages_dropped_total{reason=\"channel_closed\"}",
    /// Messages of the host that are larger than the peer takes.
    MessagesUnsentTooLarge => "messages_dropped_total{reason=\"too_large\"}",
    /// Messages the host offered to a peer that does not keep up.
    MessagesRefused => "messages_refused_total",
    /// Digits of peers, handed to the host.
    DigitsReceived => "dtmf_received_total",
    /// Digits sent to peers.
    DigitsSent => "dtmf_sent_total",
    /// Digits of peers that came too fast.
    DigitsDroppedFlood => "dtmf_dropped_total{reason=\"flood\"}",
    /// Digits to peers that do not take them.
    DigitsUnsentFormat => "dtmf_dropped_total{reason=\"not_negotiated\"}",
    /// Digits to peers for whom too many wait.
    DigitsUnsentFull => "dtmf_dropped_total{reason=\"queue_full\"}",
    /// Data channels of peers besides the one that is used.
    ChannelsRefused => "data_channels_refused_total",
    /// Audio the host offered over the play-out limit.
    PlayRefused => "playout_refused_total",
    /// Audio made up because it never came, in samples at 48 kHz.
    SamplesConcealed => "samples_concealed_total",
    /// Audio recovered from RED or FEC, in samples at 48 kHz.
    SamplesRecovered => "samples_recovered_total",
    /// Audio played from its own packet, in samples at 48 kHz.
    SamplesReceived => "samples_received_total",
    /// Audio of a WebSocket client that came in too large a burst, in samples at 48 kHz.
    SamplesBurst => "samples_dropped_total{reason=\"burst\"}",
    /// Audio that a WebSocket client did not read in time, in samples at 48 kHz.
    SamplesSlowReader => "samples_dropped_total{reason=\"slow_reader\"}",
    /// Audio in play-out that would have delayed the rest after a stall, in samples at 48 kHz.
    SamplesStall => "samples_dropped_total{reason=\"stall\"}",
    /// RTP of a call's member sent to another as it came.
    PacketsForwarded => "packets_forwarded_total",
    /// Turns of calls' clocks.
    MixTicks => "mix_ticks_total",
    /// Of those, begun too late or left out.
    MixTicksLate => "mix_ticks_late_total",
    /// Frames encoded for one listener or for many who hear the same.
    MixEncodes => "mix_encodes_total",
    /// Frames of a call's member that went because its clock runs ahead of the call's.
    MixFramesDropped => "mix_frames_dropped_total",
    /// Calls begun.
    CallsOpened => "calls_opened_total",
    /// Its peer ended it, or it broke.
    TcpClosedPeer => "tcp_connections_closed_total{reason=\"peer\"}",
    /// It carried nothing for its session any more.
    TcpClosedIdle => "tcp_connections_closed_total{reason=\"idle\"}",
    /// Unproven, and it began something far longer than a check.
    TcpClosedMalformed => "tcp_connections_closed_total{reason=\"malformed\"}",
    /// No session accepted a check of it in time.
    TcpClosedUnproven => "tcp_connections_closed_total{reason=\"check_timeout\"}",
    /// Unproven, and a newer one wanted its place.
    TcpClosedEvicted => "tcp_connections_closed_total{reason=\"evicted\"}",
    /// Unproven, and its address had too many like it.
    TcpClosedAddress => "tcp_connections_closed_total{reason=\"address_limit\"}",
    /// Not taken: every other one is in use by a session.
    TcpClosedFull => "tcp_connections_closed_total{reason=\"full\"}",
    /// Not taken yet: the process has no file descriptor left.
    TcpClosedDescriptors => "tcp_connections_closed_total{reason=\"no_descriptor\"}",
    /// Recordings begun.
    RecordingsStarted => "recordings_started_total",
    /// Recordings that ended well.
    RecordingsFinished => "recordings_finished_total",
    /// Recordings that could not begin, or not go on.
    RecordingsFailed => "recordings_failed_total",
    /// What was written for them.
    RecordedBytes => "recorded_bytes_total",
    /// Audio that is silence in a recording because the disk was too slow, or too much came.
    DropRecording => "recording_packets_dropped_total{reason=\"queue_full\"}",
    /// Audio that came too late to be recorded.
    DropRecordingLate => "recording_packets_dropped_total{reason=\"late\"}",
    /// Audio that is none, for a recording.
    DropRecordingMalformed => "recording_packets_dropped_total{reason=\"malformed\"}",
    /// Offers answered.
    SessionsOpened => "sessions_opened_total",
    /// Sessions whose media could flow.
    SessionsConnected => "sessions_connected_total",
    /// Offers that cannot be parsed.
    RefusedMalformed => "sessions_refused_total{reason=\"sdp_malformed\"}",
    /// Offers that ask for what we do not do.
    RefusedUnsupported => "sessions_refused_total{reason=\"sdp_unsupported\"}",
    /// Offers over the limit.
    RefusedCapacity => "sessions_refused_total{reason=\"at_capacity\"}",
    /// Offers that failed for a reason of ours.
    RefusedInternal => "sessions_refused_total{reason=\"internal\"}",
    /// Into a call that is none, or is over.
    RefusedCallUnknown => "sessions_refused_total{reason=\"call_unknown\"}",
    /// Into a call that has as many members as it may.
    RefusedCallFull => "sessions_refused_total{reason=\"call_full\"}",
    /// Ended by the host.
    ClosedLocal => "sessions_closed_total{reason=\"local\"}",
    /// Ended by the peer.
    ClosedPeer => "sessions_closed_total{reason=\"peer\"}",
    /// The peer stopped answering.
    ClosedConsent => "sessions_closed_total{reason=\"consent_expired\"}",
    /// The peer never came.
    ClosedSetup => "sessions_closed_total{reason=\"setup_timeout\"}",
    /// Its call was ended.
    ClosedCall => "sessions_closed_total{reason=\"call_ended\"}",
    /// The engine was shut down.
    ClosedShutdown => "sessions_closed_total{reason=\"shutdown\"}",
    /// The session failed.
    ClosedError => "sessions_closed_total{reason=\"error\"}",
}

/// Upper bounds of the latency buckets.
const BOUNDS: [(Duration, &str); 12] = [
    (Duration::from_micros(50), "0.00005"),
    (Duration::from_micros(100), "0.0001"),
    (Duration::from_micros(250), "0.00025"),
    (Duration::from_micros(500), "0.0005"),
    (Duration::from_millis(1), "0.001"),
    (Duration::from_micros(2500), "0.0025"),
    (Duration::from_millis(5), "0.005"),
    (Duration::from_millis(10), "0.01"),
    (Duration::from_millis(25), "0.025"),
    (Duration::from_millis(50), "0.05"),
    (Duration::from_millis(100), "0.1"),
    (Duration::from_millis(250), "0.25"),
];

/// Counters of one worker.
#[derive(Debug)]
pub struct Metrics {
    counters: Vec<AtomicU64>,
    /// By bucket, the last for what is over every bound.
    hairpin: [AtomicU64; BOUNDS.len() + 1],
    hairpin_nanos: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            counters: NAMES.iter().map(|_| AtomicU64::new(0)).collect(),
            hairpin: Default::default(),
            hairpin_nanos: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    pub(crate) fn add(&self, counter: Counter, amount: u64) {
        if let Some(cell) = self.counters.get(counter as usize) {
            add(cell, amount);
        }
    }

    /// Counts audio by samples at 48 kHz: what lies between two totals, so that roundings add up to
    /// nothing.
    pub(crate) fn add_audio(&self, counter: Counter, before: Duration, now: Duration) {
        self.add(counter, samples_of(now) - samples_of(before.min(now)));
    }

    /// For counts that are corrected later, as loss is when a late packet comes.
    pub(crate) fn add_signed(&self, counter: Counter, amount: i64) {
        self.add(counter, amount.cast_unsigned());
    }

    pub(crate) fn increment(&self, counter: Counter) {
        self.add(counter, 1);
    }

    /// Notes the time from a packet's arrival at the kernel until its echo was handed back.
    pub(crate) fn note_hairpin(&self, latency: Duration) {
        let bucket = BOUNDS.iter().position(|(bound, _)| latency <= *bound);
        if let Some(cell) = self.hairpin.get(bucket.unwrap_or(BOUNDS.len())) {
            add(cell, 1);
        }
        add(
            &self.hairpin_nanos,
            u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX),
        );
    }

    /// Every name with its value; adds up over workers.
    #[allow(clippy::cast_precision_loss, reason = "counters stay far below 2^53")]
    pub fn visit(&self, mut visit: impl FnMut(&str, f64)) {
        for (name, cell) in NAMES.iter().zip(&self.counters) {
            visit(name, cell.load(Ordering::Relaxed) as f64);
        }
        let mut below = 0;
        let labels = BOUNDS.iter().map(|(_, label)| *label).chain(["+Inf"]);
        for (label, cell) in labels.zip(&self.hairpin) {
            below += cell.load(Ordering::Relaxed);
            visit(
                &format!("hairpin_latency_seconds_bucket{{le=\"{label}\"}}"),
                below as f64,
            );
        }
        visit("hairpin_latency_seconds_count", below as f64);
        let nanos = self.hairpin_nanos.load(Ordering::Relaxed) as f64;
        visit("hairpin_latency_seconds_sum", nanos / 1e9);
    }
}

/// Cheaper than an atomic addition; right because only the worker writes.
fn add(cell: &AtomicU64, amount: u64) {
    cell.store(
        cell.load(Ordering::Relaxed).wrapping_add(amount),
        Ordering::Relaxed,
    );
}

fn samples_of(audio: Duration) -> u64 {
    u64::try_from(audio.as_nanos() * 48 / 1_000_000).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
