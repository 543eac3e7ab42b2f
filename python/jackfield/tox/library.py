"""Finds libtoxcore, or Jackfield's own library of the same interface, and loads it."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from jackfield.tox import _declarations as declarations
from jackfield.tox.errors import ToxLibraryError

VARIABLE = "JACKFIELD_TOX_LIBRARY"
"""The environment variable that names a library; it comes before all others."""
OWN_NAME = "libjackfield_tox.so"
NAMES = (OWN_NAME, "libtoxav.so.2", "libtoxcore.so.2")
"""What is looked for where the system keeps its libraries, the best first."""
BUILT = Path(__file__).parents[3] / "target" / "toxav" / "lib" / OWN_NAME
"""Where ``make toxav`` leaves it in a source tree."""

_FORGETS = (0, 2, 23)
"""The version of libtoxcore whose toxav_kill takes all of its hooks away."""


class ToxLibrary:
    """A loaded library: ``lib`` has the functions, ``ffi`` makes what they are given.

    Args:
        name: A path, or a name that the system's loader knows.

    Attributes:
        name: Which one it is.

    Raises:
        ToxLibraryError: It cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        try:
            from cffi import FFI  # noqa: PLC0415  # of the extra `tox`
        except ImportError as error:
            raise ToxLibraryError(
                "calls by Tox need the Python package cffi: install jackfield[tox]"
            ) from error
        self.name = name
        self.ffi = FFI()
        self.ffi.cdef(declarations.TOX + declarations.ENCRYPTION + declarations.TOXAV)
        self.ffi.cdef(declarations.EXTRAS)
        try:
            self.lib = self.ffi.dlopen(name)
        except OSError as error:
            raise ToxLibraryError(f"{name} cannot be loaded: {error}") from error

    @property
    def has_extras(self) -> bool:
        """Whether it is Jackfield's own, which measures calls and takes encoded video."""
        return hasattr(self.lib, "jackfield_tox_get_call_metrics")

    @property
    def forgets_killed_av(self) -> bool:
        """Whether a ToxAV that was killed is never told of anything again."""
        return self.has_extras or self.version >= _FORGETS

    @property
    def version(self) -> tuple[int, int, int]:
        """Of libtoxcore."""
        lib = self.lib
        return (lib.tox_version_major(), lib.tox_version_minor(), lib.tox_version_patch())


def load_library(
    path: str = "",
    *,
    environment: Mapping[str, str] = os.environ,
    built: Path = BUILT,
    names: Sequence[str] = NAMES,
) -> ToxLibrary:
    """Load the library, once for all who ask for the same.

    Args:
        path: Of a library that must be the one; empty to look for one.
        environment: May name one, by :data:`VARIABLE`.
        built: One of the source tree, used if it is there.
        names: Asked of the system's loader, in this order.

    Raises:
        ToxLibraryError: There is none; one sentence says what to install.
    """
    chosen = path or environment.get(VARIABLE, "")
    if chosen:
        return _load(chosen)
    for name in _candidates(built, names):
        try:
            return _load(name)
        except ToxLibraryError as error:
            if not isinstance(error.__cause__, OSError):
                raise
    raise ToxLibraryError(
        "no Tox library was found: install Debian's libtoxcore2, build Jackfield's own with "
        f"`make toxav`, or name one by {VARIABLE}"
    )


def _candidates(built: Path, names: Sequence[str]) -> Iterator[str]:
    if built.exists():
        yield str(built)
    yield from names


@lru_cache(maxsize=8)
def _load(name: str) -> ToxLibrary:
    if sys.platform == "win32":
        raise ToxLibraryError("calls by Tox are for POSIX systems")
    return ToxLibrary(name)
