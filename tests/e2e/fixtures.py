"""Servers for tests of every kind of client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.server import LiveServer, serving


@pytest.fixture(scope="session")
def parrot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("parrot")) as running:
        yield running


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[LiveServer]:
    """A server whose agent logs how loud it hears the others."""
    shutil.copy(Path(__file__).with_name("ear.py"), tmp_path)
    with serving(tmp_path, "--agent", "ear:ear") as running:
        yield running


@pytest.fixture
def server(parrot: LiveServer) -> Iterator[LiveServer]:
    """A parrot that others have talked to before, and will talk to again."""
    yield parrot
    parrot.begin_anew()
