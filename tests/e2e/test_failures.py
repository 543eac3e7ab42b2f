"""Each thing that can go wrong before a call stands has its own sentence on the page."""

from pathlib import Path

from playwright.async_api import Browser, expect

from e2e.browser import call_page, chromium
from e2e.relay import without_candidates
from e2e.server import LiveServer, serving


async def test_a_denied_microphone_is_explained(server: LiveServer) -> None:
    async with chromium(granted=False) as browser, call_page(browser, server.url) as page:
        await page.call_button.click()
        await page.expect_failure(
            "microphone-denied", "The browser was not allowed to use your microphone."
        )
        assert page.exchanges == []


async def test_a_missing_microphone_is_explained(server: LiveServer) -> None:
    async with (
        chromium(microphone=None) as browser,
        call_page(browser, server.url, permissions=["microphone"]) as page,
    ):
        await page.call_button.click()
        await page.expect_failure("microphone-missing", "No microphone was found.")
        assert page.exchanges == []


async def test_a_server_that_is_gone_is_explained(browser: Browser, mortal: LiveServer) -> None:
    async with call_page(browser, mortal.url) as page:
        mortal.stop()
        await page.call_button.click()
        await page.expect_failure("unreachable", "The server cannot be reached.")


async def test_a_server_with_keys_asks_for_one_and_takes_it(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, "--api-key", "open-sesame") as server:
        async with call_page(browser, server.url) as page:
            await page.call_button.click()
            await page.expect_failure("unauthorized", "The server asks for an access token.")
            await page.page.get_by_label("Access token").fill("a guess")
            await page.page.get_by_role("button", name="Use it").click()
            await page.expect_failure("unauthorized", "The server asks for an access token.")
            await page.page.get_by_label("Access token").fill("open-sesame")
            await page.page.get_by_role("button", name="Use it").click()
            await page.expect_status("Connected")
            await page.stop()
    assert page.exchanges.count("POST 401") == 2
    assert page.exchanges[-1] == "DELETE 200"


async def test_a_full_server_is_explained_and_called_again_when_it_said(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, "--max-sessions", "1", "--retry-after-s", "1") as server:
        async with call_page(browser, server.url) as first, call_page(browser, server.url) as page:
            await first.start()
            await page.call_button.click()
            await page.expect_failure("busy", "All lines are busy.")
            assert page.exchanges == ["POST 503"]
            await first.stop()
            again = page.page.get_by_role("button", name="Try again", exact=True)
            await expect(again).to_be_enabled()
            await again.click()
            await page.expect_status("Connected")
            await page.stop()


async def test_a_caller_who_comes_too_often_is_told_to_wait(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, "--rate-limit", "0.1", "--rate-burst", "1") as server:
        async with call_page(browser, server.url) as page:
            await page.page.evaluate("fetch('whip', { method: 'POST' })")
            await page.call_button.click()
            await page.expect_failure("busy", "You have called too often")
            await expect(page.page.get_by_role("button", name="Try again in")).to_be_disabled()


async def test_who_has_no_microphone_can_listen_all_the_same(server: LiveServer) -> None:
    async with (
        chromium(microphone=None) as browser,
        call_page(browser, server.url, permissions=["microphone"]) as page,
    ):
        await page.call_button.click()
        await page.expect_failure("microphone-missing", "No microphone was found.")
        await page.page.get_by_role("button", name="Just listen").click()
        await page.expect_status("Connected")
        await server.logged("session_connected")
        await expect(page.page.get_by_role("button", name="Use microphone")).to_be_enabled()
        await page.stop()


async def test_a_full_server_sends_callers_to_another_one(browser: Browser, tmp_path: Path) -> None:
    with (
        serving(tmp_path, "--cors-origin", "*") as other,
        serving(tmp_path, "--max-sessions", "1", "--overflow-url", other.whip) as full,
    ):
        async with call_page(browser, full.url) as first, call_page(browser, full.url) as page:
            await first.start()
            await page.start()
            await other.logged("session_connected")
            await page.stop()
            await first.stop()
    assert page.exchanges[:2] == ["POST 307", "POST 201"]
    assert page.exchanges[-1] == "DELETE 200"


async def test_media_that_gets_nowhere_are_explained(browser: Browser, server: LiveServer) -> None:
    async with call_page(browser, server.url + "?transport=webrtc") as page:
        await page.page.route("**/whip*", without_candidates)
        await page.page.clock.install()
        await page.call_button.click()
        await page.expect_status("Connecting audio")
        await page.page.clock.fast_forward("00:16")
        await page.expect_failure(
            "media-blocked", "The server answered, but no audio gets through to it."
        )
