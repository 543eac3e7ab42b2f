"""The Rust media core. Internal: use ``jackfield.media`` and ``jackfield.call`` instead."""

from typing import Literal, Self, TypeAlias, final

import numpy as np
import numpy.typing as npt
from typing_extensions import disjoint_base

from jackfield._core_audio import (
    EffectChain,
    MockBatch,
    MockCall,
    OpusDecoder,
    OpusEncoder,
    Resampler,
)
from jackfield.engine import NetworkConditions as _NetworkConditions

__all__ = [
    "FRAME_CONCEALED",
    "FRAME_FEC",
    "FRAME_RECEIVED",
    "FRAME_REDUNDANT",
    "FRAME_SILENCE",
    "Batch",
    "EffectChain",
    "Engine",
    "EngineConfig",
    "Event",
    "MockBatch",
    "MockCall",
    "OpusDecoder",
    "OpusEncoder",
    "Resampler",
    "TlsFront",
    "VirtualCaller",
    "VirtualEngine",
    "__version__",
    "check_offer",
]

_Route: TypeAlias = Literal["forward", "transcode", "agent", "listen", "call"]
"""What the engine does with a session's audio.

``forward``: packets go back as they came, nothing is decoded (the native parrot; video too).
``transcode``: jitter buffer, decode, encode, all in the core (the native PCM parrot).
``agent``: decoded frames go to Python, what Python sends is played out.
``listen``: decoded frames go to Python, nothing is played.
``call``: a member of the call whose number goes with it: it hears the others, and they hear it.
An offer that only sends is answered ``recvonly`` on every route.
"""

_Hears: TypeAlias = Literal["each", "mix", "nothing"]
"""What a seat is given: each who speaks apart, all together, or nothing because it only speaks."""

_EventKind: TypeAlias = Literal[
    "opened",  # text: the SDP answer, code: the local ICE ufrag; of a socket both are empty
    "refused",  # the offer was not taken. text: why, code: sdp_malformed,
    # sdp_unsupported, at_capacity, call_unknown, call_full or internal
    "connected",  # ICE and DTLS are up, or a socket sent its start; value: milliseconds since open()
    "disconnected",  # consent or ICE is lost; the session may come back
    "track",  # text: "audio" or "video", code: the codec's name, or empty at its end; value: payload type
    "restarted",  # answer to restart(); text: the sdpfrag, code: the new local ICE ufrag
    "trickled",  # answer to trickle(); value: candidates taken
    "accepted",  # answer to accept_answer()
    "rejected",  # answer to restart(), trickle() or accept_answer() that failed; code and text say why
    "channel",  # the data channel opened (value 1) or closed (value 0)
    "dtmf",  # the peer pressed a key and let it go; text: the digit, value: milliseconds
    "message",  # data: what the peer sent on the data channel
    "room",  # play-out has room again after a refusal
    "drained",  # play-out has nothing left
    "speaking",  # a member of a call; value: 1 began to talk, 0 stopped
    "active_speaker",  # it leads its call now; value: the call
    "screen",  # somebody else is seen in one of its sections; code: the section, value: their session or 0
    "slot",  # somebody else is heard in one of its audio slots; code: the section, value: their session or 0
    "closed",  # last event of a session; code: local, peer, consent_expired,
    # setup_timeout, call_ended, shutdown or error
    "recorded",  # last event of a recording, its number as request; text: the file, value: seconds;
    # code: empty, or why it failed: exists, no_directory, not_a_directory, is_a_directory,
    # permission_denied, read_only, disk_full, too_large, too_many, unknown_session, call_unknown, io_error, internal
]

FRAME_RECEIVED: int
FRAME_REDUNDANT: int
FRAME_FEC: int
FRAME_CONCEALED: int
FRAME_SILENCE: int
"""Values of ``Batch.kinds``: from its own packet, RED, in-band FEC, concealment, or not sent (DTX)."""

