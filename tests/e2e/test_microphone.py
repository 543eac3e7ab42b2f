"""What the server hears of a microphone: everything, or nothing at all."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, Page, ViewportSize, expect

from e2e.browser import CallPage, call_page
from e2e.hearing import hears, silence, speech
from e2e.server import LiveServer

PHONE: ViewportSize = {"width": 360, "height": 740}


async def test_the_server_hears_nothing_of_a_muted_microphone(
    browser: Browser, ear: LiveServer
) -> None:
    async with call_page(browser, ear.url) as page:
        await page.start()
        await hears(ear, speech)
        await page.page.get_by_role("button", name="Mute (stop streaming)").click()
        await expect(page.streaming).to_have_text("Not streaming")
        await hears(ear, silence)
        await page.page.get_by_role("button", name="Unmute (start streaming)").click()
        await hears(ear, speech)
        await page.stop()


async def test_with_push_to_talk_the_server_hears_what_is_said_while_the_key_is_held(
    browser: Browser, ear: LiveServer
) -> None:
    async with call_page(browser, ear.url + "?push-to-talk=on") as page:
        await page.start()
        await hears(ear, silence)
        await page.page.keyboard.down("Space")
        await expect(page.streaming).to_have_text("Streaming")
        await hears(ear, speech)
        await page.page.keyboard.up("Space")
        await expect(page.streaming).to_have_text("Not streaming")
        await hears(ear, silence)
        await _hold_button(page.page, lambda: hears(ear, speech))
        await hears(ear, silence)
        await page.stop()


async def test_another_microphone_can_be_chosen_in_a_call_and_is_remembered(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url) as page:
        await page.start()
        await page.open_settings()
        menu = page.page.get_by_role("combobox", name="Microphone")
        names = await menu.locator("option").all_inner_texts()
        assert len(names) > 1, "Chromium pretends to have several"
        await menu.select_option(label=names[-1])
        await page.page.wait_for_function("name => recorder.label() === name", arg=names[-1])
        await page.expect_level_above("Echo level", -40)
        await page.stop()
        await page.page.reload()
        await page.open_settings()
        await page.start()
        assert await menu.locator("option:checked").inner_text() == names[-1]
        assert await page.page.evaluate("recorder.label()") == names[-1]
        await page.stop()
        assert page.problems == []


async def test_a_call_can_be_made_with_one_tap_on_a_phone(
    browser: Browser, server: LiveServer
) -> None:
    async with call_page(browser, server.url, viewport=PHONE, has_touch=True) as page:
        await expect(page.call_button).to_be_in_viewport(ratio=1)
        await page.call_button.tap()
        await page.expect_status("Connected")
        await page.expect_level_above("Echo level", -40)
        you, echo = await _meter_widths(page)
        assert you == echo
        await page.stop()


async def _meter_widths(page: CallPage) -> list[float]:
    boxes = [await meter.bounding_box() for meter in await page.page.get_by_role("meter").all()]
    return [box["width"] for box in boxes if box is not None]


async def _hold_button(page: Page, meanwhile: Callable[[], Awaitable[None]]) -> None:
    box = await page.get_by_role("button", name="Hold to talk").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    await page.mouse.down()
    await meanwhile()
    await page.mouse.up()
