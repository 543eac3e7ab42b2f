"""Chromium with a made-up microphone, and the call page in it as a user sees it."""

import base64
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, Unpack
from urllib.parse import urlsplit

import numpy as np
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    async_playwright,
    expect,
)

from e2e.echo import Echo, Signal, find_echo

HERE = Path(__file__).parent
SPEECH = HERE.parent / "data/speech/jfk.wav"
RATE = 48_000
PATIENCE_MS = 15_000
"""How long anything on the page may take on a busy machine."""

# A closed network, and no reason for Chromium to talk to anybody.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAKE_DEVICES = "--use-fake-device-for-media-stream"
GRANT_DEVICES = "--use-fake-ui-for-media-stream"


def chromium_path() -> str:
    """Where Debian put it.

    Raises:
        AssertionError: It is not there; says how to get it.
    """
    path = shutil.which("chromium")
    assert path, "Chromium is missing: apt-get install -y chromium"
    return path


@asynccontextmanager
async def chromium(
    *flags: str, microphone: Path | None = SPEECH, granted: bool = True
) -> AsyncIterator[Browser]:
    """Start Chromium; its microphone plays a WAV file again and again.

    Args:
        flags: More switches of Chromium.
        microphone: What the user says; None for a machine without any device.
        granted: Whether the user lets the page use the microphone.
    """
    switches = [*_QUIET, *flags]
    if microphone is not None:
        switches += [FAKE_DEVICES, f"--use-file-for-fake-audio-capture={microphone}"]
    if granted:
        switches.append(GRANT_DEVICES)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path(), args=switches, headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


class Profile(TypedDict, total=False):
    """What the tests want otherwise than Chromium has it: a part of what ``new_context`` takes."""

    bypass_csp: bool
    color_scheme: Literal["dark", "light"]
    device_scale_factor: float
    has_touch: bool
    permissions: list[str]
    viewport: ViewportSize


@dataclass(frozen=True, slots=True)
class Recording:
    """What was said, what came back, and what was played to the user: on one clock, at 48 kHz."""

    microphone: Signal
    remote: Signal
    speaker: Signal

    @property
    def echo(self) -> Echo:
        """What was said, found in what came back."""
        return find_echo(self.microphone, self.remote, RATE)

    @property
    def played(self) -> Echo:
        """What was said, found in what the user heard: also where no track came from the server."""
        return find_echo(self.microphone, self.speaker, RATE)


def read_recording(texts: object) -> Recording:
    """What the recorder hands out when it has ended."""
    assert isinstance(texts, dict)
    return Recording(**{name: _samples(text) for name, text in texts.items()})


class CallPage:
    """One tab with the call page.

    Attributes:
        problems: Console errors, exceptions and what the Content-Security-Policy forbade.
        exchanges: WHIP requests that were answered, as ``POST 201``.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.exchanges: list[str] = []
        self.call_button = page.get_by_test_id("call-button")
        self.status = page.get_by_test_id("connection-status").get_by_role("status")
        self.streaming = page.get_by_test_id("streaming-status")
        self.error = page.get_by_test_id("error-panel")
        self.notice = page.get_by_test_id("call-notice")
        self.volume = page.get_by_role("slider", name="Volume")
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("response", self._note_response)

    async def open(self, url: str) -> None:
        """Load it, with the recorder listening in."""
        await self.page.add_init_script(path=HERE / "recorder.js")
        await self.page.goto(url)

    async def leave_sound_alone(self) -> None:
        """Switch off what the browser does to the microphone, so that an echo can be compared."""
        await self.open_settings()
        group = self.page.get_by_role("group", name="Treatment of the microphone")
        for switch in await group.get_by_role("switch").all():
            await switch.uncheck()

    async def open_settings(self) -> None:
        """Unfold what is below the call, unless it is unfolded already."""
        if await self.page.get_by_role("switch").count() == 0:
            await self.page.get_by_text("Settings", exact=True).click()

    async def start(self) -> None:
        """Press the button; gives up when the call does not stand in time."""
        await self.call_button.click()
        await self.expect_status("Connected")

    async def stop(self) -> None:
        """Hang up."""
        await self.call_button.click()
        await self.expect_status("Not connected")

    async def leave(self) -> None:
        """Close the tab as its user does, so that the page can still say goodbye."""
        async with self.page.expect_event("close"):
            await self.page.close(run_before_unload=True)

    async def expect_status(self, text: str, limit_ms: float = PATIENCE_MS) -> None:
        """Wait until the page says where the call stands."""
        await expect(self.status).to_have_text(text, timeout=limit_ms)

    async def expect_failure(
        self, reason: str, sentence: str, limit_ms: float = PATIENCE_MS
    ) -> None:
        """Wait until the page says what went wrong, in its own words."""
        await expect(self.error.get_by_role("alert")).to_contain_text(sentence, timeout=limit_ms)
        await expect(self.error).to_have_attribute("data-reason", reason)
        await self.expect_status("Call failed")

    async def expect_notice(self, sentence: str, limit_ms: float = PATIENCE_MS) -> None:
        """Wait until the page says what the call asks of its user."""
        await expect(self.notice).to_contain_text(sentence, timeout=limit_ms)

    async def expect_level_above(self, name: str, decibels: float) -> None:
        """Wait until a meter shows more than that."""
        await self._expect_level(name, ">", decibels)

    async def expect_level_below(self, name: str, decibels: float) -> None:
        """Wait until a meter shows less than that."""
        await self._expect_level(name, "<", decibels)

    async def record(self, seconds: float) -> Recording:
        """Listen in for that long; only on a page opened with ``bypass_csp``."""
        worklet = (HERE / "recorder.worklet.js").read_text()
        await self.page.evaluate("worklet => recorder.begin(worklet)", worklet)
        await self.page.wait_for_function(
            "seconds => recorder.seconds() >= seconds",
            arg=seconds,
            timeout=seconds * 1e3 + PATIENCE_MS,
        )
        return read_recording(await self.page.evaluate("recorder.end()"))

    async def stats(self, kind: str) -> Mapping[str, float]:
        """One entry of the newest connection's ``getStats``."""
        entries = await self.page.evaluate("recorder.stats()")
        found: Mapping[str, float] = next(entry for entry in entries if entry["type"] == kind)
        return found

    async def violations(self) -> list[str]:
        """What the Content-Security-Policy forbade so far."""
        found: list[str] = await self.page.evaluate("recorder.violations")
        return found

    async def _expect_level(self, name: str, sign: str, decibels: float) -> None:
        await self.page.wait_for_function(
            f"""name => document.querySelector(`meter[aria-label='${{name}}']`).value
                {sign} {decibels}""",
            arg=name,
            timeout=PATIENCE_MS,
        )

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _note_response(self, response: Response) -> None:
        if urlsplit(response.url).path.startswith("/whip"):
            self.exchanges.append(f"{response.request.method} {response.status}")


@asynccontextmanager
async def call_page(
    browser: Browser, url: str, **profile: Unpack[Profile]
) -> AsyncIterator[CallPage]:
    """Open the page in a profile of its own."""
    context = await browser.new_context(**profile)
    page = CallPage(await context.new_page())
    try:
        await page.open(url)
        yield page
    finally:
        if not page.page.is_closed():
            # Requests that are being led astray would fail, and nobody would hear of it in time.
            await page.page.unroute_all(behavior="ignoreErrors")
            # Not left to the profile's end: only a tab that is closed says goodbye.
            await page.leave()
        await context.close()


def _samples(text: str) -> Signal:
    return np.frombuffer(base64.b64decode(text), dtype="<i2") / 32_768
