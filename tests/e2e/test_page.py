"""The page in the hands of its users: loudness, keyboard, small screens."""

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from e2e.browser import CallPage, Recording, call_page
from e2e.echo import rms
from e2e.server import LiveServer

NARROW: ViewportSize = {"width": 360, "height": 740}
FINGER_PX = 12
MORE_THAN_ALL_CONTROLS = 12
AUDIBLE_DB = -40
SILENT_DB = -55


def _loudness(recording: Recording) -> float:
    """What reaches the loudspeaker, compared with what came from the server."""
    return rms(recording.speaker) / rms(recording.remote)


async def test_the_volume_slider_sets_how_loud_the_echo_is_played(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url, bypass_csp=True) as page:
        await page.start()
        await page.expect_level_above("Echo level", AUDIBLE_DB)
        assert _loudness(await page.record(2)) == pytest.approx(1, rel=0.1)
        await page.volume.fill("50")
        assert _loudness(await page.record(2)) == pytest.approx(0.25, rel=0.2)
        await page.volume.fill("0")
        assert _loudness(await page.record(2)) < 0.05
        await page.stop()


async def test_streaming_can_be_paused_and_the_server_hears_silence(page: CallPage) -> None:
    await page.start()
    await page.expect_level_above("Echo level", AUDIBLE_DB)
    await page.page.get_by_role("button", name="Stop streaming").click()
    await expect(page.streaming).to_have_text("Not streaming")
    await page.expect_level_below("Echo level", SILENT_DB)
    await page.page.get_by_role("button", name="Start streaming").click()
    await expect(page.streaming).to_have_text("Streaming")
    await page.expect_level_above("Echo level", AUDIBLE_DB)
    await page.stop()


async def test_a_call_can_be_made_by_keyboard_alone(page: CallPage) -> None:
    for _ in range(MORE_THAN_ALL_CONTROLS):
        await page.page.keyboard.press("Tab")
        if await page.call_button.evaluate("button => button === document.activeElement"):
            break
    await expect(page.call_button).to_be_focused()
    await page.page.keyboard.press("Enter")
    await page.expect_status("Connected")
    await expect(page.call_button).to_be_focused()
    await expect(page.call_button).to_have_text("End call")
    await page.page.keyboard.press("Space")
    await page.expect_status("Not connected")
    await expect(page.call_button).to_be_focused()


async def test_everything_fits_a_screen_360_pixels_wide(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url, viewport=NARROW) as page:
        await page.start()
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.page.evaluate(overflow) == 0
        for control in await page.page.locator("button, input").all():
            box = await control.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= NARROW["width"]
        await expect(page.call_button).to_be_in_viewport()
        await page.stop()
        assert page.problems == []


async def test_the_button_stays_under_the_thumb_whatever_happens(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url, viewport=NARROW) as page:
        heights = [await _height(page)]
        await page.start()
        heights.append(await _height(page))
        await page.stop()
        heights.append(await _height(page))
        await page.page.route("**/whip*", lambda route: route.abort())
        await page.call_button.click()
        await page.expect_status("Call failed")
        heights.append(await _height(page))
    assert max(heights) - min(heights) < FINGER_PX, heights


async def _height(page: CallPage) -> float:
    """Where on the screen the call button is."""
    box = await page.call_button.bounding_box()
    assert box is not None
    return box["y"]


async def test_the_microphone_can_be_treated_otherwise_during_a_call(page: CallPage) -> None:
    await page.start()
    await page.expect_level_above("Echo level", AUDIBLE_DB)
    await page.leave_sound_alone()
    assert await page.page.evaluate(
        "() => recorder.streams.microphone.getTracks()[0].getSettings().echoCancellation === false"
    )
    await page.expect_level_above("Echo level", AUDIBLE_DB)
    await page.expect_status("Connected")
    await page.stop()
    assert page.problems == []
