"""People in a call who show themselves, and whether others see them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, expect

from e2e.browser import HERE, CallPage, call_page
from e2e.server import LiveServer

LIMIT_MS = 60_000
"""Encoders and decoders of several pages share a busy machine."""
QUERY = "?call=default:pictures&transport=webrtc"
BLACK = 16
"""The mean of what a decoder shows that has seen nothing, and a little more."""
FLAT = 24
"""A picture of something has darker and brighter places than these apart."""
SEEN = f"""([label, frames]) => {{
  const picture = ({(HERE / "picture.js").read_text()})(label);
  return picture !== null && picture.frames > frames && picture.mean > {BLACK} &&
    picture.spread > {FLAT} && picture.frames;
}}"""


@asynccontextmanager
async def member(browser: Browser, server: LiveServer, name: str) -> AsyncIterator[CallPage]:
    """Somebody of that name, in a call."""
    async with call_page(browser, server.url + QUERY) as page:
        await page.page.get_by_role("textbox", name="Your name").fill(name)
        await page.start()
        yield page


def camera(page: CallPage) -> Locator:
    """The button that switches it on and off."""
    return page.page.get_by_role("button", name="Camera")


async def sees(page: CallPage, label: str) -> None:
    """Wait until a picture of something is there and moves."""
    frames = 0
    for _ in range(2):
        seen = await page.page.wait_for_function(SEEN, arg=[label, frames], timeout=LIMIT_MS)
        frames = await seen.json_value()


async def sees_no_more(page: CallPage, label: str) -> None:
    """Wait until it is gone."""
    await expect(page.page.get_by_label(label)).to_have_count(0, timeout=LIMIT_MS)
