"""The same page in a second browser, with another implementation of everything below it."""

from collections.abc import Callable

import pytest

from e2e.echo import Echo
from e2e.firefox import FirefoxPage, firefox_page, require_firefox
from e2e.server import LiveServer

TALK_S = 8.0
ENOUGH = 0.8
TAKES = 3
"""Whatever else takes the machine for a while spoils a take; a defect spoils them all."""


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
