"""Takes the pictures of docs/images from the real page: ``scripts/screenshots.sh [NAME…]``."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, ViewportSize

from e2e import scenes
from e2e.browser import HERE, call_page, chromium
from e2e.scenes import Scene
from e2e.server import ROOT, LiveServer, serving

FOLDER = ROOT / "docs/images"
WIDE: ViewportSize = {"width": 1000, "height": 820}
PHONE: ViewportSize = {"width": 360, "height": 740}
MEETING: ViewportSize = {"width": 1080, "height": 820}
SHARP = 2
"""Device pixels per CSS pixel."""
# A name that is no secure origin, as a phone on the same network would use it.
ANOTHER_NAME = "--host-resolver-rules=MAP calls.example 127.0.0.1"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, what is to be seen, how large, in which colours."""

    name: str
    scene: Scene
    size: ViewportSize
    scheme: Literal["dark", "light"] = "light"


SHOTS = (
    Shot("call-page", scenes.talking, WIDE),
    Shot("call-page-dark", scenes.talking, WIDE, "dark"),
    Shot("meeting", scenes.meeting("design-review"), MEETING),
    Shot("meeting-dark", scenes.meeting("garden-club"), MEETING, "dark"),
    Shot("phone-meeting", scenes.meeting("sunday-lunch"), PHONE),
    Shot("call-page-idle", scenes.idle, WIDE),
    Shot("call-page-settings", scenes.with_settings, WIDE),
    Shot("call-page-ended", scenes.ended, WIDE),
    Shot("call-page-silent", scenes.silent, WIDE),
    Shot("phone-idle", scenes.idle, PHONE),
    Shot("phone-call", scenes.talking, PHONE),
    Shot("phone-call-dark", scenes.talking, PHONE, "dark"),
    Shot("phone-permission", scenes.asking, PHONE),
    Shot("phone-settings", scenes.with_settings, PHONE, "dark"),
    Shot("phone-push-to-talk", scenes.holding, PHONE),
    Shot("phone-listening", scenes.listening, PHONE),
    Shot("phone-sound-held-back", scenes.held_back, PHONE),
    Shot("phone-ended", scenes.ended, PHONE),
    Shot("error-microphone-denied", scenes.without_microphone("NotAllowedError"), PHONE),
    Shot("error-microphone-missing", scenes.without_microphone("NotFoundError"), PHONE),
    Shot("error-microphone-busy", scenes.without_microphone("NotReadableError"), PHONE),
    Shot("error-insecure-origin", scenes.insecure, PHONE),
    Shot("error-unreachable", scenes.unreachable, PHONE),
    Shot("error-unauthorized", scenes.answered(401), PHONE),
    Shot("error-too-often", scenes.answered(429, **{"Retry-After": "30"}), PHONE),
    Shot("error-busy", scenes.answered(503, **{"Retry-After": "5"}), PHONE, "dark"),
    Shot("error-media-blocked", scenes.blocked, PHONE),
    Shot("call-page-reconnecting", scenes.reconnecting, WIDE),
    Shot("phone-reconnecting", scenes.reconnecting, PHONE),
)


async def take(names: Collection[str]) -> None:
    """Of calls, of none, and of those that could not be made; all of them when none is named."""
    unknown = set(names) - {shot.name for shot in SHOTS}
    if unknown:
        raise SystemExit(f"no such picture: {', '.join(sorted(unknown))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["FONTCONFIG_FILE"] = str(HERE / "fonts.conf")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        async with chromium(ANOTHER_NAME) as browser:
            for shot in SHOTS:
                if not names or shot.name in names:
                    await _take(browser, server, shot)


async def _take(browser: Browser, server: LiveServer, shot: Shot) -> None:
    async with call_page(
        browser,
        server.url,
        viewport=shot.size,
        color_scheme=shot.scheme,
        device_scale_factor=SHARP,
    ) as page:
        await shot.scene(page, server)
        await page.page.screenshot(
            path=FOLDER / f"{shot.name}.png", full_page=True, animations="disabled"
        )


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1:]))
