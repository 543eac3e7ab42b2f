"""The page in a call with a Tox friend, whose own library is Debian's."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, expect

from e2e.browser import HERE, PATIENCE_MS, call_page
from e2e.server import LiveServer, serving
from jackfield.tox import (
    AsyncTox,
    ConnectionStatus,
    FriendConnection,
    Tox,
    ToxCall,
    VideoFrame,
)
from tox_async_kit import hear, say, show
from tox_fixtures import FOUND
from tox_kit import LIBRARIES, LIMIT_S, MISSING, make_tox, melody

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

THEIRS = "libtoxcore"
OFFLINE = ConnectionStatus.NONE
OTHERS = "The others level"
HEARD = 300
"""The page's speech is louder (root of the mean square) than this, and silence is not."""
LONG_ENOUGH = 100
SIZE = (320, 240)
ORANGE = "rgb(255, 128, 0)"
ORANGE_YUV = (146, 53, 193)
BLUE_YUV = (41, 240, 110)
BRIGHT, DARK = 200, 60
COLOR_ERROR = 40
"""What VP8 and two colour conversions may do to a colour."""


@pytest.fixture
def friend() -> Iterator[Tox]:
    """Who calls the server's identity."""
    if THEIRS not in FOUND:
        pytest.skip(MISSING[THEIRS])
    with make_tox(FOUND[THEIRS]) as tox:
        tox.name = "Tilda"
        yield tox


@pytest.fixture
def server(friend: Tox, tmp_path: Path) -> Iterator[LiveServer]:
    """A server that is a friend's friend, with our library where it is built."""
    library = LIBRARIES["jackfield" if "jackfield" in FOUND else THEIRS]
    profile = tmp_path / "server.tox"
    with make_tox(FOUND["jackfield" if "jackfield" in FOUND else THEIRS], profile) as own:
        own.save()
        friend.friend_accept(own.public_key)
    node = f"127.0.0.1:{friend.udp_port}:{friend.dht_id}"
    options = ("--tox-profile", str(profile), "--tox-library", library, "--tox-bootstrap", node)
    who = ("--tox-friend", friend.public_key, "--tox-call", "default:standup")
    with serving(tmp_path, *options, *who) as running:
        yield running


async def call_of(node: AsyncTox, video_bit_rate: int = 0) -> ToxCall:
    """Ring the server as soon as it is there; it answers."""
    async for event in node.events:
        if isinstance(event, FriendConnection) and event.status is not OFFLINE:
            break
    call = await node.call(0, video_bit_rate=video_bit_rate)
    await call.answered()
    return call


async def test_a_page_and_a_tox_friend_hear_each_other(
    browser: Browser, server: LiveServer, friend: Tox
) -> None:
    async with (
        asyncio.timeout(2 * LIMIT_S),
        call_page(browser, server.url + "?call=default:standup") as page,
        AsyncTox(friend) as node,
    ):
        await page.page.get_by_role("textbox", name="Your name").fill("Ann")
        await page.start()
        call = await call_of(node)
        rows = page.page.locator(".member-name")
        await expect(rows).to_have_text(["Ann (you)", "Tilda"], timeout=PATIENCE_MS)
        speaking = asyncio.create_task(say(call, melody(30.0)))
        await page.expect_level_above(OTHERS, -40)
        loudest = 0.0
        while loudest < HEARD:
            heard = await hear(call, LONG_ENOUGH)
            loudest = float(np.sqrt(np.mean(heard.astype(float) ** 2)))
        speaking.cancel()
        with suppress(asyncio.CancelledError):
            await speaking
        await call.end()
        await expect(rows).to_have_text(["Ann (you)"], timeout=PATIENCE_MS)
        assert page.problems == []


async def see(call: ToxCall, color: tuple[int, int, int]) -> int:
    """Wait until the friend is shown a colour; how many pictures came until then."""
    count = 0
    async for frame in call.video:
        count += 1
        rows, columns = frame.height // 2, frame.width // 2
        planes = (frame.y[:rows, :columns], frame.u[:rows, :columns], frame.v[:rows, :columns])
        means = [float(plane.mean()) for plane in planes]
        if all(abs(a - b) < COLOR_ERROR for a, b in zip(means, color, strict=True)):
            return count
    raise AssertionError("the call is over")


def plain(color: tuple[int, int, int]) -> VideoFrame:
    """A picture of one colour."""
    width, height = SIZE
    half = (height // 2, width // 2)
    shapes = ((height, width), half, half)
    planes = (np.full(shape, part, np.uint8) for shape, part in zip(shapes, color, strict=True))
    return VideoFrame(width, height, *planes)


async def test_a_browser_and_a_tox_friend_see_each_other(
    browser: Browser, server: LiveServer, friend: Tox
) -> None:
    """The friend decodes what Chromium encoded, and Chromium what libtoxcore encoded."""
    if "jackfield" not in FOUND:
        pytest.skip(MISSING["jackfield"])
    script = (HERE / "video_call.js").read_text()
    terms = {"path": "whip?call=default:standup", "color": ORANGE, "limitMs": 2000 * LIMIT_S}
    async with (
        asyncio.timeout(2 * LIMIT_S),
        call_page(browser, server.url) as page,
        AsyncTox(friend) as node,
        asyncio.TaskGroup() as tasks,
    ):
        filming = tasks.create_task(page.page.evaluate(script, terms))
        call = await call_of(node, video_bit_rate=500)
        assert await see(call, ORANGE_YUV) > 0
        showing = tasks.create_task(show(call, plain(BLUE_YUV)))
        red, green, blue = await filming
        showing.cancel()
        assert blue > BRIGHT
        assert max(red, green) < DARK
        await call.end()
