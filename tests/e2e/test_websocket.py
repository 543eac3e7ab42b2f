"""Calls over WebSocket: wished for, advised by the server, and as the way round a blocked road."""

import os
import shutil
import signal
from pathlib import Path

from playwright.async_api import Browser, expect

from e2e.browser import PATIENCE_MS, call_page
from e2e.hearing import hears, silence, speech
from e2e.relay import without_candidates
from e2e.server import LiveServer, serving

WISH = "?transport=websocket"
AUDIBLE_DB = -40
RESTORE_MS = 60_000
TO_READ_IT_MS = 1_000
"""What the page does with an answer shows only in the next call."""


async def test_the_page_follows_the_advice_of_its_server(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, "--transport", "websocket") as server:
        async with call_page(browser, server.url) as page:
            await page.start()
            await page.expect_level_above("Echo level", AUDIBLE_DB)
            await expect(page.page.get_by_test_id("call-quality")).to_have_attribute(
                "data-known", "true", timeout=PATIENCE_MS
            )
            await page.stop()
            assert page.problems == []
            assert await page.violations() == []
        assert (await server.logged("session_opened"))["transport"] == "websocket"
        assert (await server.logged("session_closed"))["reason"] in ("local", "peer")


async def test_a_wish_of_the_caller_goes_before_that(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, "--transport", "websocket") as server:
        async with call_page(browser, server.url + "?transport=webrtc") as page:
            await page.start()
            await page.stop()
        assert (await server.logged("session_opened"))["transport"] == "whip"


async def test_a_page_that_stays_open_follows_when_the_server_changes_its_mind(
    browser: Browser, tmp_path: Path
) -> None:
    advice = tmp_path / "jackfield.toml"
    advice.write_text('transport = "webrtc"\n')
    with serving(tmp_path) as server:
        async with call_page(browser, server.url) as page:
            await page.start()
            advice.write_text('transport = "websocket"\n')
            os.kill(server.pid, signal.SIGHUP)
            await server.logged("settings_reloaded")
            async with page.page.expect_response("**/v1/client-config*") as asked:
                await page.stop()
            await (await asked.value).finished()
            await page.page.wait_for_timeout(TO_READ_IT_MS)
            await page.start()
            await page.stop()
    opened = [event["transport"] for event in server.events("session_opened")]
    assert opened == ["whip", "websocket"]


async def test_where_no_media_get_through_the_call_goes_over_websocket_by_itself(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url) as page:
        await page.page.route("**/whip*", without_candidates)
        await page.page.clock.install()
        await page.call_button.click()
        await page.expect_status("Connecting audio")
        await page.page.clock.fast_forward("00:16")
        await page.expect_status("Connected")
        await page.expect_level_above("Echo level", AUDIBLE_DB)
        await page.stop()
    opened = [event["transport"] for event in server.events("session_opened")]
    assert opened == ["whip", "websocket"]


async def test_the_server_hears_nothing_of_a_muted_microphone(
    browser: Browser, tmp_path: Path
) -> None:
    shutil.copy(Path(__file__).with_name("ear.py"), tmp_path)
    with serving(tmp_path, "--agent", "ear:ear") as server:
        async with call_page(browser, server.url + WISH) as page:
            await page.start()
            await hears(server, speech)
            await page.page.get_by_role("button", name="Mute (stop streaming)").click()
            await hears(server, silence)
            await page.page.get_by_role("button", name="Unmute (start streaming)").click()
            await hears(server, speech)
            await page.stop()


async def test_a_server_with_keys_asks_for_one_and_takes_it(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, "--api-key", "open-sesame") as server:
        async with call_page(browser, server.url + WISH) as page:
            await page.call_button.click()
            await page.expect_failure("unauthorized", "The server asks for an access token.")
            await page.page.get_by_label("Access token").fill("open-sesame")
            await page.page.get_by_role("button", name="Use it").click()
            await page.expect_status("Connected")
            await page.stop()


async def test_a_full_server_is_explained(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, "--max-sessions", "1") as server:
        async with call_page(browser, server.url) as first:
            await first.start()
            async with call_page(browser, server.url + WISH) as page:
                await page.call_button.click()
                await page.expect_failure("busy", "All lines are busy.")
            await first.stop()


async def test_the_call_goes_on_by_itself_when_the_server_is_restarted(
    browser: Browser, mortal: LiveServer, tmp_path: Path
) -> None:
    async with call_page(browser, mortal.url + WISH) as page:
        await page.start()
        mortal.kill()
        await page.expect_status("Reconnecting", RESTORE_MS)
        with serving(tmp_path, port=mortal.port):
            await page.expect_status("Connected", RESTORE_MS)
            await page.expect_level_above("Echo level", AUDIBLE_DB)
            await page.stop()
