"""How late the echo is, beside what Chromium itself takes with no server in between.

Only reported: the figures belong to the machine and to what else runs on it. bench/ holds the
server to its own share, which is less than the scatter here.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.async_api import Browser

from e2e.browser import HERE, call_page
from e2e.echo import Echo
from e2e.server import serving

AGENTS = ("parrot", "pcm-parrot")
ROUNDS = 3
GLIMPSE_S = 3.0


async def test_the_echo_comes_back_in_time(
    browser: Browser, tmp_path: Path, report: Callable[[str], None]
) -> None:
    delays: dict[str, list[float]] = {"floor": [], **{agent: [] for agent in AGENTS}}
    with ExitStack() as servers:
        urls = {
            agent: servers.enter_context(serving(tmp_path, "--agent", agent)).url
            for agent in AGENTS
        }
        # In turn, so that what else the machine does hits all of them alike.
        for _ in range(ROUNDS):
            floor = await _loopback(browser, urls["parrot"])
            delays["floor"].append(floor.median_delay_ms)
            for agent, url in urls.items():
                delays[agent].append((await _called(browser, url)).median_delay_ms)
    medians = {name: median(values) for name, values in delays.items()}
    for name, values in delays.items():
        rounds = ", ".join(f"{value:.1f}" for value in values)
        over = medians[name] - medians["floor"]
        report(
            f"{name}: {medians[name]:.1f} ms to the ear, {over:+.1f} ms over the floor ({rounds})"
        )
    assert all(medians[agent] < 1000 for agent in AGENTS)


async def _called(browser: Browser, url: str) -> Echo:
    async with call_page(browser, url, bypass_csp=True) as page:
        await page.leave_sound_alone()
        await page.start()
        recording = await page.record(GLIMPSE_S)
        await page.stop()
    return recording.echo


async def _loopback(browser: Browser, url: str) -> Echo:
    async with call_page(browser, url, bypass_csp=True) as page:
        await page.page.mouse.click(0, 0)  # sound may only start after a gesture
        await page.page.evaluate((HERE / "loopback.js").read_text())
        return (await page.record(GLIMPSE_S)).echo
