"""What effects are to the library, and what is done to a call with them."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from jackfield.tox import (
    AudioEffects,
    FriendNotFoundError,
    NotInCallError,
    ToxError,
    UnsupportedError,
    VideoEffects,
)
from tox_kit import NOBODY, Friends, Side, melody, picture, psnr


def test_as_they_are_made_nothing_is_done() -> None:
    none = {"echo_cancellation": False, "noise_suppression": False, "automatic_gain": False}
    assert AudioEffects().as_fields() == none | {"gain_db": 0.0}
    assert VideoEffects().as_fields() == {
        "mirror": False,
        "brightness": 0,
        "contrast": 1.0,
        "blur": 0,
        "grayscale": False,
    }


def test_what_is_too_much_for_c_is_still_too_much() -> None:
    fields = VideoEffects(brightness=-100_000, blur=-1).as_fields()
    assert (fields["brightness"], fields["blur"]) == (-0x7FFF, 0x7FFF)


@pytest.fixture
def able(friends: Friends) -> Friends:
    if not friends.ann.av.has_extras:
        pytest.skip("this library has no effects")
    return friends


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_library_without_effects_says_so(friends: Friends) -> None:
    if friends.ann.av.has_extras:
        pytest.skip("this library has them")
    with pytest.raises(UnsupportedError, match="make toxav"):
        friends.ann.av.set_audio_effects(friends.ann.friend, AudioEffects())


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_what_is_refused_is_named(able: Friends) -> None:
    av, friend = able.ann.av, able.ann.friend
    with pytest.raises(NotInCallError):
        av.set_audio_effects(friend, AudioEffects())
    with pytest.raises(FriendNotFoundError):
        av.set_video_effects(NOBODY, VideoEffects())
    able.begin_call()
    refused: list[tuple[Callable[[], None], str]] = [
        (lambda: av.set_audio_effects(friend, AudioEffects(gain_db=61)), "gain_db"),
        (lambda: av.set_audio_effects(friend, AudioEffects(gain_db=math.nan)), "gain_db"),
        (
            lambda: av.set_received_audio_effects(friend, AudioEffects(echo_cancellation=True)),
            "echo_cancellation",
        ),
        (lambda: av.set_video_effects(friend, VideoEffects(brightness=40_000)), "brightness"),
        (lambda: av.set_video_effects(friend, VideoEffects(contrast=-1)), "contrast"),
        (lambda: av.set_video_effects(friend, VideoEffects(blur=-5)), "blur"),
    ]
    for ask, field in refused:
        with pytest.raises(ToxError, match=field) as told:
            ask()
        assert told.value.code.startswith("JACKFIELD_TOX_ERR_EFFECTS_")


def _peak(side: Side) -> float:
    """How loud the last half second of what was heard was, whatever came late."""
    heard = np.concatenate(side.heard)[-24_000:]
    return float(np.quantile(np.abs(heard.astype(float)), 0.95))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_audio_is_quieter_and_louder_again(able: Friends) -> None:
    ann, bob = able.sides
    able.begin_call()
    able.speak(ann, melody(1.5))
    before = _peak(bob)
    ann.av.set_audio_effects(ann.friend, AudioEffects(gain_db=-20))
    able.speak(ann, melody(1.5))
    quieter = _peak(bob)
    bob.av.set_received_audio_effects(bob.friend, AudioEffects(gain_db=20))
    able.speak(ann, melody(1.5))
    assert 10 < 20 * math.log10(before / quieter) < 30
    assert abs(20 * math.log10(before / _peak(bob))) < 10


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_friend_sees_the_picture_mirrored(able: Friends) -> None:
    ann, bob = able.sides
    able.begin_call(video=500)
    ann.av.set_video_effects(ann.friend, VideoEffects(mirror=True))
    planes = [np.ascontiguousarray(plane) for plane in picture(160, 120)]

    def _shows() -> bool:
        ann.av.video_send_frame(ann.friend, 160, 120, *planes)
        return len(bob.seen) > 2

    able.until(_shows)
    _, _, seen = bob.seen[-1]
    assert psnr(seen, planes[0][:, ::-1]) > psnr(seen, planes[0]) + 6
