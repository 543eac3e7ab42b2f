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
    LIKE,
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
WIDTH, HEIGHT = 320, 240
PICTURE_S = 1 / 15
MANY = 10
MESSAGE, AUDIO, VIDEO, REPORT = 69, 192, 193, 196
"""Ids of the packets of calls."""


def library(name: str) -> ToxLibrary:
    if name not in FOUND:
        pytest.skip(MISSING[name])
    return FOUND[name]


@pytest.fixture(scope="module")
def peers() -> Iterator[tuple[Pair, Star]]:
    """All who are needed: they look for each other at the same time."""
    pair = Pair(library(OURS), library(THEIRS))
    star = Star(library(OURS), library(THEIRS), MANY)
    yield pair, star
    pair.kill()
    star.kill()


@pytest.fixture
def pair(peers: tuple[Pair, Star]) -> Iterator[Pair]:
    """Ann on our library and Bob on the other."""
    pair, _ = peers
    pair.connect()
    with listening(pair):
        yield pair
    pair.wire.loss = 0
    settle(pair.sides, pair.turn)
    pair.rest()


@pytest.fixture(params=["ours-calls", "theirs-calls"])
def either(pair: Pair, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Ann, who calls, on our library, then on the other."""
    is_ours = request.param == "ours-calls"
    if not is_ours:
        pair.swap()
    yield pair
    if not is_ours:
        pair.swap()


@pytest.fixture
def star(peers: tuple[Pair, Star]) -> Iterator[Star]:
    """One on our library with friends on the other."""
    _, star = peers
    star.connect()
    yield star
    star.rest()


def show(pair: Pair, seconds: float) -> list[Plane]:
    """Both show each other a moving picture for a while; all that was shown."""
    shown = []
    due = time.monotonic()
    for step in range(int(seconds / PICTURE_S)):
        planes = picture(WIDTH, HEIGHT, step)
        for side in pair.sides:
            side.av.video_send_frame(side.friend, WIDTH, HEIGHT, *planes)
        shown.append(planes[0])
        due += PICTURE_S
        pair.turn()  # also when it is too late to wait
        pair.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]
    return shown


def best_psnr(seen: Plane, shown: list[Plane]) -> float:
    return max(psnr(seen, each) for each in shown)


def talk(pair: Pair, seconds: float, wanted: float) -> None:
    """Both speak at the same time, and hear each other that well."""
    by_ann, by_bob = melody(seconds), melody(seconds, seed=11)
    pair.converse(by_ann, by_bob)
    settle_for(pair, 0.4)
    assert likeness(np.concatenate(pair.bob.heard), by_ann) > wanted
    assert likeness(np.concatenate(pair.ann.heard), by_bob) > wanted


def test_both_hear_each_other(pair: Pair) -> None:
    pair.begin_call()
    talk(pair, 2.0, 0.7)


def test_both_see_each_other(pair: Pair) -> None:
    pair.begin_call(video=1500)
    shown = show(pair, 1.5)
    while min(len(side.seen) for side in pair.sides) < 3:  # a machine that is busy drops some
        shown += show(pair, 0.5)
    for side in pair.sides:
        width, height, last = side.seen[-1]
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
    either: Pair, who: str, control: CallControl, undo: CallControl, bit: CallState
) -> None:
    either.begin_call(video=500)
    here, there = either.sides if who == "ann" else either.sides[::-1]
    here.av.call_control(here.friend, control)
    either.until(lambda: bool(there.states) and not there.state & bit)
    here.av.call_control(here.friend, undo)
    either.until(lambda: bool(there.state & bit))


def hang_up(side: Side) -> None:
    side.av.call_control(side.friend, CallControl.CANCEL)


def test_hanging_up_at_the_same_moment_leaves_nothing_behind(either: Pair) -> None:
    either.begin_call()
    hang_up(either.ann)
    hang_up(either.bob)
    settle_for(either, 0.5)
    call_again(either)


def test_who_rejects_can_be_called_again(either: Pair) -> None:
    either.ann.av.call(either.ann.friend, 48, 0)
    either.until(lambda: bool(either.bob.calls))
    hang_up(either.bob)
    either.until(lambda: either.ann.state.is_over)
    call_again(either)


def settle_for(pair: Pair, seconds: float) -> None:
    end = time.monotonic() + seconds
    pair.until(lambda: time.monotonic() >= end)


def call_again(pair: Pair) -> None:
    """A call in which Bob hears Ann."""
    for side in pair.sides:
        side.calls.clear()
        side.states.clear()
    pair.begin_call()
    said = melody(1.2)
    pair.speak(pair.ann, said)
    pair.until(lambda: len(pair.bob.heard) > 30)
    assert likeness(np.concatenate(pair.bob.heard), said) > LIKE


@pytest.mark.parametrize(("loss", "wanted"), [(0.03, 0.7), (0.10, LIKE)])
def test_speech_comes_through_a_network_that_loses_packets(
    pair: Pair, loss: float, wanted: float
) -> None:
    pair.begin_call()
    before = pair.wire.lost
    pair.wire.loss = loss
    talk(pair, 3.0, wanted)
    assert pair.wire.lost > before


def test_pictures_come_through_a_network_that_loses_packets(pair: Pair) -> None:
    pair.begin_call(video=800)
    pair.wire.loss = 0.03
    shown = show(pair, 3.0)
    pair.wire.loss = 0
    shown += show(pair, 1.5)
    settle_for(pair, 0.3)
    for side in pair.sides:
        assert best_psnr(side.seen[-1][2], shown) > 25


GARBAGE: list[Callable[[Side, bytes], None]] = [
    lambda side, noise: side.tox.send_lossless_packet(side.friend, bytes([MESSAGE]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([AUDIO]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([VIDEO]) + noise),
    lambda side, noise: side.tox.send_lossy_packet(side.friend, bytes([REPORT]) + noise),
]


def tone(hz: float, seconds: float = 1.2) -> Samples:
    count = np.arange(int(seconds * RATE))
    return (9000 * np.sin(2 * np.pi * hz * count / RATE)).astype(np.int16)


def pitch(heard: list[Samples]) -> float:
    """The loudest frequency, in Hz: of all that was heard, as a busy machine makes gaps."""
    samples = np.concatenate(heard)
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
        call.turn()
        call.until(lambda end=due: time.monotonic() >= end)  # type: ignore[misc]


@pytest.mark.parametrize("order", [[0, 2, 1], list(range(MANY))], ids=["0-2-1", "ten"])
def test_many_friends_at_once_are_all_heard(star: Star, order: list[int]) -> None:
    for number in order:
        star.call(number)
    voices = {number: tone(400 + 200 * number) for number in order}
    speak(star, voices, tone(2600))
    star.until(lambda: all(len(star.heard.get(number, [])) > 10 for number in order))
    for number in order:
        assert pitch(star.heard[number]) == pytest.approx(400 + 200 * number, abs=40)
        assert pitch(star.friends[number].heard) == pytest.approx(2600, abs=40)


def test_a_hostile_friend_disturbs_nobody_elses_call(star: Star) -> None:
    for number in (0, 1):
        star.call(number)
    hostile = star.friends[1]
    noise = np.random.default_rng(5)
    for size in range(1, 200):
        for send in GARBAGE:
            with suppress(ToxError):  # its own queue may be full
                send(hostile, noise.bytes(size))
        star.turn()
    said = melody(1.5)
    star.heard.clear()
    speak(star, {0: said}, said)
    assert likeness(np.concatenate(star.heard[0]), said) > LIKE
