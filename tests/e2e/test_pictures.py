"""People in a call see each other: the pictures of Chromium's own camera, through the server."""

import pytest
from playwright.async_api import Browser, expect

from e2e.pictures import LIMIT_MS, camera, member, sees, sees_no_more
from e2e.server import LiveServer

NO_CAMERA = """name => {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wish) =>
    wish.video ? Promise.reject(new DOMException('no', name)) : open(wish);
}"""


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
