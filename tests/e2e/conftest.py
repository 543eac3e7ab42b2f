"""What the tests in a real browser start from, and the figures they leave behind."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from e2e.browser import CallPage, call_page, chromium
from e2e.fixtures import ear, parrot, server
from e2e.server import LiveServer, serving

__all__ = ["ear", "parrot", "server"]  # pytest finds fixtures by their names here

_FIGURES = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.name != "test_echo.py":
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(240))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if figures := config.stash.get(_FIGURES, []):
        terminalreporter.section("measured in Chromium")
        for figure in figures:
            terminalreporter.write_line(figure)


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a figure at the end of the run, whether tests passed or not."""
    return pytestconfig.stash.setdefault(_FIGURES, []).append


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[LiveServer]:
    """A parrot of one's own, to be stopped and killed."""
    with serving(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all: each test has a profile of its own in it."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, server: LiveServer) -> AsyncIterator[CallPage]:
    async with call_page(browser, server.url) as opened:
        yield opened
