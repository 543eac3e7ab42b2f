"""Two Tox on this machine that are friends, and what they say to each other."""

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jackfield.tox import (
    CallState,
    ConnectionStatus,
    Tox,
    ToxAV,
    ToxEvent,
    ToxLibrary,
    ToxLibraryError,
    ToxOptions,
    ToxProfile,
)
from jackfield.tox.library import BUILT

Samples = npt.NDArray[np.int16]

OWN = os.environ.get("JACKFIELD_TOX_LIBRARY", str(BUILT))
"""Another build of Jackfield's library may be named."""
LIBRARIES = {"libtoxcore": "libtoxcore.so.2", "jackfield": OWN}
MISSING = {
    "libtoxcore": "libtoxcore.so.2 is missing: apt-get install libtoxcore2",
    "jackfield": "Jackfield's own library is not built: make toxav",
}


@cache
def friends_on(name: str) -> "Friends | None":
    """Two that are connected, on the library of that name; the same for all who ask."""
    try:
        library = ToxLibrary(LIBRARIES[name])
    except ToxLibraryError:
        return None
    friends = Friends(library)
    atexit.register(friends.kill)
    return friends


LIMIT_S = 60.0
"""A machine that is busy takes its time."""
RATE = 48_000
FRAME = RATE // 50
LIKE = 0.5
"""Likeness that only the same melody reaches, on a machine that may stall."""
NOBODY = 77
"""The number of no friend."""

_idle = threading.Event()


def make_tox(library: ToxLibrary, profile: Path | None = None, password: str = "") -> Tox:
    """One that nobody outside of this machine hears of."""
    options = ToxOptions(ipv6=False, local_discovery=False, start_port=34_000, end_port=39_999)
    kept = ToxProfile(profile, password) if profile is not None else None
    return Tox(options, profile=kept, library=library)


def befriend(one: Tox, other: Tox) -> tuple[int, int]:
    """Let them know and find each other; the numbers by which they do."""
    one.bootstrap("127.0.0.1", other.udp_port, other.dht_id)
    other.bootstrap("127.0.0.1", one.udp_port, one.dht_id)
    return one.friend_accept(other.public_key), other.friend_accept(one.public_key)


def until(is_so: Callable[[], bool], turn: Callable[[], None], limit_s: float = LIMIT_S) -> None:
    """Take turns until it is so."""
    end = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        turn()
        _idle.wait(0.002)


@dataclass
class Side:
    """One of two friends, and all that it was told."""

    tox: Tox
    friend: int
    events: list[ToxEvent] = field(default_factory=list)
    calls: list[tuple[bool, bool]] = field(default_factory=list)
    states: list[CallState] = field(default_factory=list)
    heard: list[Samples] = field(default_factory=list)
    formats: set[tuple[int, int]] = field(default_factory=set)
    seen: list[tuple[int, int, npt.NDArray[np.uint8]]] = field(default_factory=list)

    @property
    def av(self) -> ToxAV:
        assert self.tox.av is not None
        return self.tox.av

    @property
    def state(self) -> CallState:
        return self.states[-1] if self.states else CallState.NONE

    def listen(self) -> None:
        """Note everything from now on."""
        av = ToxAV(self.tox)
        self.tox.callback_event(self.events.append)
        av.callback_call(lambda _, audio, video: self.calls.append((audio, video)))
        av.callback_call_state(lambda _, state: self.states.append(state))
        av.callback_audio_receive_frame(self._hear)
        av.callback_video_receive_frame(self._see)

    def forget(self) -> None:
        """End its calls, and forget what it was told."""
        if self.tox.av is not None:
            self.tox.av.kill()
        self.tox.callback_event(None)
        for notes in (self.events, self.calls, self.states, self.heard, self.seen):
            notes.clear()
        self.formats.clear()

    def _hear(self, _: int, pcm: Samples, count: int, channels: int, rate: int) -> None:
        assert len(pcm) == count * channels
        self.heard.append(pcm)
        self.formats.add((channels, rate))

    def _see(  # as the callback
        self, _: int, width: int, height: int, y: npt.NDArray[np.uint8], *__: object
    ) -> None:
        self.seen.append((width, height, y[:height, :width]))


