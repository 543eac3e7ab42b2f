"""Every test of Tox runs on each library there is."""

from collections.abc import Iterator

import pytest

from tox_fixtures import connected, library, library_name
from tox_kit import Friends, listening

__all__ = ["connected", "library", "library_name"]  # pytest finds fixtures by their names here


@pytest.fixture
def friends(connected: Friends) -> Iterator[Friends]:
    """Two who are connected, and note what happens to their calls."""
    with listening(connected) as noted:
        yield noted
