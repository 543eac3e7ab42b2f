"""What the pictures of the call page show: each state that a caller may get into, brought about."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from playwright.async_api import Route, expect

from e2e.browser import CallPage
from e2e.company import ANN, JONAS, MIRA, enter, fall_silent, guest, say
from e2e.relay import without_candidates
from e2e.server import LiveServer, serving

TALK_MS = 9_000
"""Until the pictures of both levels have filled with speech."""
PICTURES_MS = 60_000
"""Three tabs film, encode and decode meanwhile."""

Scene: TypeAlias = Callable[[CallPage, LiveServer], Awaitable[None]]

REFUSE_MICROPHONE = """name => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
}"""
SILENCE_MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () =>
    new MediaStreamAudioDestinationNode(new AudioContext()).stream;
}"""
LET_MICROPHONE_WAIT = """() => {
  navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
}"""
HOLD_SOUND_BACK = """() => {
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      setTimeout(() => this.suspend(), 1_000);
    }
    resume() {
      return new Promise(() => undefined);
    }
  };
}"""


async def idle(page: CallPage, _: LiveServer) -> None:
    """Before a call."""
    await page.expect_status("Not connected")


async def talking(page: CallPage, _: LiveServer) -> None:
    """In the middle of one."""
    await page.start()
    await _let_go(page)
    await page.page.wait_for_timeout(TALK_MS)


def meeting(name: str) -> Scene:
    """With two others, all with cameras: one speaks, and there is something to read."""

    async def _scene(page: CallPage, server: LiveServer) -> None:
        address = f"{server.url}?call=default:{name}"
        mira, jonas = await guest(page), await guest(page)
        await enter(page, address, "Ann", ANN)
        await enter(mira, address, "Mira", MIRA)
        await enter(jonas, address, "Jonas", JONAS)
        await fall_silent(page)
        await fall_silent(jonas)
        await say(mira, "The new sketches are in the folder.")
        await say(jonas, "Looking at them now, they are lovely!")
        await say(page, "I will add the notes of yesterday.")
        await page.page.bring_to_front()
        # Browsers begin to play what is in sight.
        await page.page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
        moving = page.page.locator(".picture[data-moves='true']")
        await expect(moving).to_have_count(3, timeout=PICTURES_MS)
        await _let_go(page)
        await page.page.wait_for_timeout(TALK_MS)

    return _scene


async def asking(page: CallPage, _: LiveServer) -> None:
    """While the browser asks whether the page may use the microphone."""
    await page.page.evaluate(LET_MICROPHONE_WAIT)
    await page.call_button.click()
    await page.expect_notice("Allow")
    await _let_go(page)


async def with_settings(page: CallPage, server: LiveServer) -> None:
    """The same, with all that can be unfolded."""
    await talking(page, server)
    await page.open_settings()
    await page.page.get_by_test_id("call-quality").locator("summary").click()


async def holding(page: CallPage, server: LiveServer) -> None:
    """Push-to-talk, while the key is held."""
    await page.page.goto(server.url + "?push-to-talk=on")
    await page.start()
    await page.page.get_by_role("button", name="Hold to talk").hover()
    await page.page.mouse.down()
    await page.page.wait_for_timeout(TALK_MS)


async def ended(page: CallPage, server: LiveServer) -> None:
    """After a call."""
    await talking(page, server)
    await page.stop()
    await _let_go(page)


async def reconnecting(page: CallPage, _: LiveServer) -> None:
    """While the server is restarted."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as mortal:
        await page.page.goto(mortal.url)
        await talking(page, mortal)
        mortal.stop()
        await page.expect_notice("attempt 3")


async def silent(page: CallPage, _: LiveServer) -> None:
    """With a microphone that is muted by a switch of its own."""
    await page.page.evaluate(SILENCE_MICROPHONE)
    await page.start()
    await _let_go(page)
    await page.expect_notice("We hear nothing from your microphone.")


async def held_back(page: CallPage, _: LiveServer) -> None:
    """In a browser that waits for a tap."""
    await page.page.evaluate(HOLD_SOUND_BACK)
    await page.start()
    await _let_go(page)
    await page.expect_notice("Your browser holds the sound back.")


async def listening(page: CallPage, _: LiveServer) -> None:
    """In a call without a microphone."""
    await page.page.evaluate(REFUSE_MICROPHONE, "NotFoundError")
    await page.call_button.click()
    await page.page.get_by_role("button", name="Just listen").click()
    await page.expect_status("Connected")
    await _let_go(page)


def without_microphone(error: str) -> Scene:
    """A browser that answers the wish for the microphone with that."""

    async def _scene(page: CallPage, _: LiveServer) -> None:
        await page.page.evaluate(REFUSE_MICROPHONE, error)
        await _fail(page)

    return _scene


def answered(status: int, **headers: str) -> Scene:
    """A server that answers an offer with that."""

    async def _refuse(route: Route) -> None:
        await route.fulfill(status=status, headers=headers)

    async def _scene(page: CallPage, _: LiveServer) -> None:
        await page.page.route("**/whip*", _refuse)
        await _fail(page)

    return _scene


async def unreachable(page: CallPage, _: LiveServer) -> None:
    """A server that does not answer at all."""
    await page.page.route("**/whip*", lambda route: route.abort())
    await _fail(page)


async def blocked(page: CallPage, server: LiveServer) -> None:
    """A network that lets no media through."""

    await page.page.goto(server.url + "?transport=webrtc")
    await page.page.route("**/whip*", without_candidates)
    await page.page.clock.install()
    await page.call_button.click()
    await page.expect_status("Connecting audio")
    await page.page.clock.fast_forward("00:16")
    await page.expect_status("Call failed")
    await _let_go(page)


async def insecure(page: CallPage, server: LiveServer) -> None:
    """An address at which browsers give no microphone."""
    await page.page.goto(server.url.replace("127.0.0.1", "calls.example"))
    await _fail(page)


async def _fail(page: CallPage) -> None:
    await page.call_button.click()
    await page.expect_status("Call failed")
    await _let_go(page)


async def _let_go(page: CallPage) -> None:
    """Leave no button as it looks under a mouse."""
    await page.page.mouse.move(0, 0)
