"""ToxAV between two friends on this machine."""

import threading
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest

from jackfield.tox import (
    CallControl,
    CallState,
    FriendNotConnectedError,
    FriendNotFoundError,
    KilledError,
    NotInCallError,
    ToxAV,
    ToxError,
    ToxLibrary,
)
from tox_kit import FRAME, LIKE, NOBODY, RATE, Friends, likeness, make_tox, melody, picture, psnr

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

SILENCE = np.zeros(FRAME, np.int16)
TAKES_AUDIO = CallState.SENDING_AUDIO | CallState.ACCEPTING_AUDIO


def test_a_friend_rings_is_answered_and_both_hear_each_other(friends: Friends) -> None:
    friends.begin_call()
    ann, bob = friends.sides
    assert bob.calls == [(True, False)]
    assert ann.state & TAKES_AUDIO == TAKES_AUDIO
    by_ann, by_bob = melody(seed=3), melody(seed=4)
    friends.converse(by_ann, by_bob)
    friends.until(lambda: min(len(side.heard) for side in friends.sides) > 45)
    for listener, said in ((bob, by_ann), (ann, by_bob)):
        assert likeness(np.concatenate(listener.heard), said) > LIKE
        assert listener.formats == {(1, RATE)}


def test_stereo_stays_stereo(friends: Friends) -> None:
    friends.begin_call()
    said = np.repeat(melody(0.8), 2)
    friends.speak(friends.ann, said, channels=2)
    friends.until(lambda: len(friends.bob.heard) > 30)
    assert (2, RATE) in friends.bob.formats


def test_a_picture_arrives(friends: Friends) -> None:
    friends.begin_call(video=2000)
    ann, bob = friends.sides
    shown = picture(160, 120)
    ann.av.video_send_frame(ann.friend, 160, 120, *shown)
    friends.until(lambda: bool(bob.seen))
    width, height, seen = bob.seen[0]
    assert (width, height) == (160, 120)
    assert psnr(seen, shown[0]) > 25


@pytest.mark.parametrize(
    ("control", "undo", "bit"),
    [
        (CallControl.MUTE_AUDIO, CallControl.UNMUTE_AUDIO, CallState.ACCEPTING_AUDIO),
        (CallControl.HIDE_VIDEO, CallControl.SHOW_VIDEO, CallState.ACCEPTING_VIDEO),
        (CallControl.PAUSE, CallControl.RESUME, CallState.SENDING_AUDIO),
    ],
)
def test_the_friend_is_told_of_each_control(
    friends: Friends, control: CallControl, undo: CallControl, bit: CallState
) -> None:
    friends.begin_call(video=500)
    ann, bob = friends.sides
    bob.av.call_control(bob.friend, control)
    friends.until(lambda: not ann.state & bit)
    bob.av.call_control(bob.friend, undo)
    friends.until(lambda: bool(ann.state & bit))


def test_what_the_friend_does_not_take_is_not_sent(friends: Friends) -> None:
    friends.begin_call()
    ann, bob = friends.sides
    bob.av.call_control(bob.friend, CallControl.MUTE_AUDIO)
    friends.until(lambda: not ann.state & CallState.ACCEPTING_AUDIO)
    with pytest.raises(ToxError) as refused:
        ann.av.audio_send_frame(ann.friend, SILENCE, FRAME, 1, RATE)
    assert refused.value.code == "TOXAV_ERR_SEND_FRAME_PAYLOAD_TYPE_DISABLED"


def test_hanging_up_and_rejecting_end_a_call_and_the_next_one_works(friends: Friends) -> None:
    ann, bob = friends.sides
    ann.av.call(ann.friend, 48, 0)
    friends.until(lambda: bool(bob.calls))
    bob.av.call_control(bob.friend, CallControl.CANCEL)
    friends.until(lambda: ann.state.is_over)
    ann.states.clear()
    bob.calls.clear()
    friends.begin_call()
    ann.av.call_control(ann.friend, CallControl.CANCEL)
    friends.until(lambda: bob.state is CallState.FINISHED)
    with pytest.raises(NotInCallError):
        ann.av.audio_send_frame(ann.friend, SILENCE, FRAME, 1, RATE)