class Friends:
    """Two that are connected, driven by whoever waits for something."""

    def __init__(self, library: ToxLibrary) -> None:
        one, other = make_tox(library), make_tox(library)
        numbers = befriend(one, other)
        self.ann, self.bob = Side(one, numbers[0]), Side(other, numbers[1])
        self.until(lambda: all(_is_online(side) for side in self.sides))

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.ann, self.bob

    def turn(self) -> None:
        for side in self.sides:
            side.tox.iterate()
            if side.tox.av is not None:
                side.tox.av.iterate()

    def until(self, is_so: Callable[[], bool]) -> None:
        until(is_so, self.turn)

    def begin_call(self, audio: int = 48, video: int = 0) -> None:
        """Have Ann ring and Bob answer."""
        self.ann.av.call(self.ann.friend, audio, video)
        self.until(lambda: bool(self.bob.calls))
        self.bob.av.answer(self.bob.friend, audio, video)
        self.until(lambda: bool(self.ann.states))

    def speak(self, speaker: Side, pcm: Samples, channels: int = 1) -> None:
        """Say it in frames of 20 ms, as time passes."""
        size = FRAME * channels
        due = time.monotonic()
        for start in range(0, len(pcm) - size + 1, size):
            speaker.av.audio_send_frame(
                speaker.friend, pcm[start : start + size], FRAME, channels, RATE
            )
            due += 0.02
            self.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]

    def kill(self) -> None:
        for side in self.sides:
            side.tox.kill()


def _is_online(side: Side) -> bool:
    return side.tox.friend_connection(side.friend) is not ConnectionStatus.NONE


@contextmanager
def listening(friends: Friends) -> Iterator[Friends]:
    """Both note what happens; afterwards nothing is left of it."""
    for side in friends.sides:
        side.listen()
    try:
        yield friends
    finally:
        for side in friends.sides:
            side.forget()


def settle(friends: Friends) -> None:
    """End all calls, and let what was said at the end arrive where nobody answers it."""
    for side in friends.sides:
        side.forget()
    end = time.monotonic() + 0.25
    friends.until(lambda: time.monotonic() >= end)


def melody(seconds: float = 1.5, seed: int = 7) -> Samples:
    """Sound that is like itself at one place only: a tone whose pitch wanders."""
    random = np.random.default_rng(seed)
    count = int(seconds * RATE)
    steps = np.repeat(random.uniform(300, 2500, count // 2400 + 1), 2400)[:count]
    phase = np.cumsum(2 * np.pi * steps / RATE)
    return (9000 * np.sin(phase)).astype(np.int16)


def likeness(heard: Samples, said: Samples) -> float:
    """How much 300 ms of what was heard are like a place of what was said, for the best quarter.

    A machine that stalls makes gaps, and what comes after them late: not all can be alike.
    """
    size = 3 * RATE // 10
    a = said.astype(float)
    energy = np.concatenate([[0.0], np.cumsum(a**2)])
    norms = np.sqrt(np.maximum(energy[size:] - energy[:-size], 1.0))
    found = []
    for start in range(0, len(heard) - size + 1, size):
        b = heard[start : start + size].astype(float)
        if (norm := float(np.linalg.norm(b))) > size:  # not the silence around it
            length = 1 << (len(a) + size).bit_length()
            product = np.fft.irfft(np.fft.rfft(a, length) * np.conj(np.fft.rfft(b, length)))
            found.append(float(np.max(product[: len(norms)] / norms)) / norm)
    return float(np.quantile(found, 0.75)) if found else 0.0


def picture(
    width: int, height: int, step: int = 0
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """A test picture that moves: slopes, and a bright square."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    y = ((across + down + 2 * step) % 200 + 20).astype(np.uint8)
    y[10:30, 10 + step : 30 + step] = 235
    half = ((height + 1) // 2, (width + 1) // 2)
    return y, np.full(half, 100, np.uint8), np.full(half, 150, np.uint8)


def psnr(seen: npt.NDArray[np.uint8], shown: npt.NDArray[np.uint8]) -> float:
    """How alike two planes are, in dB."""
    error = float(np.mean((seen.astype(float) - shown.astype(float)) ** 2))
    return 99.0 if error == 0 else 10 * float(np.log10(255**2 / error))
