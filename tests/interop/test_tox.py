"""Our libtoxav in calls with Debian's own library, over the loopback interface."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
import numpy.typing as npt
import pytest

from interop.tox_pair import Pair, Star
from jackfield.tox import CallControl, CallState, ToxError, ToxLibrary
from tox_fixtures import FOUND
from tox_kit import (
    FRAME,
    MISSING,
    RATE,
    Samples,
    Side,
    likeness,
    listening,
    melody,
    picture,
    psnr,
    settle,
)

pytestmark = pytest.mark.timeout(240)

Plane = npt.NDArray[np.uint8]
OURS, THEIRS = "jackfield", "libtoxcore"
WAYS = [(OURS, THEIRS), (THEIRS, OURS)]
WIDTH, HEIGHT = 320, 240
PICTURE_S = 1 / 15
MESSAGE, AUDIO, VIDEO, REPORT = 69, 192, 193, 196
"""Ids of the packets of calls."""


def library(name: str) -> ToxLibrary:
    if name not in FOUND:
        pytest.skip(MISSING[name])
    return FOUND[name]


@pytest.fixture(scope="module", params=WAYS, ids=["ours-calls", "theirs-calls"])
def connected(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Ann, who calls, and Bob on the two libraries."""
    pair = Pair(*map(library, request.param))
    yield pair
    pair.kill()


@pytest.fixture
def pair(connected: Pair) -> Iterator[Pair]:
    with listening(connected):
        yield connected
    connected.wire.loss = 0
    settle(connected)


def show(pair: Pair, seconds: float) -> list[Plane]:
    """Ann shows Bob a moving picture for a while; all that was shown."""
    shown = []
    due = time.monotonic()
    for step in range(int(seconds / PICTURE_S)):
        planes = picture(WIDTH, HEIGHT, step)
        pair.ann.av.video_send_frame(pair.ann.friend, WIDTH, HEIGHT, *planes)
        shown.append(planes[0])
        due += PICTURE_S
        pair.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]
    return shown


def best_psnr(seen: Plane, shown: list[Plane]) -> float:
    return max(psnr(seen, each) for each in shown)


def test_both_hear_each_other(pair: Pair) -> None:
    pair.begin_call()
    for speaker, listener in ((pair.ann, pair.bob), (pair.bob, pair.ann)):
        said = melody(2.0)
        pair.speak(speaker, said)
        pair.until(lambda heard=listener.heard: len(heard) > 80)  # type: ignore[misc]
        assert likeness(np.concatenate(listener.heard), said) > 0.8


def test_pictures_are_seen(pair: Pair) -> None:
    pair.begin_call(video=1500)
    shown = show(pair, 2.0)
    pair.until(lambda: len(pair.bob.seen) > 2)  # a machine that is busy drops some
    width, height, last = pair.bob.seen[-1]
    assert (width, height) == (WIDTH, HEIGHT)
    assert best_psnr(last, shown) > 28


CONTROLS = [
    (CallControl.MUTE_AUDIO, CallControl.UNMUTE_AUDIO, CallState.ACCEPTING_AUDIO),
    (CallControl.HIDE_VIDEO, CallControl.SHOW_VIDEO, CallState.ACCEPTING_VIDEO),
    (CallControl.PAUSE, CallControl.RESUME, CallState.SENDING_AUDIO),
]


@pytest.mark.parametrize(("control", "undo", "bit"), CONTROLS)
@pytest.mark.parametrize("who", ["ann", "bob"])
def test_each_is_told_of_the_others_controls(
    pair: Pair, who: str, control: CallControl, undo: CallControl, bit: CallState
) -> None:
    pair.begin_call(video=500)
    here, there = (pair.ann, pair.bob) if who == "ann" else (pair.bob, pair.ann)
    here.av.call_control(here.friend, control)
    pair.until(lambda: bool(there.states) and not there.state & bit)
    here.av.call_control(here.friend, undo)
    pair.until(lambda: bool(there.state & bit))


def hang_up(side: Side) -> None:
    side.av.call_control(side.friend, CallControl.CANCEL)


def test_hanging_up_at_the_same_moment_leaves_nothing_behind(pair: Pair) -> None:
    pair.begin_call()
    hang_up(pair.ann)
    hang_up(pair.bob)
    settle_for(pair, 0.5)
    call_again(pair)


