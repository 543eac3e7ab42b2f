"""Two Tox that run on threads of their own, and what they say to each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import numpy as np
import numpy.typing as npt

from jackfield.tox import AsyncTox, ToxCall, VideoFrame
from tox_kit import FRAME, LIMIT_S, Friends

Samples = npt.NDArray[np.int16]


@asynccontextmanager
async def running(friends: Friends) -> AsyncIterator[tuple[AsyncTox, AsyncTox]]:
    """Ann and Bob."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(LIMIT_S))
        ann = await stack.enter_async_context(AsyncTox(friends.ann.tox))
        bob = await stack.enter_async_context(AsyncTox(friends.bob.tox))
        yield ann, bob


async def talking(
    friends: Friends, ann: AsyncTox, bob: AsyncTox, *, video: int = 0
) -> tuple[ToxCall, ToxCall]:
    """A call that Bob has answered, as each sees it."""
    theirs = await ann.call(friends.ann.friend, video_bit_rate=video)
    ours = await anext(bob.calls)
    await ours.answer(video_bit_rate=video)
    await theirs.answered()
    return theirs, ours


async def say(call: ToxCall, pcm: Samples) -> None:
    """In frames of 20 ms, as time passes."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    for start in range(0, len(pcm) - FRAME + 1, FRAME):
        await call.send_audio(pcm[start : start + FRAME])
        due += 0.02
        await asyncio.sleep(due - loop.time())


async def hear(call: ToxCall, frames: int) -> Samples:
    """So many frames of what the friend says, in one."""
    heard = []
    async for frame in call.audio:
        heard.append(frame.mono())
        if len(heard) == frames:
            break
    return np.concatenate(heard)


async def show(call: ToxCall, frame: VideoFrame) -> None:
    """Twenty times a second, until it is cancelled."""
    while True:
        await call.send_video(frame)
        await asyncio.sleep(0.05)
