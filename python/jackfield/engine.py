"""The media core as the rest of the package sees it, and how one is made from settings.

The protocols repeat what of ``_core.pyi`` is used here, so that tests can put a behaving engine in
its place that needs neither sockets nor threads.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.config import Settings
from jackfield.config_recording import RecordingFormat
from jackfield.engine_config import core_config
from jackfield.errors import ConfigError

Samples: TypeAlias = npt.NDArray[np.int16]
Route: TypeAlias = Literal["forward", "transcode", "agent", "listen", "call"]
"""What the core does with a session's audio; explained in ``_core.pyi``."""
Hearing: TypeAlias = Literal["each", "mix", "nothing"]
"""What a seat in a call gets: a frame of each who speaks, one of all together, or none."""

FRAME_MS = 20
"""Audio comes in frames of this length, however the peer packs it."""


class EngineEvent(Protocol):
    """One thing that happened to one session; the kinds are listed in ``_core.pyi``."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def session(self) -> int:
        """To whom."""

    @property
    def request(self) -> int:
        """Which question this answers, 0 for none."""

    @property
    def code(self) -> str:
        """A word for machines."""

    @property
    def text(self) -> str:
        """A text for people, or an SDP."""

    @property
    def value(self) -> float:
        """A number, by kind."""

    @property
    def data(self) -> bytes:
        """What a peer sent."""

    @property
    def figures(self) -> Mapping[str, float] | None:
        """The last ones of a session that is over."""


class Batch(Protocol):
    """All that waited: events in order, and audio as columns, one row per frame."""

    @property
    def events(self) -> Sequence[EngineEvent]:
        """Events in order."""

    @property
    def sessions(self) -> npt.NDArray[np.uint64]:
        """Whose frame each row is."""

    @property
    def sources(self) -> npt.NDArray[np.uint64]:
        """Who speaks in each row: in calls of many another session, else the same one."""

    @property
    def frames(self) -> Samples:
        """One row per frame; rows are views that keep the whole batch alive."""


class Engine(Protocol):
    """What is asked of the core. Every method returns at once; answers come as events."""

    def fileno(self) -> int:
        """Readable when ``drain`` has something."""

    def open(self, offer: str, route: Route, *, call: int = ...) -> int:
        """Answer an offer; then ``opened`` or ``refused``."""

    def open_socket(
        self, descriptor: int, greeting: bytes, route: Route, *, call: int = ...
    ) -> int:
        """Take over an upgraded socket; then ``opened`` or ``refused``."""

    def dial(self, route: Route, *, call: int = ..., slots: int = ...) -> int:
        """Make an offer, into a call of many or alone; then ``opened`` with it, or ``refused``."""

    def accept_answer(self, session: int, sdp: str) -> int:
        """Take the answer to an offer; then ``accepted`` or ``rejected``."""

    def open_seat(self, call: int, *, hears: Hearing = ...) -> int:
        """Let this process itself in; then ``opened`` or ``refused``."""

    def create_call(self, *, beside: int = ...) -> int:
        """Make a call of many without anybody in it, to and from which another one's can move."""

    def move_session(self, session: int, call: int) -> bool:
        """Have a member be in another call; False when that is not beside its own."""

    def end_call(self, call: int) -> None:
        """End it and all its sessions."""

    def set_gain(self, call: int, listener: int, speaker: int, gain: float) -> None:
        """Say how loud one session hears another."""

    def set_muted(self, session: int, muted: bool) -> None:  # noqa: FBT001  # the core's own
        """Let nobody in its call hear it."""

    def set_held(self, session: int, held: bool) -> None:  # noqa: FBT001  # the core's own
        """Let it neither hear nor be heard in its call."""

    def send_dtmf(
        self, session: int, digits: str, *, duration_ms: int = ..., gap_ms: int = ...
    ) -> None:
        """Press keys towards its peer."""

    def call_levels(self, call: int) -> Sequence[tuple[int, float]]:
        """How loud its sessions are, in dBFS."""

    def send_message(self, session: int, data: bytes) -> bool:
        """Send on the data channel for events; False without a channel or room."""

    def tell_slot(self, session: int, mid: str, source: int, data: bytes) -> None:
        """Tell its peer whose a slot is; then that one is heard there."""

    def trickle(self, session: int, fragment: str) -> int:
        """Take candidates; then ``trickled`` or ``rejected``."""

    def restart(self, session: int, fragment: str) -> int:
        """Restart ICE; then ``restarted`` or ``rejected``."""

    def close(self, session: int) -> None:
        """End a session; then ``closed``."""

    def dismiss(self, session: int, reason: str) -> None:
        """End a session that may not go on, and say why; then ``closed``."""

    def record(
        self, session: int, path: str, file_format: RecordingFormat, *, call: int = ...
    ) -> int:
        """Record a session, or the place it has in a call; ``recorded`` when it is over."""

    def follow_recording(self, recording: int, session: int) -> None:
        """Go on recording a place with this session."""

    def record_call(self, call: int, path: str, file_format: RecordingFormat) -> int:
        """Record everybody in a call, in one; ``recorded`` when it is over."""

    def pause_recording(self, recording: int, paused: bool) -> None:  # noqa: FBT001  # the core's own
        """Write silence, or no longer."""

    def stop_recording(self, recording: int) -> None:
        """End a recording; then ``recorded``."""

    def drain(self, max_frames: int = ...) -> Batch:
        """Take what waits."""

    def send_audio(
        self,
        sessions: npt.NDArray[np.uint64],
        rate: int,
        lengths: npt.NDArray[np.uint32],
        samples: Samples,
    ) -> npt.NDArray[np.bool_]:
        """Queue play-out for many sessions; False for those that have no room."""

    def clear_audio(self, session: int) -> None:
        """Drop what waits for play-out."""

    def queued_ms(self, session: int) -> float:
        """Audio that waits for play-out."""

    def session_stats(self, session: int) -> Mapping[str, float] | None:
        """Figures of one session; None when it is gone."""

    def metrics(self) -> Mapping[str, float]:
        """Counters and gauges, names in Prometheus form without prefix."""

    def set_ice_servers(self, urls: list[str]) -> None:
        """Ask these servers for our address from now on."""

    def set_accepting(self, accepting: bool) -> None:  # noqa: FBT001  # the core's own signature
        """False refuses every offer."""

    @property
    def session_count(self) -> int:
        """Sessions there are, those being opened included."""

    def shutdown(self) -> None:
        """Close every session and join the threads."""


