"""What the tests with foreign clients start from."""

from pathlib import Path

import pytest

from e2e.fixtures import parrot, server

__all__ = ["parrot", "server"]  # pytest finds fixtures by their names here


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.slow)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(150))
