"""Calls on networks that fail, and with servers that go away."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Response, expect

from e2e.browser import PATIENCE_MS, CallPage, call_page
from e2e.relay import Network, relayed
from e2e.server import LiveServer, serving

ONE_UDP_PORT = ("--workers", "1", "--no-media-tcp")
RESTORE_MS = 20_000
"""Chromium needs about 5 s to notice, and the page waits 2 s more before it acts."""
CONSENT_S = 30
"""A peer that says nothing any more is gone after at most that long."""
AUDIBLE_DB = -40
CUT_S = 10
ATTEMPTS = 8
"""Of the page to restore a call, before it leaves that to its user."""


async def test_of_two_calls_without_network_one_comes_back_and_one_is_forgotten(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, *ONE_UDP_PORT, "--consent-timeout-ms", "1000") as server:
        async with (
            call_page(browser, server.url) as returning,
            call_page(browser, server.url) as vanishing,
            relayed(returning, Network()) as road,
            relayed(vanishing, Network()) as dead_end,
        ):
            await vanishing.start()
            await vanishing.page.route("**/whip/*", lambda route: route.abort())
            dead_end.network.cut = True
            await returning.start()
            async with returning.page.expect_response(_is_ice_restart, timeout=RESTORE_MS):
                road.network.cut = True
                await returning.expect_status("Reconnecting", RESTORE_MS)
            road.network.cut = False
            await returning.expect_status("Connected", RESTORE_MS)
            await returning.expect_level_above("Echo level", AUDIBLE_DB)
            forgotten = await server.logged("session_closed", limit_s=CONSENT_S)
            assert forgotten["reason"] == "consent_expired"
            await returning.stop()
            ended = await server.logged("session_closed", count=2)
            assert ended["reason"] == "local"
    assert returning.exchanges.count("POST 201") == 1
    assert [event["session"] for event in server.events("ice_restarted")] == [ended["session"]]


async def test_a_call_survives_ten_seconds_without_network(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, *ONE_UDP_PORT) as server:
        async with call_page(browser, server.url) as page, relayed(page, Network()) as road:
            await page.start()
            road.network.cut = True
            await asyncio.sleep(CUT_S)
            road.network.cut = False
            await page.expect_status("Connected", RESTORE_MS)
            await page.expect_level_above("Echo level", AUDIBLE_DB)
            await page.stop()
        assert (await server.logged("session_closed"))["reason"] == "local"
    assert page.exchanges.count("POST 201") == 1, "the same session all the time"


async def test_the_call_goes_on_by_itself_with_the_successor_of_a_server_that_stops(
    browser: Browser, mortal: LiveServer, tmp_path: Path
) -> None:
    async with call_page(browser, mortal.url) as page:
        await page.start()
        assert mortal.stop() == 0
        await page.expect_notice("The server has stopped.")
        await page.expect_status("Reconnecting")
        with serving(tmp_path, port=mortal.port):
            await _goes_on(page)


async def test_the_call_goes_on_by_itself_when_a_server_that_crashed_is_restarted(
    browser: Browser, mortal: LiveServer, tmp_path: Path
) -> None:
    async with call_page(browser, mortal.url) as page:
        await page.start()
        mortal.kill()
        with serving(tmp_path, port=mortal.port):
            await page.expect_status("Reconnecting", RESTORE_MS)
            # The new server knows nothing of the call, and says so when the page asks.
            await _goes_on(page)
    assert page.exchanges.count("POST 201") == 2


async def test_a_server_that_crashed_for_good_is_given_up(
    browser: Browser, mortal: LiveServer
) -> None:
    async with call_page(browser, mortal.url) as page:
        await page.page.clock.install()
        await page.start()
        mortal.kill()
        await page.expect_status("Reconnecting", RESTORE_MS)
        await page.page.clock.fast_forward("00:15")
        for attempt in range(1, ATTEMPTS + 1):
            await expect(page.notice).to_contain_text(
                "Calling again" if attempt == 1 else f"attempt {attempt}", timeout=PATIENCE_MS
            )
            await page.page.get_by_role("button", name="Try now").click()
        await page.expect_failure(
            "connection-lost", "The connection was lost and could not be restored."
        )
        await page.page.get_by_role("button", name="Try again").click()
        await page.expect_failure("unreachable", "The server cannot be reached.")


async def test_closing_the_tab_ends_the_call_on_the_server(
    page: CallPage, server: LiveServer
) -> None:
    await page.start()
    await page.leave()
    assert (await server.logged("session_closed"))["reason"] in ("local", "peer")


def _is_ice_restart(response: Response) -> bool:
    return response.request.method == "PATCH" and response.status == 200


async def _goes_on(page: CallPage) -> None:
    """Nobody touches the page, and the call is there again."""
    await page.expect_status("Connected", RESTORE_MS)
    await page.expect_level_above("Echo level", AUDIBLE_DB)
    await page.stop()
