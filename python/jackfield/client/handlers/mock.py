"""Calls whose participants speak files."""

from jackfield.mock import MockLine
from jackfield.v1 import MockConfig


def join_mock_call(config: MockConfig, call: str) -> MockLine:
    """Join.

    Raises:
        JoinError: There can be no such call.
        ConfigError: The core is not built.
    """
    return MockLine.join(config, call)