def test_the_rate_can_be_changed_in_a_call(friends: Friends) -> None:
    friends.begin_call()
    ann, bob = friends.sides
    ann.av.audio_set_bit_rate(ann.friend, 0)
    friends.until(lambda: not bob.state & CallState.SENDING_AUDIO)
    ann.av.audio_set_bit_rate(ann.friend, 32)
    friends.until(lambda: bool(bob.state & CallState.SENDING_AUDIO))
    ann.av.video_set_bit_rate(ann.friend, 300)
    friends.until(lambda: bool(bob.state & CallState.SENDING_VIDEO))
    with pytest.raises(ToxError) as refused:
        ann.av.audio_set_bit_rate(ann.friend, 5)
    assert refused.value.code == "TOXAV_ERR_BIT_RATE_SET_INVALID_BIT_RATE"


STRANGER: dict[str, Callable[[ToxAV], object]] = {
    "TOXAV_ERR_CALL": lambda av: av.call(NOBODY, 48, 0),
    "TOXAV_ERR_ANSWER": lambda av: av.answer(NOBODY, 48, 0),
    "TOXAV_ERR_CALL_CONTROL": lambda av: av.call_control(NOBODY, CallControl.CANCEL),
    "TOXAV_ERR_BIT_RATE_SET": lambda av: av.video_set_bit_rate(NOBODY, 48),
    "TOXAV_ERR_SEND_FRAME": lambda av: av.audio_send_frame(NOBODY, SILENCE, FRAME, 1, RATE),
}


@pytest.mark.parametrize("enum", STRANGER)
def test_who_is_no_friend_is_named_so_before_anything_is_sent(friends: Friends, enum: str) -> None:
    with pytest.raises(FriendNotFoundError) as unknown:
        STRANGER[enum](friends.ann.av)
    assert unknown.value.code == f"{enum}_FRIEND_NOT_FOUND"


def test_a_stranger_comes_before_a_bad_rate(friends: Friends) -> None:
    with pytest.raises(FriendNotFoundError):
        friends.ann.av.call(NOBODY, 5, 0)


IDLE: dict[str, Callable[[ToxAV, int], object]] = {
    "TOXAV_ERR_CALL_INVALID_BIT_RATE": lambda av, friend: av.call(friend, 511, 0),
    "TOXAV_ERR_ANSWER_FRIEND_NOT_CALLING": lambda av, friend: av.answer(friend, 48, 0),
    "TOXAV_ERR_CALL_CONTROL_FRIEND_NOT_IN_CALL": lambda av, friend: av.call_control(
        friend, CallControl.PAUSE
    ),
    "TOXAV_ERR_BIT_RATE_SET_FRIEND_NOT_IN_CALL": lambda av, friend: av.audio_set_bit_rate(
        friend, 48
    ),
    "TOXAV_ERR_SEND_FRAME_FRIEND_NOT_IN_CALL": lambda av, friend: av.audio_send_frame(
        friend, SILENCE, FRAME, 1, RATE
    ),
}


@pytest.mark.parametrize("code", IDLE)
def test_what_cannot_be_done_without_a_call_says_why(friends: Friends, code: str) -> None:
    with pytest.raises(ToxError) as refused:
        IDLE[code](friends.ann.av, friends.ann.friend)
    assert refused.value.code == code


IN_CALL: dict[str, Callable[[ToxAV, int], object]] = {
    "TOXAV_ERR_CALL_FRIEND_ALREADY_IN_CALL": lambda av, friend: av.call(friend, 48, 0),
    "TOXAV_ERR_CALL_CONTROL_INVALID_TRANSITION": lambda av, friend: av.call_control(
        friend, CallControl.RESUME
    ),
    "TOXAV_ERR_SEND_FRAME_INVALID": lambda av, friend: av.audio_send_frame(
        friend, SILENCE, FRAME - 1, 1, RATE
    ),
    "TOXAV_ERR_SEND_FRAME_PAYLOAD_TYPE_DISABLED": lambda av, friend: av.video_send_frame(
        friend, 16, 16, *picture(16, 16)
    ),
}


def test_what_cannot_be_done_in_a_call_says_why(friends: Friends) -> None:
    friends.begin_call()
    for code, attempt in IN_CALL.items():
        with pytest.raises(ToxError) as refused:
            attempt(friends.ann.av, friends.ann.friend)
        assert refused.value.code == code


