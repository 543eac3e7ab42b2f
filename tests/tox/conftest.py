"""Tests of Tox run on each library there is, but for those of what is Python's alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tox_fixtures import PARAMS, connected, library, library_name
from tox_kit import Friends, listening

__all__ = ["connected", "library", "library_name"]  # pytest finds fixtures by their names here

ON_ONE_LIBRARY = {
    *("test_aio", "test_aio_call", "test_bridge", "test_handle", "test_making", "test_owner"),
    *("test_examples", "test_profile"),
}
"""Another library would show nothing new there."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    repeated = [
        item
        for item in items
        if item.path.parent == here and item.path.stem in ON_ONE_LIBRARY and _is_repeated(item)
    ]
    items[:] = [item for item in items if item not in repeated]
    config.hook.pytest_deselected(items=repeated)


def _is_repeated(item: pytest.Item) -> bool:
    assert isinstance(item, pytest.Function)
    library = item.callspec.params.get("library_name") if hasattr(item, "callspec") else None
    return library is not None and library != PARAMS[-1]


@pytest.fixture
def friends(connected: Friends) -> Iterator[Friends]:
    """Two who are connected, and note what happens to their calls."""
    with listening(connected) as noted:
        yield noted
