"""The same page in a second browser, with another implementation of everything below it."""

import json
from collections.abc import Callable

import pytest
from playwright.async_api import Browser

from e2e.company import ANN, portrait
from e2e.echo import Echo
from e2e.firefox import FirefoxPage, firefox_page, require_firefox
from e2e.pictures import LIMIT_MS, QUERY, SEEN, camera, member, sees, sees_no_more
from e2e.server import LiveServer

TALK_S = 8.0
ENOUGH = 0.8
TAKES = 3
"""Whatever else takes the machine for a while spoils a take; a defect spoils them all."""


# A script runs in the empty page before the server's as well, where there are no devices.
FILMED = f"if (navigator.mediaDevices) {{ {portrait(ANN)} }}"
NOT_COUNTED = -1
"""Firefox counts no frames of what comes from a peer; the connection does."""
DECODED = """recorder.stats().then((entries) => entries
  .filter(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')
  .reduce((sum, { framesDecoded }) => sum + framesDecoded, 0))"""


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
async def test_speech_comes_back_in_firefox_as_it_was_said(
    transport: str, server: LiveServer, report: Callable[[str], None]
) -> None:
    require_firefox()
    async with firefox_page(f"{server.url}?transport={transport}") as page:
        await page.leave_sound_alone()
        await page.press("Start call")
        await page.expect_status("Connected")
        assert (await server.logged("session_opened"))["transport"] in ("whip", transport)
        echo = await _take(page, lambda said: report(f"Firefox by {transport}: {said}"))
        assert echo.median_likeness > 0.85
        assert echo.share_alike > ENOUGH
        await page.press("End call")
        await page.expect_status("Not connected")
        assert page.problems == []
    assert (await server.logged("session_closed"))["reason"] in ("local", "peer")


async def test_people_see_each_other_from_one_browser_to_the_other(
    browser: Browser, server: LiveServer
) -> None:
    require_firefox()
    async with (
        member(browser, server, "Bob") as bob,
        firefox_page(server.url + QUERY, FILMED) as ann,
    ):
        await ann.fill(".invite input", "Ann")
        await ann.press("Start call")
        await ann.expect_status("Connected")
        await ann.press("Camera")
        await sees(bob, "Picture of Ann")
        await camera(bob).click()
        await _sees(ann, "Picture of Bob")
        await ann.press("Camera")
        await sees_no_more(bob, "Picture of Ann")
        assert (ann.problems, bob.problems) == ([], [])


async def _sees(page: FirefoxPage, label: str) -> None:
    """Wait until a picture of something is there, and others come after it."""
    shown = f"({SEEN})({json.dumps([label, NOT_COUNTED])}) !== false"
    await page.expect(shown, wanted=True, limit_ms=LIMIT_MS)
    decoded = await page.ask(DECODED)
    await page.expect(f"{DECODED}.then((now) => now > {decoded})", wanted=True, limit_ms=LIMIT_MS)


async def _take(page: FirefoxPage, report: Callable[[str], None]) -> Echo:
    """The first take in which enough is alike, else the last one."""
    echo = (await page.record(TALK_S)).played
    report(str(echo))
    for _ in range(1, TAKES):
        if echo.share_alike > ENOUGH:
            break
        echo = (await page.record(TALK_S)).played
        report(str(echo))
    return echo