__version__: str

@final
class EngineConfig:
    """Limits and addresses of an engine. Every field is keyword-only and has a default."""

    def __new__(
        cls,
        *,
        workers: int = 0,  # media threads; 0: one per core
        bind: str = "127.0.0.1",  # address of the media sockets; "::" for both families
        media_port: int = 0,  # UDP and TCP port of worker 0, worker i has media_port + i; 0: any free
        tcp: bool = True,  # ICE-TCP candidates
        tcp_connections: int = 4096,  # open at once, per worker and address
        tcp_unproven_per_address: int = 64,  # of one source, without an accepted check
        tcp_check_timeout_ms: int = 10_000,  # connection to accepted check
        advertised_ips: list[str] = ...,  # told to peers instead of the bound address
        ice_servers: list[str] = ...,  # stun: URLs, used when we are the side that gathers
        sessions_per_worker: int = 2000,
        calls_per_worker: int = 2000,
        members_per_call: int = 500,
        audio_slots_per_member: int = 16,
        sample_rate: int = 48_000,  # of frames towards Python: 8, 12, 16, 24 or 48 kHz
        tap_ring_ms: int = 200,  # audio kept per session for a Python that does not drain
        playout_limit_ms: int = 10_000,  # audio from Python that may wait per session
        socket_buffer_bytes: int = 524_288,
        max_packet_age_ms: int = 200,  # older datagrams are shed when overloaded
        setup_timeout_ms: int = 15_000,  # offer to connected
        consent_timeout_ms: int = 10_000,  # loss of consent to end of session
        encoder_bitrate: int = 32_000,  # bit/s of our own Opus
        encoder_complexity: int = 5,
        max_target_delay_ms: int = 400,  # upper bound of the adaptive jitter buffer
        red: bool = True,  # send RED where it was negotiated
        message_max_bytes: int = 65_536,  # of one message on a data channel, either way
        message_queue_bytes: int = 262_144,  # not confirmed by the peer, or not drained
        message_input_bytes_per_s: int = 262_144,  # taken of a peer; more is held back
        messages_per_s: int = 100,  # taken of a peer; more are dropped
        websocket_max_message_bytes: int = 65_536,
        websocket_max_picture_bytes: int = 262_144,
        websocket_ping_ms: int = 15_000,  # between two pings
        websocket_pong_ms: int = 10_000,  # from a ping until something comes
        websocket_idle_ms: int = 0,  # without a message; 0: for ever
        websocket_input_ms: int = 400,  # audio of a client that waits after a burst
        websocket_output_ms: int = 400,  # audio that waits for a slow reader
        websocket_stall_ms: int = 10_000,  # without a byte sent although some wait
        recordings: int = 1000,  # at once
        recording_queue_packets: int = 16_384,  # that wait for the disk; more become silence
        recording_bitrate: int = 32_000,  # bit/s of what has to be encoded
        recording_complexity: int = 5,
        websocket_messages_per_s: int = 1000,  # audio messages of one client, on average
        websocket_bytes_per_s: int = 1_000_000,  # of one client, on average
        websocket_burst_ms: int = 2000,  # that much more at once, as time at those rates
        offer_max_lines: int = 1000,
        offer_max_section_lines: int = 400,
        offer_max_line_bytes: int = 2048,
        offer_max_sections: int = 24,
        offer_max_codec_lines: int = 150,  # of one section: rtpmap, fmtp and ssrc, each
    ) -> EngineConfig: ...

