"""Every test of Tox runs on each library there is."""

from collections.abc import Iterator

import pytest

from jackfield.tox import ToxLibrary, ToxLibraryError
from tox_kit import LIBRARIES, MISSING, Friends, listening, settle


def _loaded(name: str) -> ToxLibrary | None:
    try:
        return ToxLibrary(LIBRARIES[name])
    except ToxLibraryError:
        return None


# What is missing is skipped once, by test_library.py, not by each test.
FOUND = {name: found for name in LIBRARIES if (found := _loaded(name)) is not None}


@pytest.fixture(scope="session", params=list(FOUND) or list(LIBRARIES))
def library(request: pytest.FixtureRequest) -> ToxLibrary:
    name: str = request.param
    if name not in FOUND:
        pytest.skip(MISSING[name])
    return FOUND[name]


@pytest.fixture(scope="session")
def _connected(library: ToxLibrary) -> Iterator[Friends]:
    friends = Friends(library)
    yield friends
    friends.kill()


@pytest.fixture
def friends(connected: Friends) -> Iterator[Friends]:
    """Two who are connected, and note what happens to their calls."""
    with listening(connected) as noted:
        yield noted


@pytest.fixture
def connected(_connected: Friends) -> Iterator[Friends]:
    """Two who are connected; their ToxAV is whoever's makes one first."""
    yield _connected
    settle(_connected)
