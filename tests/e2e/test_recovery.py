"""Calls on networks that fail, and with servers that go away."""

from pathlib import Path

from playwright.async_api import Browser, Response

from e2e.browser import CallPage, call_page
from e2e.relay import Network, relayed
from e2e.server import LiveServer, serving

ONE_UDP_PORT = ("--workers", "1", "--no-media-tcp")
RESTORE_MS = 20_000
"""Chromium needs about 5 s to notice, and the page waits 2 s more before it acts."""
AUDIBLE_DB = -40


async def test_a_call_goes_on_by_ice_restart_after_the_network_was_gone(
    browser: Browser, tmp_path: Path
) -> None:
    def _restarted(response: Response) -> bool:
        return response.request.method == "PATCH" and response.status == 200

    with serving(tmp_path, *ONE_UDP_PORT) as server:
        async with call_page(browser, server.url) as page, relayed(page, Network()) as relay:
            await page.start()
            await page.expect_level_above("Echo level", AUDIBLE_DB)
            async with page.page.expect_response(_restarted, timeout=RESTORE_MS):
                relay.network.cut = True
                await page.expect_status("Reconnecting", RESTORE_MS)
            relay.network.cut = False
            await page.expect_status("Connected", RESTORE_MS)
            await page.expect_level_above("Echo level", AUDIBLE_DB)
            await page.stop()
        assert (await server.logged("session_closed"))["reason"] == "local"
    assert page.exchanges.count("POST 201") == 1
    assert len(server.events("ice_restarted")) == 1


async def test_a_server_that_stops_says_goodbye_and_its_successor_takes_the_next_call(
    page: CallPage, server: LiveServer, tmp_path: Path
) -> None:
    await page.start()
    server.stop()
    await page.expect_failure("ended-by-server", "The server ended the call.")
    with serving(tmp_path, port=server.port) as successor:
        await page.page.get_by_role("button", name="Try again").click()
        await page.expect_status("Connected")
        await successor.logged("session_connected")
        await page.expect_level_above("Echo level", AUDIBLE_DB)
        await page.stop()


async def test_a_server_that_crashed_is_called_again_after_its_restart(
    page: CallPage, server: LiveServer, tmp_path: Path
) -> None:
    await page.start()
    server.kill()
    with serving(tmp_path, port=server.port):
        await page.expect_status("Reconnecting", RESTORE_MS)
        # The new server knows nothing of the call, and says so when the page asks.
        await page.expect_failure("ended-by-server", "The server ended the call.", RESTORE_MS)
        await page.page.get_by_role("button", name="Try again").click()
        await page.expect_status("Connected")
        await page.stop()


async def test_a_server_that_crashed_for_good_is_given_up(
    page: CallPage, server: LiveServer
) -> None:
    await page.page.clock.install()
    await page.start()
    server.kill()
    await page.expect_status("Reconnecting", RESTORE_MS)
    await page.page.clock.fast_forward("00:15")
    await page.expect_failure(
        "connection-lost", "The connection was lost and could not be restored."
    )


async def test_closing_the_tab_ends_the_call_on_the_server(
    page: CallPage, server: LiveServer
) -> None:
    await page.start()
    await page.page.close(run_before_unload=True)
    assert (await server.logged("session_closed"))["reason"] in ("local", "peer")


async def test_a_tab_that_vanished_without_a_word_is_forgotten(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, *ONE_UDP_PORT, "--consent-timeout-ms", "1000") as server:
        async with call_page(browser, server.url) as page, relayed(page, Network()) as relay:
            await page.start()
            await page.page.route("**/whip/*", lambda route: route.abort())
            relay.network.cut = True
            await server.logged("session_disconnected", limit_s=20)
            closed = await server.logged("session_closed")
    assert closed["reason"] == "consent_expired"
