"""A call full of pictures is for everybody: axe finds nothing, the keyboard gets everywhere."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal

from playwright.async_api import Browser, ViewportSize, expect

from e2e.browser import CallPage, call_page
from e2e.company import ANN, MIRA, enter, guest
from e2e.server import ROOT, LiveServer
from jackfield import AsyncClient

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
LIMIT_MS = 60_000
"""Encoders and decoders of several pages share a busy machine."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CALL = "everybody"
MANY = 40
LONG = "somebody-with-a-name-that-is-longer-than-any-picture-is-wide"
GUESTS = ("Bo", "Jonas", "Kim", LONG, "Zoe")
DESK: ViewportSize = {"width": 1080, "height": 820}
PHONE: ViewportSize = {"width": 390, "height": 844}
FINDINGS = """async () => (await axe.run()).violations.flatMap(({ id, nodes }) =>
  nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))"""
NAMED = """() => {
  const { activeElement } = document;
  const label = activeElement.getAttribute('aria-labelledby');
  const named = label === null ? activeElement : document.getElementById(label);
  return named.getAttribute('aria-label') ?? named.innerText.trim().split('\\n')[0];
}"""
SHORTENED = """() => [...document.querySelectorAll('.tile-label')]
  .filter((label) => label.scrollWidth > label.clientWidth)
  .map((label) => `${getComputedStyle(label).textOverflow} ${label.textContent}`)"""
WIDTH = "document.documentElement.scrollWidth"
NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException('no', 'NotFoundError'));
}"""


@asynccontextmanager
async def full_call(browser: Browser, server: LiveServer) -> AsyncIterator[CallPage]:
    """Ann's page, on which she sees herself, Mira, and the names of five others."""
    address = f"{server.url}?call=default:{CALL}&transport=webrtc"
    client = AsyncClient(server.url)
    async with AsyncExitStack() as stack:
        for name in GUESTS:
            await stack.enter_async_context(client.rtc_call("default", CALL).join(name))
        page = await stack.enter_async_context(call_page(browser, server.url, bypass_csp=True))
        mira = await guest(page)
        await enter(page, address, "Ann", ANN)
        await enter(mira, address, "Mira", MIRA)
        await page.page.bring_to_front()
        await expect(page.page.locator(".tile")).to_have_count(6, timeout=LIMIT_MS)
        moving = page.page.locator(".picture[data-moves='true']")
        await expect(moving).to_have_count(2, timeout=LIMIT_MS)
        yield page


async def stops(page: CallPage, last: str) -> list[str]:
    """What the keyboard gets to, from the top of the page to that."""
    await page.page.get_by_role("heading", level=1).click()
    found: list[str] = []
    while last not in found and len(found) < MANY:
        await page.page.keyboard.press("Tab")
        found.append(await page.page.evaluate(NAMED))
    return found


async def findings(page: CallPage) -> list[str]:
    """What axe objects to."""
    found: list[str] = await page.page.evaluate(FINDINGS)
    return found


async def test_a_call_full_of_pictures_has_nothing_in_anybodys_way(
    browser: Browser, server: LiveServer
) -> None:
    async with full_call(browser, server) as page:
        await page.page.add_script_tag(path=AXE)
        for size in (DESK, PHONE):
            await page.page.set_viewport_size(size)
            assert await page.page.evaluate(SHORTENED) == [f"ellipsis {LONG}"]
            assert await page.page.evaluate(WIDTH) == size["width"]
            for scheme in SCHEMES:
                await page.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                assert await findings(page) == []
        await reach_everything(page)
        await lose_the_camera(page)
        assert await findings(page) == []


async def reach_everything(page: CallPage) -> None:
    """By the keyboard alone, in the order in which it is seen."""
    first, line, *others = await stops(page, "Settings")
    assert first == "Copy the link"
    assert "line" in line
    assert others == [
        *("Mute", "Camera", "End call", "Volume"),
        *("In this call", "Messages", "Message to all", "Send", "Settings"),
    ]
    own = page.page.get_by_label("Your own picture, as in a mirror")
    camera = page.page.get_by_role("button", name="Camera")
    await camera.focus()
    for count in (0, 1):
        await page.page.keyboard.press("Space")
        await expect(own).to_have_count(count, timeout=LIMIT_MS)
        await expect(camera).to_be_focused()


async def lose_the_camera(page: CallPage) -> None:
    """Switch it off and find it gone, and read so."""
    await page.page.evaluate(NO_CAMERA)
    for _ in range(2):
        await page.page.keyboard.press("Space")
    await expect(page.page.get_by_role("alert")).to_contain_text("No camera was found.")
