"""Servers for tests of every kind of client."""

from collections.abc import Iterator

import pytest

from e2e.server import LiveServer, serving


@pytest.fixture(scope="session")
def parrot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("parrot")) as running:
        yield running


@pytest.fixture
def server(parrot: LiveServer) -> Iterator[LiveServer]:
    """A parrot that others have talked to before, and will talk to again."""
    yield parrot
    parrot.begin_anew()
