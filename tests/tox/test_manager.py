"""All calls of one ToxAV."""

import numpy as np
import pytest

from jackfield.tox import (
    AudioFrame,
    Call,
    CallManager,
    CallQuality,
    CallRequest,
    CallState,
    NotInCallError,
    Phase,
    ToxError,
    VideoFrame,
)
from tox_fake import FakeAv

ACTIVE = CallState.SENDING_AUDIO | CallState.ACCEPTING_AUDIO
PLANE = np.zeros((2, 2), np.uint8)


@pytest.fixture
def av() -> FakeAv:
    return FakeAv()


def test_several_calls_live_side_by_side_and_end_on_their_own(av: FakeAv) -> None:
    rung: list[Call] = []
    manager = CallManager(av.as_av(), rung.append, clock=lambda: 1.0)
    manager.start_call(0, 48, 0)
    for friend in (2, 1):
        av.ring(friend)
        rung[-1].answer(48, 0)
    av.tell("call_state", 0, ACTIVE)
    assert {friend: call.phase for friend, call in manager.calls.items()} == dict.fromkeys(
        (0, 2, 1), Phase.ACTIVE
    )
    heard: list[int] = []
    for friend, call in manager.calls.items():
        call.on_audio = lambda _, friend=friend: heard.append(friend)
    for friend in (2, 1, 0, 7):
        av.tell("audio_receive_frame", friend, np.zeros(960, np.int16), 960, 1, 48_000)
    assert heard == [2, 1, 0]
    av.tell("call_state", 2, CallState.FINISHED)
    assert set(manager.calls) == {0, 1}
    manager.stop()
    assert not manager.calls
    assert ("CANCEL", 0) in av.asked
    assert ("CANCEL", 1) in av.asked
    assert not any(av.callbacks.values())


def test_a_call_that_is_refused_is_none(av: FakeAv) -> None:
    av.refuses = ToxError("no", code="TOXAV_ERR_CALL_SYNC")
    manager = CallManager(av.as_av())
    with pytest.raises(ToxError):
        manager.start_call(0, 48, 0)
    assert not manager.calls


def test_a_friend_who_rings_again_has_forgotten_the_old_call(av: FakeAv) -> None:
    manager = CallManager(av.as_av())
    old = manager.handle_incoming_call(0, CallRequest(audio_enabled=True, video_enabled=True))
    states: list[CallState] = []
    old.on_state = states.append
    new = manager.handle_incoming_call(0, CallRequest(audio_enabled=True, video_enabled=False))
    assert states == [CallState.FINISHED]
    assert manager.calls[0] is new


def test_hanging_up_after_the_friend_is_nothing(av: FakeAv) -> None:
    manager = CallManager(av.as_av())
    call = manager.start_call(0, 48, 0)
    av.refuses = NotInCallError("gone")
    manager.end_call(call)
    manager.end_call(call)
    assert call.phase is Phase.OVER


def test_what_cannot_be_is_counted(av: FakeAv) -> None:
    manager = CallManager(av.as_av())
    av.tell("call_state", 5, ACTIVE)
    av.ring(1)
    av.tell("call_state", 1, ACTIVE)
    assert manager.unexpected == 2
    assert manager.calls[1].phase is Phase.OFFERED


def test_frames_and_suggestions_reach_their_call(av: FakeAv) -> None:
    manager = CallManager(av.as_av(), clock=lambda: 9.0)
    call = manager.start_call(4, 48, 500)
    got: list[object] = []
    call.on_audio = got.append
    call.on_video = got.append
    call.on_bit_rate = lambda media, rate: got.append((media, rate))
    av.tell("audio_receive_frame", 4, np.zeros(4, np.int16), 2, 2, 48_000)
    av.tell("video_receive_frame", 4, 2, 2, PLANE, PLANE, PLANE, 2, 2, 2)
    av.tell("audio_bit_rate", 4, 32)
    av.tell("video_bit_rate", 4, 250)
    call.on_quality = got.append
    av.tell("call_quality", 4, CallQuality.FAIR)
    audio, video, *rates, quality = got
    assert quality is CallQuality.FAIR
    assert isinstance(audio, AudioFrame)
    assert isinstance(video, VideoFrame)
    assert rates == [("audio", 32), ("video", 250)]
    assert call.last_frame_time == 9.0


def test_video_is_passed_on_as_it_came_once_that_is_asked_for(av: FakeAv) -> None:
    manager = CallManager(av.as_av(), clock=lambda: 9.0)
    call = manager.start_call(4, 48, 500)
    got: list[tuple[bytes, bool]] = []
    call.on_encoded = lambda frame, is_key: got.append((frame, is_key))
    manager.pass_video_on()
    is_key = True
    for friend in (4, 5):
        av.tell("video_receive_encoded", friend, b"vp8", is_key)
    assert got == [(b"vp8", is_key)]
    assert call.last_frame_time == 9.0


def test_it_iterates_its_toxav(av: FakeAv) -> None:
    CallManager(av.as_av()).iterate()
    assert av.asked == [("iterate",)]
