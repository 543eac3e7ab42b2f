"""What comes back is what was said: the signal itself, not just packets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser

from e2e.browser import CallPage, call_page
from e2e.echo import Echo
from e2e.relay import Network, relayed
from e2e.server import serving

AGENTS = ("parrot", "pcm-parrot")
TALK_S = 8.0
GLIMPSE_S = 6.0
ENOUGH = 0.8
TAKES = 3
"""Whatever else takes the machine for a while spoils a take; a defect spoils them all."""
ONE_UDP_PORT = ("--workers", "1", "--no-media-tcp")
RADIO = Network(delay_ms=20, jitter_ms=15, loss=0.03)
"""A phone at the edge of its cell, each way."""


@pytest.mark.parametrize("agent", AGENTS)
async def test_speech_comes_back_as_it_was_said(
    agent: str, browser: Browser, tmp_path: Path, report: Callable[[str], None]
) -> None:
    with serving(tmp_path, "--agent", agent) as server:
        async with call_page(browser, server.url, bypass_csp=True) as page:
            await page.leave_sound_alone()
            await page.start()
            echo = await _take(page, TALK_S, ENOUGH, lambda said: report(f"{agent}: {said}"))
            await page.stop()
    assert echo.median_likeness > 0.85
    assert echo.share_alike > ENOUGH


@pytest.mark.parametrize("agent", AGENTS)
async def test_speech_comes_back_over_a_websocket_as_it_was_said(
    agent: str, browser: Browser, tmp_path: Path, report: Callable[[str], None]
) -> None:
    with serving(tmp_path, "--agent", agent, "--transport", "websocket") as server:
        async with call_page(browser, server.url, bypass_csp=True) as page:
            await page.leave_sound_alone()
            await page.start()
            echo = (await page.record(TALK_S)).played
            for _ in range(1, TAKES):
                report(f"{agent} over WebSocket: {echo}")
                if echo.share_alike > ENOUGH:
                    break
                echo = (await page.record(TALK_S)).played
            await page.stop()
        assert (await server.logged("session_opened"))["transport"] == "websocket"
    assert echo.median_likeness > 0.85
    assert echo.share_alike > ENOUGH


@pytest.mark.parametrize("agent", AGENTS)
async def test_speech_survives_a_bad_network(
    agent: str, browser: Browser, tmp_path: Path, report: Callable[[str], None]
) -> None:
    with serving(tmp_path, *ONE_UDP_PORT, "--agent", agent) as server:
        async with (
            call_page(browser, server.url, bypass_csp=True) as page,
            relayed(page, RADIO),
        ):
            await page.leave_sound_alone()
            await page.start()
            said_by = f"{agent} on a bad network"
            echo = await _take(page, GLIMPSE_S, 0.6, lambda said: report(f"{said_by}: {said}"))
            assert server.metric("transport_jitter_seconds", stat="max") > 0
            await page.stop()
    assert echo.share_alike > 0.6


async def _take(
    page: CallPage, seconds: float, share_alike: float, report: Callable[[str], None]
) -> Echo:
    """The first take in which that much is alike, else the last one."""
    echo = (await page.record(seconds)).echo
    report(f"{echo}; {await _network(page)}")
    for _ in range(1, TAKES):
        if echo.share_alike > share_alike:
            break
        echo = (await page.record(seconds)).echo
        report(f"{echo}; {await _network(page)}")
    return echo


async def _network(page: CallPage) -> str:
    """What the browser's own figures say of what came back."""
    figures = await page.stats("inbound-rtp")
    lost, received = figures["packetsLost"], figures["packetsReceived"]
    concealed = figures["concealedSamples"] / figures["totalSamplesReceived"]
    return (
        f"loss {lost / (lost + received):.1%}, jitter {figures['jitter'] * 1e3:.0f} ms, "
        f"concealed {concealed:.1%}"
    )
