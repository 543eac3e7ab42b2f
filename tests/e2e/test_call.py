"""A call from the first click to the last, on the real page through the real server."""

from playwright.async_api import expect

from e2e.browser import CallPage
from e2e.server import LiveServer


async def test_a_call_connects_streams_and_ends(page: CallPage, server: LiveServer) -> None:
    await page.expect_status("Not connected")
    await expect(page.streaming).to_have_text("Not streaming")
    await page.start()
    await expect(page.streaming).to_have_text("Streaming")
    await page.expect_level_above("Microphone level", -40)
    await page.expect_level_above("Echo level", -40)
    await server.logged("session_connected")
    await page.stop()
    await expect(page.streaming).to_have_text("Not streaming")
    assert (await server.logged("session_closed"))["reason"] == "local"
    assert page.exchanges[0] == "POST 201"
    assert page.exchanges[-1] == "DELETE 200"
    assert set(page.exchanges[1:-1]) <= {"PATCH 204"}
    assert page.problems == []
    assert await page.violations() == []
