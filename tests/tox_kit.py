"""Two Tox on this machine that are friends, and what they say to each other."""

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jackfield.tox import (
    CallState,
    ConnectionStatus,
    LosslessPacket,
    Tox,
    ToxAV,
    ToxError,
    ToxEvent,
    ToxLibrary,
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
LIMIT_S = 60.0
"""A machine that is busy takes its time."""
RATE = 48_000
FRAME = RATE // 50
LIKE = 0.5
"""Likeness that only the same melody reaches, on a machine that may stall."""
NOBODY = 77
"""The number of no friend."""
KEEP_S = 0.02
"""How often those are iterated whom no test drives."""
SETTLED = b"\xa0settled"
"""What is said last."""

_idle = threading.Event()


class Keeper:
    """Iterates those whom no test drives, so that they find and do not lose each other."""

    def __init__(self) -> None:
        self._kept: list[Tox] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tox-keeper", daemon=True)

    def keep(self, *toxes: Tox) -> None:
        with self._lock:
            self._kept.extend(toxes)
        if self._thread.ident is None:
            self._thread.start()
            atexit.register(self._stop)

    def release(self, *toxes: Tox) -> None:
        """From now on they are whoever's drives them."""
        with self._lock:
            self._kept = [tox for tox in self._kept if tox not in toxes]

    def _stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(KEEP_S):
            with self._lock:
                for tox in self._kept:
                    tox.iterate()


KEEPER = Keeper()


@cache
def friends_on(library: ToxLibrary) -> "Friends":
    """Two who are looking for each other, the same for all who ask."""
    friends = Friends(library)
    atexit.register(friends.kill)
    return friends


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

    @property
    def is_online(self) -> bool:
        """Whether the friend is."""
        return self.tox.friend_connection(self.friend) is not ConnectionStatus.NONE

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

    def say_last(self) -> bool:
        """Whether the end could be said."""
        try:
            self.tox.send_lossless_packet(self.friend, SETTLED)
        except ToxError:  # offline, or the queue is full
            return False
        return True

    @property
    def has_heard_the_last(self) -> bool:
        return LosslessPacket(self.friend, SETTLED) in self.events

    def _hear(self, _: int, pcm: Samples, count: int, channels: int, rate: int) -> None:
        assert len(pcm) == count * channels
        self.heard.append(pcm)
        self.formats.add((channels, rate))

    def _see(  # as the callback
        self, _: int, width: int, height: int, y: npt.NDArray[np.uint8], *__: object
    ) -> None:
        self.seen.append((width, height, y[:height, :width]))


class Friends:
    """Two that are looking for each other; once they are connected, whoever waits drives them."""

    def __init__(self, library: ToxLibrary) -> None:
        one, other = make_tox(library), make_tox(library)
        numbers = befriend(one, other)
        self.ann, self.bob = Side(one, numbers[0]), Side(other, numbers[1])
        self.rest()

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.ann, self.bob

    @property
    def toxes(self) -> tuple[Tox, ...]:
        return tuple(side.tox for side in self.sides)

    def connect(self) -> None:
        """From now on they are driven by whoever waits."""
        KEEPER.release(*self.toxes)
        self.until(lambda: all(side.is_online for side in self.sides))

    def rest(self) -> None:
        """Nobody waits for anything, so they are kept."""
        KEEPER.keep(*self.toxes)

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
        self._say([(speaker, pcm)], channels)

    def converse(self, by_ann: Samples, by_bob: Samples) -> None:
        """Both speak at the same time."""
        self._say([(self.ann, by_ann), (self.bob, by_bob)], 1)

    def _say(self, voices: list[tuple[Side, Samples]], channels: int) -> None:
        size = FRAME * channels
        due = time.monotonic()
        for start in range(0, len(voices[0][1]) - size + 1, size):
            for side, pcm in voices:
                frame = pcm[start : start + size]
                side.av.audio_send_frame(side.friend, frame, FRAME, channels, RATE)
            due += 0.02
            self.turn()  # also when it is too late to wait
            self.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]

    def kill(self) -> None:
        KEEPER.release(*self.toxes)
        for tox in self.toxes:
            tox.kill()


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


def settle(sides: Sequence[Side], turn: Callable[[], None]) -> None:
    """End all calls, and let what was said to the end arrive where nobody answers it.

    Args:
        sides: Both of each friendship; somebody with several friends has several.
        turn: Drives them.
    """
    for side in sides:
        side.forget()
    for tox in {side.tox for side in sides}:
        notes = [side.events for side in sides if side.tox is tox]
        tox.callback_event(partial(_note, notes))
    for side in sides:
        until(side.say_last, turn)
    # Nothing overtakes what arrives whole.
    until(lambda: all(side.has_heard_the_last for side in sides), turn)
    for side in sides:
        side.forget()


def _note(notes: list[list[ToxEvent]], event: ToxEvent) -> None:
    for each in notes:
        each.append(event)


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