@final
class Event:
    """One thing that happened to one session."""

    @property
    def kind(self) -> _EventKind: ...
    @property
    def session(self) -> int: ...
    @property
    def request(self) -> int:
        """What ``restart`` or ``trickle`` returned, else 0."""
    @property
    def code(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def figures(self) -> dict[str, float] | None:
        """Of ``closed``: the session's last figures, named as in ``session_stats``; else None."""
    @property
    def data(self) -> bytes: ...

@final
class Batch:
    """All that waited for Python: events in order, and audio as columns, one row per 20 ms frame."""

    @property
    def events(self) -> list[Event]: ...
    @property
    def sessions(self) -> npt.NDArray[np.uint64]: ...
    @property
    def sources(self) -> npt.NDArray[np.uint64]:
        """Who speaks: another session only for a seat that hears each member of its call."""
    @property
    def media_times(self) -> npt.NDArray[np.uint64]:
        """Nanoseconds of media time since the session's first frame; for a seat, since its call was first heard,
        so that frames of several speakers that belong together have the same."""
    @property
    def kinds(self) -> npt.NDArray[np.uint8]: ...
    @property
    def frames(self) -> npt.NDArray[np.int16]:
        """Shape (rows, sample_rate / 50), mono. Rows are views: copy before keeping one."""

@disjoint_base
class Engine:
    """Media threads and sockets. Every method returns at once; answers come as events.

    ``fileno()`` becomes readable when ``drain()`` has something (add it to the event loop).
    Errors: OSError when a socket cannot be bound, ValueError naming a field that is out of range,
    RuntimeError after shutdown().
    """

    def __new__(cls, config: EngineConfig) -> Self: ...
    def fileno(self) -> int: ...
    @property
    def local_addresses(self) -> list[str]:
        """``udp 127.0.0.1:40000`` and so on, one entry per candidate told to peers."""
    def create_call(self, *, beside: int = 0) -> int:
        """Begin a call, there until ``end_call``; members can be moved between it and the one it is beside. Returns its
        number, never used again. RuntimeError when there are as many as may be, or no sessions are accepted."""
    def end_call(self, call: int) -> None:
        """End a call: each of its members gets ``closed`` with ``call_ended``. Unknown numbers are ignored."""
    def open(self, offer: str, route: _Route, *, call: int = 0) -> int:
        """Answer an SDP offer. Returns the session's id, never used again; then ``opened`` or ``refused``.
        ValueError when the route is ``call`` and no call is named, or the other way round."""
    def open_seat(self, call: int, *, hears: _Hears = "each") -> int:
        """Seat somebody of this process in a call: a session without network, with the events of any other.
        What it hears comes by ``drain``, while somebody speaks and for a second after; it says what ``send_audio`` has."""
    def move_session(self, session: int, call: int) -> bool:
        """Have a member be in another call; it stays muted or held. False when there is no such call beside its own."""
    def set_gain(self, call: int, listener: int, speaker: int, gain: float) -> None:
        """How loud one member (a session) hears another: 0 not at all, 1 as it is, up to 4.
        Done in order with ``open``: what is set right after it holds before the first packet. Ignored when one of
        both is no member of the call. ValueError when the gain is out of range."""
    def set_muted(self, session: int, muted: bool) -> None:
        """Whether nobody hears this member."""
    def set_held(self, session: int, held: bool) -> None:
        """Whether this member neither hears nor is heard."""
    def call_levels(self, call: int) -> list[tuple[int, float]]:
        """How loud each member (a session) was in the last 200 ms, in dBFS from -127 to 0."""
    def open_socket(self, descriptor: int, greeting: bytes, route: _Route, *, call: int = 0) -> int:
        """Take over a stream socket that was upgraded to a WebSocket (docs/websocket.md).

        The descriptor is duplicated, so the caller closes its own. ``greeting`` is sent first: the end
        of the opening handshake. Then ``opened``, and ``connected`` with the client's ``start``.
        OSError for what is no descriptor.
        """
    def dial(self, route: _Route, *, call: int = 0, video: bool = False, slots: int = 0) -> int:
        """Offer audio (Opus, RED) and a data channel, VP8 if asked for, and so many ``slots``, in each of which one
        voice may be heard: its frames have the slot's number, from one, as their source.

        With a call, into it. Then ``opened``, whose text is the SDP offer to post, with all candidates in it; or ``refused``.
        The session ends after ``setup_timeout_ms`` without an answer. We check connectivity ourselves:
        ``bind`` has to be an address that can reach the peer's.
        """
    def accept_answer(self, session: int, sdp: str) -> int:
        """Take the answer to the offer of a session. Returns a request id; then ``accepted`` or ``rejected``.
        After ``malformed`` another answer may follow."""
    def send_message(self, session: int, data: bytes) -> bool:
        """Send a message on the session's data channel, the one labelled ``events``; they arrive whole, in order.
        False: there is no open channel, or over ``message_queue_bytes`` wait for the peer to confirm them.
        ValueError for more than ``message_max_bytes``."""
    def tell_slot(self, session: int, mid: str, source: int, data: bytes) -> None:
        """Answer ``slot``, whose code is a section's mid and whose value the session to be heard there, by a message to
        the peer. It is heard once the peer has that; without room for it there is another ``slot``. ValueError as above."""
    def send_dtmf(
        self, session: int, digits: str, *, duration_ms: int = 100, gap_ms: int = 70
    ) -> None:
        """Press keys for the peer (RFC 4733): 1 to 64 of ``0123456789*#ABCD``, after those that wait.

        Audio to the peer is left out meanwhile. Where the peer takes no events, over WebSocket too, and where
        over 64 wait, they are dropped and counted. ValueError for other keys, and times outside of 40 to 1000 ms.
        """
    def trickle(self, session: int, fragment: str) -> int:
        """Take the candidates of an sdpfrag (RFC 8840). Returns a request id; then ``trickled`` or ``rejected``."""
    def restart(self, session: int, fragment: str) -> int:
        """ICE restart with the credentials of an sdpfrag. Returns a request id; then ``restarted`` or ``rejected``."""
    def close(self, session: int) -> None:
        """End a session; unknown ids are ignored (it may have ended by itself). Then ``closed``."""
    def dismiss(self, session: int, reason: str) -> None:
        """End a session that may not go on; else as ``close``. A WebSocket's peer is told why by an error and a close
        code if the reason is ``key_revoked``, ``token_expired``, ``inactive`` or ``max_duration``.
        """
    def record(
        self, session: int, path: str, file_format: Literal["ogg", "wav"], *, call: int = 0
    ) -> int:
        """Record what a session's peer says to a file that does not exist yet. Returns the recording's number; then
        ``recorded`` at its end, which the session's is too, or only that of ``call``. A kill loses less than a second."""
    def follow_recording(self, recording: int, session: int) -> None:
        """Go on with this session, after silence, for a recording of its place: one begun with ``call``."""
    def record_call(self, call: int, path: str, file_format: Literal["ogg", "wav"]) -> int:
        """Record everybody in a call, in one; those who come later too. Who is muted or held is silent."""
    def pause_recording(self, recording: int, paused: bool) -> None:
        """Write silence from now on, or no longer; one that is over is ignored."""
    def stop_recording(self, recording: int) -> None:
        """End a recording; one that is over is ignored. Then ``recorded``."""
    def drain(self, max_frames: int = 4096) -> Batch: ...
    def send_audio(
        self,
        sessions: npt.NDArray[np.uint64],
        rate: int,
        lengths: npt.NDArray[np.uint32],
        samples: npt.NDArray[np.int16],
    ) -> npt.NDArray[np.bool_]:
        """Queue play-out for many sessions at once.

        ``samples`` holds the mono samples of all sessions one after the other, ``lengths`` how many
        belong to each. False where a session is gone or its play-out is over the limit: nothing of
        that item was taken, and ``room`` follows for sessions that still exist.
        """
    def clear_audio(self, session: int) -> None:
        """Drop what waits for play-out (barge-in); the frame being sent is the last."""
    def queued_ms(self, session: int) -> float: ...
    def session_stats(self, session: int) -> dict[str, float] | None:
        """Figures of one session, at most half a second old (docs/metrics.md); None when it is gone.
        What was not measured is NaN."""
    def metrics(self) -> dict[str, float]:
        """Counters and gauges of the whole engine, names as in docs/metrics.md without prefix.
        A name may hold labels in Prometheus form: ``packets_dropped_total{reason="late"}``."""
    def set_ice_servers(self, urls: list[str]) -> None:
        """Ask these ``stun:`` URLs for our address from now on; they are looked up beside everything else."""
    def set_accepting(self, accepting: bool) -> None:
        """False: every open() is refused with ``at_capacity`` (drain)."""
    @property
    def session_count(self) -> int: ...
    def shutdown(self) -> None:
        """Close every session and join the threads. Idempotent; never called on the loop's own thread
        for long: it returns within 1 s."""

@final
class TlsFront:
    """TLS for a server that speaks plain text: a thread that has the connections of all clients."""

    def __new__(cls, certificate: bytes, key: bytes, limit: int) -> Self:
        """For ``limit`` clients at a time. Certificate chain and key are PEM; ValueError when they cannot be used."""
    def load(self, certificate: bytes, key: bytes) -> None:
        """Show another certificate to those who come from now on. ValueError as above."""
    def take(self, descriptor: int) -> int:
        """Duplicate a client's socket. Returns the descriptor of its plain side, the caller's to close, which says
        one byte, 1, after the handshake, or ends where that fails. RuntimeError when there is no room."""

@final
class VirtualEngine(Engine):
    """An engine of one worker whose clock moves only when told; only with the feature ``testing``.

    What it is asked is done by the next ``step``, before time moves. ``fileno()`` works as ever.
    """

    def __new__(cls, config: EngineConfig, seed: int) -> VirtualEngine: ...
    @property
    def now_ns(self) -> int:
        """Virtual time in nanoseconds; 0 at the start."""
    @property
    def is_idle(self) -> bool:
        """Whether there is neither session nor caller that would ever do anything."""
    def step(self, until_ns: int) -> int:
        """Let time pass until then, or until ``drain()`` has something. Returns what time it is.
        RuntimeError when a caller's session fails."""
    def skip(self, until_ns: int) -> int:
        """Let time pass until then, whatever waits for ``drain()``: Python is blocked."""
    def add_caller(self, network: _NetworkConditions, *, red: bool = False) -> VirtualCaller:
        """A peer with its own network to the engine. ValueError names a condition out of range."""

@final
class VirtualCaller:
    """A WebRTC peer with ICE, DTLS, SRTP, Opus and a jitter buffer of its own, at 48 kHz.

    Its microphone is on from the moment of connection: it sends silence while it says nothing.
    """

    @property
    def offer(self) -> str: ...
    def accept(self, answer: str) -> None:
        """Take the answer to the offer. ValueError when it is none, or the second one."""
    def say(self, rate: int, samples: npt.NDArray[np.int16]) -> None:
        """Say this after what is being said. ValueError when no such rate can be converted."""
    def fall_silent(self) -> None: ...
    def hang_up(self) -> None: ...
    def set_network(self, network: _NetworkConditions) -> None: ...
    def set_cut(self, cut: bool) -> None:
        """Let nothing through in either direction, or everything again."""
    @property
    def connected_ns(self) -> int | None: ...
    @property
    def is_closed(self) -> bool: ...
    @property
    def packets_received(self) -> int: ...
    def said(self) -> tuple[int, npt.NDArray[np.int16]]:
        """When its microphone began, in ns, and all it took since, silence included."""
    def heard(
        self,
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8], npt.NDArray[np.int16]]:
        """Per 20 ms frame that played: when it began in ns, its kind as in ``Batch``; all samples."""

def check_offer(sdp: str) -> None:
    """Raise ValueError with the reason if an offer cannot be parsed (used by tools and fuzzing)."""
