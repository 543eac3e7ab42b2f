"""Several people and an agent in one call, each in a tab: they hear, see and write each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, expect

from e2e.browser import PATIENCE_MS, CallPage, call_page
from e2e.hearing import hears, speech
from e2e.server import LiveServer

OTHERS = "The others level"


@asynccontextmanager
async def member(
    browser: Browser, server: LiveServer, name: str, transport: str = "webrtc"
) -> AsyncIterator[CallPage]:
    """Somebody of that name, in the call."""
    query = f"?call=default:{transport}&transport={transport}"
    async with call_page(browser, server.url + query) as page:
        await page.page.get_by_role("textbox", name="Your name").fill(name)
        await page.start()
        yield page


async def sees(page: CallPage, *names: str) -> None:
    """Wait until exactly these are in the call."""
    rows = page.page.locator(".member-name")
    await expect(rows).to_have_text(list(names), timeout=PATIENCE_MS)


@pytest.mark.parametrize("transport", ["webrtc", "websocket"])
async def test_two_people_hear_see_and_write_to_each_other(
    browser: Browser, server: LiveServer, transport: str
) -> None:
    async with member(browser, server, "Ann", transport) as ann:
        await sees(ann, "Ann (you)")
        async with member(browser, server, "Bob", transport) as bob:
            await sees(ann, "Ann (you)", "Bob")
            await sees(bob, "Bob (you)", "Ann")
            await ann.expect_level_above(OTHERS, -40)
            await bob.expect_level_above(OTHERS, -40)
            await ann.page.get_by_role("textbox", name="Message to all").fill("hello")
            await ann.page.keyboard.press("Enter")
            for page in (ann, bob):
                await expect(page.page.locator(".line-text").last).to_have_text("hello")
            await ann.page.get_by_role("button", name="Mute (stop streaming)").click()
            await bob.expect_level_below(OTHERS, -50)
            await bob.stop()
        await sees(ann, "Ann (you)")
        await expect(ann.page.locator(".line-text").last).to_have_text("Bob has left")
        assert ann.problems == []


async def test_an_agent_that_somebody_brings_hears_the_others(
    browser: Browser, ear: LiveServer
) -> None:
    async with call_page(browser, ear.url + "?call=default:standup") as page:
        await page.page.get_by_role("textbox", name="Your name").fill("Ann")
        await page.page.get_by_role("combobox", name="Bring an agent").select_option("ear:ear")
        await page.start()
        await hears(ear, speech)
        await expect(page.page.locator(".member")).to_have_count(2, timeout=PATIENCE_MS)
        await page.stop()


async def test_a_link_brings_others_into_the_call(browser: Browser, server: LiveServer) -> None:
    async with call_page(browser, server.url) as page:
        await page.page.get_by_role("button", name="Call with others").click()
        title = await page.page.get_by_role("heading", level=1).inner_text()
        async with call_page(browser, page.page.url) as other:
            heading = other.page.get_by_role("heading", level=1)
            await expect(heading).to_have_text(title)
