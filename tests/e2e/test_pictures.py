"""People in a call see each other: the pictures of Chromium's own camera, through the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Locator, expect

from e2e.browser import HERE, CallPage, call_page
from e2e.server import LiveServer

LIMIT_MS = 60_000
"""Encoders and decoders of several pages share a busy machine."""
BLACK = 16
"""The mean of what a decoder shows that has seen nothing, and a little more."""
FLAT = 24
"""A picture of something has darker and brighter places than these apart."""
SEEN = f"""async ([label, frames]) => {{
  const picture = ({(HERE / "picture.js").read_text()})(label);
  return picture !== null && picture.frames > frames && picture.mean > {BLACK} &&
    picture.spread > {FLAT} && picture.frames;
}}"""
NO_CAMERA = """name => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wish) =>
    wish.video ? Promise.reject(new DOMException('no', name)) : open(wish);
}"""


@asynccontextmanager
async def member(browser: Browser, server: LiveServer, name: str) -> AsyncIterator[CallPage]:
    """Somebody of that name, in a call."""
    query = "?call=default:pictures&transport=webrtc"
    async with call_page(browser, server.url + query) as page:
        await page.page.get_by_role("textbox", name="Your name").fill(name)
        await page.start()
        yield page


def camera(page: CallPage) -> Locator:
    return page.page.get_by_role("button", name="Camera")


async def sees(page: CallPage, label: str) -> None:
    """Wait until a picture of something is there and moves."""
    frames = 0
    for _ in range(2):
        seen = await page.page.wait_for_function(SEEN, arg=[label, frames], timeout=LIMIT_MS)
        frames = await seen.json_value()


async def sees_no_more(page: CallPage, label: str) -> None:
    await expect(page.page.get_by_label(label)).to_have_count(0, timeout=LIMIT_MS)


async def test_two_people_see_each_other_as_long_as_their_cameras_are_on(
    browser: Browser, server: LiveServer
) -> None:
    async with member(browser, server, "Ann") as ann, member(browser, server, "Bob") as bob:
        await expect(ann.page.locator(".member")).to_have_count(2, timeout=LIMIT_MS)
        assert await ann.page.get_by_test_id("pictures").count() == 0
        await camera(ann).click()
        await sees(ann, "Your own picture, as in a mirror")
        await sees(bob, "Picture of Ann")
        await camera(bob).click()
        await sees(ann, "Picture of Bob")
        await camera(ann).click()
        await sees_no_more(bob, "Picture of Ann")
        await expect(bob.page.locator(".tile")).to_contain_text("Ann")
        await sees(ann, "Picture of Bob")
        await camera(ann).click()
        await sees(bob, "Picture of Ann")
        await ann.expect_level_above("The others level", -50)
        assert (ann.exchanges.count("POST 201"), ann.problems) == (1, [])
        assert bob.problems == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser was not allowed to use your camera."),
        ("NotFoundError", "No camera was found."),
        ("NotReadableError", "The camera could not be opened."),
    ],
)
async def test_who_cannot_show_themselves_is_told_why_and_goes_on_talking(
    browser: Browser, server: LiveServer, error: str, sentence: str
) -> None:
    async with member(browser, server, "Ann") as ann:
        await ann.page.evaluate(NO_CAMERA, error)
        await camera(ann).click()
        alert = ann.page.get_by_role("alert")
        await expect(alert).to_contain_text(sentence)
        await ann.expect_status("Connected")
        await ann.page.get_by_role("button", name="Dismiss").click()
        await expect(alert).to_have_count(0)
        await expect(camera(ann)).to_have_attribute("aria-pressed", "false")
