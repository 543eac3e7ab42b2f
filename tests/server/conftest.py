"""What the tests of the server start from."""

from tox_fixtures import connected, library_name

__all__ = ["connected", "library_name"]  # pytest finds fixtures by their names here
