"""Firefox as Debian has it, and the call page in it."""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from bench.tools import stop

from e2e import sound_system
from e2e.bidi import Bidi, bidi
from e2e.browser import HERE, PATIENCE_MS, SPEECH, Recording, read_recording

START_LIMIT_S = 60
STOP_LIMIT_S = 30
PROGRAM = "firefox-esr"
PACKAGES = f"{PROGRAM} pulseaudio pulseaudio-utils"
# The microphone without a question, sound without a tap, and nobody to talk to but our server.
PREFERENCES: Mapping[str, bool | int | str] = {
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    # The server of the tests is on this machine, where Firefox does not look by itself.
    "media.peerconnection.ice.loopback": True,
    "media.getusermedia.audio.processing.platform.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
REMOTE_CONTROL = ("--remote-debugging-port", "0")
ADDRESS = re.compile(r"BiDi listening on (ws://\S+)")


def require_firefox() -> None:
    """Skip the test where it cannot be run; says what to install."""
    missing = [name for name in (PROGRAM, *sound_system.NEEDS) if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} missing: apt-get install -y {PACKAGES}")


class FirefoxPage:
    """One tab with the call page, as far as its tests need it."""

    def __init__(self, session: Bidi, tab: str) -> None:
        self._session = session
        self._tab = tab

    @property
    def problems(self) -> list[str]:
        """What the console complained about."""
        return self._session.problems

    async def open(self, url: str, *scripts: str) -> None:
        """Load it, with the recorder listening in, and these scripts run before its own."""
        for script in ((HERE / "recorder.js").read_text(), *scripts):
            await self._session.command(
                "script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}"
            )
        await self._session.command(
            "browsingContext.navigate", context=self._tab, url=url, wait="complete"
        )

    async def press(self, name: str) -> None:
        """Click the button or fold that shows this text."""
        shows = f"element => element.textContent.trim() === {json.dumps(name)}"
        await self.ask(f"[...document.querySelectorAll('button, summary')].find({shows}).click()")

    async def fill(self, field: str, text: str) -> None:
        """Write into the field that a selector finds, as somebody who types."""
        await self.expect(f"document.querySelector({json.dumps(field)}) !== null", wanted=True)
        value = "Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')"
        await self.ask(f"""(() => {{
          const field = document.querySelector({json.dumps(field)});
          {value}.set.call(field, {json.dumps(text)});
          field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        }})()""")

    async def leave_sound_alone(self) -> None:
        """Switch off what the browser does to the microphone, so that an echo can be compared."""
        await self.press("Settings")
        await self.ask(
            "document.querySelectorAll('fieldset input:checked').forEach(x => x.click())"
        )

    async def ask(self, expression: str) -> object:
        """The value of an expression in the page, which may be a promise."""
        result = await self._session.command(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(x => JSON.stringify(x) ?? 'null')",
            target={"context": self._tab},
            awaitPromise=True,
            userActivation=True,
        )
        assert "result" in result, f"{expression}: {result}"
        value: object = json.loads(result["result"]["value"])
        return value

    async def expect(self, expression: str, wanted: object, limit_ms: float = PATIENCE_MS) -> None:
        """Wait until an expression has that value."""
        deadline = asyncio.get_running_loop().time() + limit_ms / 1e3
        while (found := await self.ask(expression)) != wanted:
            assert asyncio.get_running_loop().time() < deadline, f"{expression} is {found}"
            await asyncio.sleep(0.1)

    async def expect_status(self, text: str) -> None:
        """Wait until the page says where the call stands."""
        await self.expect("document.querySelector('[role=status]').textContent", text)

    async def expect_level_above(self, name: str, decibels: float) -> None:
        """Wait until a meter shows more than that."""
        meter = f"document.querySelector('meter[aria-label=\"{name}\"]')"
        await self.expect(f"{meter}.value > {decibels}", wanted=True)

    async def record(self, seconds: float) -> Recording:
        """Listen in for that long."""
        await self.ask("recorder.begin()")
        await self.expect(f"recorder.seconds() >= {seconds}", wanted=True)
        return read_recording(await self.ask("recorder.end()"))


@asynccontextmanager
async def firefox_page(url: str, *scripts: str) -> AsyncIterator[FirefoxPage]:
    """Start Firefox with a microphone that hears speech, and open the page, where scripts run."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        sound_system.sound_system(Path(folder), SPEECH) as environment,
        _firefox(Path(folder), environment) as address,
    ):
        async with bidi(address) as session:
            tree = await session.command("browsingContext.getTree")
            page = FirefoxPage(session, tree["contexts"][0]["context"])
            await page.open(url, *scripts)
            yield page


@contextmanager
def _firefox(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address at which it takes commands."""
    profile = folder / "profile"
    profile.mkdir()
    preferences = (
        f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items()
    )
    (profile / "user.js").write_text("".join(preferences))
    command = [PROGRAM, "--headless", "--no-remote", *REMOTE_CONTROL, "--profile", str(profile)]
    complaints = folder / "complaints"
    with complaints.open("w") as file:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=file)
    try:
        yield _address(process, complaints)
    finally:
        stop(process, STOP_LIMIT_S)


def _address(process: "subprocess.Popen[bytes]", complaints: Path) -> str:
    deadline = time.monotonic() + START_LIMIT_S
    while (found := ADDRESS.search(complaints.read_text())) is None:
        alive = process.poll() is None and time.monotonic() < deadline
        assert alive, f"Firefox did not start: {complaints.read_text()}"
        time.sleep(0.1)
    return found[1]
