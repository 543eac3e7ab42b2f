"""Calls as tasks see them."""

import asyncio

import pytest

from jackfield.tox import CallControl, CallState, NotInCallError, VideoFrame
from tox_async_kit import hear, running, say, talking
from tox_kit import FRAME, LIKE, Friends, likeness, melody, picture, psnr

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def test_a_call_is_rung_answered_heard_and_ended(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        assert ours.audio_enabled
        assert not ours.video_enabled
        said = melody(2.0)
        _, heard = await asyncio.gather(say(theirs, said), hear(ours, 60))
        assert likeness(heard, said) > LIKE
        await ours.end()
        assert await theirs.wait() is CallState.FINISHED
        assert [state async for state in theirs.states][-1] is CallState.FINISHED
        assert [frame async for frame in ours.audio][10:] == []
        with pytest.raises(NotInCallError):
            await ours.send_audio(said[:FRAME])


async def test_a_picture_is_shown(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob, video=1500)
        shown = picture(160, 120)
        await theirs.send_video(VideoFrame(160, 120, *shown))
        seen = await anext(ours.video)
        assert psnr(seen.y[:120, :160], shown[0]) > 25


async def test_a_call_that_is_declined_says_so(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs = await ann.call(connected.ann.friend)
        ours = await anext(bob.calls)
        await ours.control(CallControl.CANCEL)
        with pytest.raises(NotInCallError) as declined:
            await theirs.answered()
        assert declined.value.code == "TOX_CALL_DECLINED"
        await theirs.end()


async def test_controls_and_rates_reach_the_friend(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        states = theirs.states
        await ours.control(CallControl.MUTE_AUDIO)
        async for state in states:
            if not state & CallState.ACCEPTING_AUDIO:
                break
        await ours.set_video_bit_rate(300)
        async for state in states:
            if state & CallState.SENDING_VIDEO:
                break
        await ours.set_audio_bit_rate(0)
        async for state in states:
            if not state & CallState.SENDING_AUDIO:
                break
