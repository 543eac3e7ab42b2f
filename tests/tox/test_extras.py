"""What Jackfield's own library does beside the rest, and what is said where it is not there."""

import time
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from jackfield.tox import CallState, NotInCallError, ToxAV, UnsupportedError
from tox_kit import Friends, Side, melody, picture

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def able(friends: Friends) -> Friends:
    if not friends.ann.av.has_extras:
        pytest.skip("this library has none of it")
    return friends


ASKED: list[Callable[[ToxAV], object]] = [
    lambda av: av.get_call_metrics(0),
    lambda av: av.callback_call_quality(None),
    lambda av: av.set_ring_timeout(5),
    lambda av: av.video_send_encoded(0, b"vp8"),
    lambda av: av.video_wants_key_frame(0),
    lambda av: av.video_request_key_frame(0),
    lambda av: av.callback_video_receive_encoded(None),
]


@pytest.mark.parametrize("ask", ASKED)
def test_a_library_that_cannot_do_it_is_named(
    friends: Friends, ask: Callable[[ToxAV], object]
) -> None:
    if friends.ann.av.has_extras:
        pytest.skip("this library can")
    with pytest.raises(UnsupportedError, match=r"libtoxcore\.so\.2 cannot do this.*make toxav"):
        ask(friends.ann.av)


def test_a_call_is_measured(able: Friends) -> None:
    with pytest.raises(NotInCallError):
        able.bob.av.get_call_metrics(able.bob.friend)
    able.begin_call()
    able.speak(able.ann, melody(1.8))
    found = able.bob.av.get_call_metrics(able.bob.friend)
    assert timedelta() < found.audio_latency < timedelta(seconds=2)
    assert found.video_latency == timedelta()
    assert 0 <= found.packet_loss < 0.5
    assert found.jitter < timedelta(seconds=1)
    assert 0 <= found.cpu_usage < 1
    assert 10_000 < found.memory_usage < 50_000_000


def test_a_call_that_nobody_answers_ends(able: Friends) -> None:
    able.ann.av.set_ring_timeout(1)
    able.ann.av.call(able.ann.friend, 48, 0)
    able.until(lambda: bool(able.bob.calls))
    able.until(lambda: able.ann.state.is_over)
    able.until(lambda: able.bob.state is CallState.FINISHED)


def test_video_is_passed_on_as_it_came(able: Friends) -> None:
    ann, bob = able.sides
    got: list[tuple[bytes, bool]] = []
    bob.av.callback_video_receive_encoded(lambda _, frame, is_key: got.append((frame, is_key)))
    able.begin_call(video=500)
    _show(able, ann, lambda: len(got) >= 3)
    assert got[0][1]
    assert not bob.seen
    able.until(lambda: bool(ann.state & CallState.ACCEPTING_VIDEO))
    for frame, _ in got:
        bob.av.video_send_encoded(bob.friend, frame)
    able.until(lambda: bool(ann.seen))
    assert ann.seen[0][:2] == (160, 120)
    assert isinstance(bob.av.video_wants_key_frame(bob.friend), bool)
    bob.av.callback_video_receive_encoded(None)


def _show(friends: Friends, side: Side, is_enough: Callable[[], bool]) -> None:
    """Send pictures, one after the other has had its time."""
    for step in range(200):
        if is_enough():
            return
        planes = [np.ascontiguousarray(plane) for plane in picture(160, 120, step % 60)]
        side.av.video_send_frame(side.friend, 160, 120, *planes)
        end = time.monotonic() + 0.04
        friends.until(lambda end=end: time.monotonic() > end or is_enough())  # type: ignore[misc]
    raise AssertionError("the pictures never came")
