"""The page in a call with a Tox friend, whose own library is Debian's."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, expect

from e2e.browser import PATIENCE_MS, call_page
from e2e.server import LiveServer, serving
from jackfield.tox import AsyncTox, ConnectionStatus, FriendConnection, Tox, ToxCall
from tox_async_kit import hear, say
from tox_fixtures import FOUND
from tox_kit import LIBRARIES, LIMIT_S, MISSING, make_tox, melody

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

THEIRS = "libtoxcore"
OFFLINE = ConnectionStatus.NONE
OTHERS = "The others level"
HEARD = 300
"""The page's speech is louder (root of the mean square) than this, and silence is not."""
LONG_ENOUGH = 100


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


async def call_of(node: AsyncTox) -> ToxCall:
    """Ring the server as soon as it is there; it answers."""
    async for event in node.events:
        if isinstance(event, FriendConnection) and event.status is not OFFLINE:
            break
    call = await node.call(0)
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