def test_memory_that_is_too_short_is_never_read(friends: Friends) -> None:
    friends.begin_call(video=500)
    av, friend = friends.ann.av, friends.ann.friend
    y, u, v = picture(64, 48)
    attempts: list[Callable[[], object]] = [
        lambda: av.audio_send_frame(friend, SILENCE[:-1], FRAME, 1, RATE),
        lambda: av.audio_send_frame(friend, SILENCE, FRAME, 2, RATE),
        lambda: av.audio_send_frame(friend, SILENCE, FRAME, 3, RATE),
        lambda: av.video_send_frame(friend, 64, 48, y[1:], u, v),
        lambda: av.video_send_frame(friend, 64, 48, y, u, v[1:]),
        lambda: av.video_send_frame(friend, 0, 48, y, u, v),
    ]
    for attempt in attempts:
        with pytest.raises(ToxError) as refused:
            attempt()
        assert refused.value.code == "TOXAV_ERR_SEND_FRAME_INVALID"


def test_who_is_offline_cannot_be_called(library: ToxLibrary) -> None:
    with make_tox(library) as tox, make_tox(library) as offline, ToxAV(tox) as av:
        friend = tox.friend_accept(offline.public_key)
        with pytest.raises(FriendNotConnectedError) as refused:
            av.call(friend, 48, 0)
    assert refused.value.code == "TOXAV_ERR_CALL_FRIEND_NOT_CONNECTED"
    assert refused.value.retryable


def test_a_tox_has_one_toxav_until_that_is_killed(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        first = ToxAV(tox)
        with pytest.raises(ToxError) as refused:
            ToxAV(tox)
        assert refused.value.code == "TOXAV_ERR_NEW_MULTIPLE"
        first.kill()
        first.kill()
        with ToxAV(tox) as second:
            assert second.iteration_interval >= 0
            assert second.audio_iteration_interval >= 0
            assert second.video_iteration_interval >= 0


def test_there_is_no_toxav_without_a_tox(library: ToxLibrary) -> None:
    with pytest.raises(ToxError) as refused:
        ToxAV(None)  # type: ignore[arg-type]  # what untyped programs do
    assert refused.value.code == "TOXAV_ERR_NEW_NULL"
    tox = make_tox(library)
    tox.kill()
    with pytest.raises(KilledError):
        ToxAV(tox)


def test_a_tox_that_is_killed_takes_its_toxav_along(library: ToxLibrary) -> None:
    tox = make_tox(library)
    av = ToxAV(tox)
    tox.kill()
    for attempt in (av.iterate, av.audio_iterate, av.video_iterate, lambda: av.call(0, 48, 0)):
        with pytest.raises(KilledError):
            attempt()


def test_what_a_callback_raises_reaches_whoever_iterates(friends: Friends) -> None:
    def _fail(*_: object) -> None:
        raise ZeroDivisionError

    friends.bob.av.callback_call(_fail)
    friends.ann.av.call(friends.ann.friend, 48, 0)
    with pytest.raises(ZeroDivisionError):
        friends.until(lambda: False)


def test_a_callback_may_answer_and_kill(friends: Friends) -> None:
    ann, bob = friends.sides
    av = bob.av
    av.callback_call(lambda friend, _, __: av.answer(friend, 48, 0))
    ann.av.call(ann.friend, 48, 0)
    friends.until(lambda: bool(ann.state & CallState.ACCEPTING_AUDIO))
    av.callback_audio_receive_frame(lambda *_: av.kill())
    with suppress(NotInCallError):
        friends.speak(ann, melody())
    friends.until(lambda: av.is_killed)
    friends.until(lambda: ann.state.is_over)


def test_threads_may_do_everything_at_once(friends: Friends) -> None:
    friends.begin_call()
    ann, bob = friends.sides
    codes: list[str] = []
    stop = threading.Event()

    def _talk() -> None:
        while not stop.is_set():
            try:
                ann.av.audio_send_frame(ann.friend, SILENCE, FRAME, 1, RATE)
                ann.av.audio_set_bit_rate(ann.friend, 32)
                ann.tox.friend_connection(ann.friend)
            except ToxError as error:
                codes.append(error.code)
            stop.wait(0.005)

    threads = [threading.Thread(target=_talk) for _ in range(4)]
    for thread in threads:
        thread.start()
    friends.until(lambda: len(bob.heard) > 50)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(codes) <= {"TOXAV_ERR_SEND_FRAME_RTP_FAILED"}