def test_who_rejects_can_be_called_again(pair: Pair) -> None:
    pair.ann.av.call(pair.ann.friend, 48, 0)
    pair.until(lambda: bool(pair.bob.calls))
    hang_up(pair.bob)
    pair.until(lambda: pair.ann.state.is_over)
    call_again(pair)


def settle_for(pair: Pair, seconds: float) -> None:
    end = time.monotonic() + seconds
    pair.until(lambda: time.monotonic() >= end)


def call_again(pair: Pair) -> None:
    """A call in which Bob hears Ann."""
    for side in pair.sides:
        side.calls.clear()
        side.states.clear()
    pair.begin_call()
    said = melody(2.0)
    pair.speak(pair.ann, said)
    pair.until(lambda: len(pair.bob.heard) > 40)
    assert likeness(np.concatenate(pair.bob.heard), said) > 0.6


@pytest.mark.parametrize(("loss", "wanted"), [(0.03, 0.8), (0.10, 0.6)])
def test_speech_comes_through_a_network_that_loses_packets(
    pair: Pair, loss: float, wanted: float
) -> None:
    pair.begin_call()
    pair.wire.loss = loss
    said = melody(4.0)
    pair.speak(pair.ann, said)
    settle_for(pair, 0.5)
    assert pair.wire.lost > 0
    assert likeness(np.concatenate(pair.bob.heard), said) > wanted


def test_pictures_come_through_a_network_that_loses_packets(pair: Pair) -> None:
    pair.begin_call(video=800)
    pair.wire.loss = 0.03
    shown = show(pair, 4.0)
    pair.wire.loss = 0
    shown += show(pair, 2.0)
    settle_for(pair, 0.3)
    assert best_psnr(pair.bob.seen[-1][2], shown) > 25


GARBAGE: list[Callable[[Side, bytes], None]] = [
    lambda side, noise: side.tox.send_lossless_packet(side.friend, bytes([MESSAGE]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([AUDIO]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([VIDEO]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([REPORT]) + noise),
]


def star(middle: str, around: str, count: int) -> Star:
    return Star(library(middle), library(around), count)


def tone(hz: float, seconds: float = 2.0) -> Samples:
    count = np.arange(int(seconds * RATE))
    return (9000 * np.sin(2 * np.pi * hz * count / RATE)).astype(np.int16)


def pitch(heard: list[Samples]) -> float:
    """The loudest frequency of the last frames, in Hz."""
    samples = np.concatenate(heard[-10:])
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RATE / len(samples)


def speak(call: Star, voices: dict[int, Samples], answer: Samples) -> None:
    """Each friend in a voice of its own, and the one to all of them."""
    due = time.monotonic()
    for start in range(0, len(answer) - FRAME + 1, FRAME):
        frame = slice(start, start + FRAME)
        for number, voice in voices.items():
            friend = call.friends[number]
            call.av.audio_send_frame(number, answer[frame], FRAME, 1, RATE)
            friend.av.audio_send_frame(friend.friend, voice[frame], FRAME, 1, RATE)
        due += 0.02
        call.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]


@pytest.mark.parametrize("order", [[0, 2, 1], list(range(10))], ids=["0-2-1", "ten"])
def test_many_friends_at_once_are_all_heard(order: list[int]) -> None:
    call = star(OURS, THEIRS, len(order))
    try:
        for number in order:
            call.call(number)
        voices = {number: tone(400 + 200 * number) for number in order}
        speak(call, voices, tone(2600))
        for number, friend in call.friends.items():
            assert len(call.heard[number]) > 10
            assert pitch(call.heard[number]) == pytest.approx(400 + 200 * number, abs=40)
            assert pitch(friend.heard) == pytest.approx(2600, abs=40)
    finally:
        call.kill()


def test_a_hostile_friend_disturbs_nobody_elses_call() -> None:
    call = star(OURS, THEIRS, 2)
    try:
        for number in (0, 1):
            call.call(number)
        hostile = call.friends[1]
        noise = np.random.default_rng(5)
        for size in range(1, 200):
            for send in GARBAGE:
                with suppress(ToxError):  # its own queue may be full
                    send(hostile, noise.bytes(size))
            call.turn()
        said = melody(1.5)
        call.heard.clear()
        speak(call, {0: said}, said)
        assert likeness(np.concatenate(call.heard[0]), said) > 0.6
    finally:
        call.kill()
