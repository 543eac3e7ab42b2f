"""Two Tox that are friends, for tests in several folders."""

from collections.abc import Iterator

import pytest

from jackfield.tox import ToxLibrary, ToxLibraryError
from tox_kit import LIBRARIES, MISSING, Friends, friends_on, settle


def _loaded(name: str) -> ToxLibrary | None:
    try:
        return ToxLibrary(LIBRARIES[name])
    except ToxLibraryError:
        return None


# What is missing is skipped once, by test_library.py, not by each test.
FOUND = {name: found for name in LIBRARIES if (found := _loaded(name)) is not None}
PARAMS = list(FOUND) or list(LIBRARIES)


@pytest.fixture(scope="session", params=PARAMS)
def library_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name not in FOUND:
        pytest.skip(MISSING[name])
    return name


@pytest.fixture(scope="session")
def library(library_name: str) -> ToxLibrary:
    return FOUND[library_name]


@pytest.fixture
def connected(library_name: str) -> Iterator[Friends]:
    """Two who are connected; their ToxAV is whoever's makes one first."""
    # Those on the other library look for each other meanwhile.
    found = {name: friends_on(library) for name, library in FOUND.items()}
    friends = found[library_name]
    friends.connect()
    yield friends
    settle(friends.sides, friends.turn)
    friends.rest()