class NetworkConditions(Protocol):
    """How bad a virtual network is; explained in ``jackfield.testing``."""

    @property
    def delay_ms(self) -> float:
        """The least time a datagram takes."""

    @property
    def jitter_ms(self) -> float:
        """What is added at most."""

    @property
    def loss(self) -> float:
        """The part that never arrives."""

    @property
    def burst(self) -> float:
        """How many are lost in a row on average."""

    @property
    def reorder(self) -> float:
        """The part that is overtaken."""

    @property
    def duplicate(self) -> float:
        """The part that arrives twice."""

    @property
    def rate_kbps(self) -> float | None:
        """What the slowest link carries."""

    @property
    def queue_ms(self) -> float:
        """How long its queue is."""

    @property
    def keeps_order(self) -> bool:
        """Whether jitter lets nobody overtake."""


class VirtualCaller(Protocol):
    """A peer of a virtual core; explained in ``_core.pyi``."""

    @property
    def offer(self) -> str:
        """Its SDP."""

    def accept(self, answer: str) -> None:
        """Give it the answer."""

    def say(self, rate: int, samples: Samples) -> None:
        """Have it say something after what it is saying."""

    def fall_silent(self) -> None:
        """Have it say nothing more."""

    def hang_up(self) -> None:
        """Have it end the call."""

    def set_network(self, network: NetworkConditions) -> None:
        """Change its network."""

    def set_cut(self, cut: bool) -> None:  # noqa: FBT001  # the core's own signature
        """Cut its wire, or mend it."""

    @property
    def packets_received(self) -> int:
        """Media packets that reached it."""

    def said(self) -> tuple[int, Samples]:
        """Since when it speaks, in ns, and all it said."""

    def heard(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8], Samples]:
        """When each frame began to play, how it came about, and all samples."""


class VirtualEngine(Engine, Protocol):
    """A core in virtual time: what it is asked happens when time is stepped."""

    @property
    def now_ns(self) -> int:
        """Virtual time."""

    @property
    def is_idle(self) -> bool:
        """Whether nothing would happen if time went on."""

    def step(self, until_ns: int) -> int:
        """Let time pass until then, or until there is something to drain; the answer is now."""

    def skip(self, until_ns: int) -> int:
        """Let time pass whether or not there is something to drain."""

    def add_caller(self, network: NetworkConditions, *, red: bool = ...) -> VirtualCaller:
        """Make a peer that waits for an answer to its offer."""


def make_engine(settings: Settings) -> Engine:
    """Start the core.

    Raises:
        ConfigError: When the core is not built, a field is out of range, or a socket cannot be had.
    """
    with _config_errors():
        import jackfield._core as core  # noqa: PLC0415  # absent until it is built

        return core.Engine(core_config(core.EngineConfig, settings))


def make_virtual_engine(settings: Settings, seed: int) -> VirtualEngine:
    """Make a core on a clock that stands still; all chance in its networks follows the seed.

    Raises:
        ConfigError: When the core is not built, is built without virtual time, or a field is out of
            range.
    """
    with _config_errors():
        import jackfield._core as core  # noqa: PLC0415  # as above

        if not hasattr(core, "VirtualEngine"):
            raise ConfigError("the media core is built without its feature `testing`")
        return core.VirtualEngine(core_config(core.EngineConfig, settings), seed)


@contextmanager
def _config_errors() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise ConfigError(f"the media core is not built: run `make build` ({error})") from error
    except ValueError as error:
        raise ConfigError(f"the media core refuses a setting: {error}") from error
    except OSError as error:
        raise ConfigError(f"the media sockets cannot be opened: {error}") from error
