"""Takes the pictures of docs/images from the real page: ``scripts/screenshots.sh``."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from playwright.async_api import Browser

from e2e.browser import CallPage, Profile, call_page, chromium
from e2e.server import ROOT, serving

FOLDER = ROOT / "docs/images"
WIDE = (1000, 680)
NARROW = (360, 740)
SHARP = 2
"""Device pixels per CSS pixel."""
TALK_MS = 6_000
"""Until the pictures of both levels have filled with speech."""

Scene: TypeAlias = Callable[[CallPage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, how large, in which colours, and what is to be seen."""

    name: str
    size: tuple[int, int]
    scheme: Literal["dark", "light"]
    scene: Scene


async def _talking(page: CallPage) -> None:
    await page.start()
    await page.page.wait_for_timeout(TALK_MS)


async def _idle(page: CallPage) -> None:
    await page.expect_status("Not connected")


async def _refused(page: CallPage) -> None:
    await page.call_button.click()
    await page.expect_status("Call failed")


WITH_MICROPHONE = (
    Shot("call-page", WIDE, "light", _talking),
    Shot("call-page-dark", WIDE, "dark", _talking),
    Shot("call-page-idle", WIDE, "light", _idle),
    Shot("call-page-narrow", NARROW, "light", _talking),
    Shot("call-page-narrow-dark", NARROW, "dark", _talking),
)
WITHOUT_MICROPHONE = (Shot("call-page-error", WIDE, "light", _refused),)


async def take_all() -> None:
    """Of a call, of none, and of one that could not be made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        for shots in (WITH_MICROPHONE, WITHOUT_MICROPHONE):
            async with chromium(granted=shots is WITH_MICROPHONE) as browser:
                for shot in shots:
                    await _take(browser, server.url, shot)


async def _take(browser: Browser, url: str, shot: Shot) -> None:
    width, height = shot.size
    look: Profile = {
        "viewport": {"width": width, "height": height},
        "color_scheme": shot.scheme,
        "device_scale_factor": SHARP,
    }
    async with call_page(browser, url, **look) as page:
        await shot.scene(page)
        await page.page.screenshot(path=FOLDER / f"{shot.name}.png", full_page=True)


if __name__ == "__main__":
    asyncio.run(take_all())
