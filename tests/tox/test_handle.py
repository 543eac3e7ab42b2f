"""Objects of the library, by a stand-in for one."""

import threading

import pytest
from typing_extensions import override

from jackfield.tox import KilledError, ToxLibrary
from jackfield.tox.handle import Handle


class Stub(Handle):
    """An object that is freed as often as it says."""

    freed = 0

    def __init__(self, library: ToxLibrary) -> None:
        super().__init__(library, threading.RLock())
        self.pointer = library.ffi.NULL

    @override
    def _free(self) -> None:
        self.freed += 1


def test_it_is_freed_once(library: ToxLibrary) -> None:
    stub = Stub(library)
    stub.kill()
    stub.kill()
    assert stub.freed == 1
    assert stub.is_killed
    with pytest.raises(KilledError, match="this Stub was killed"):
        stub.alive()


def test_what_comes_as_bytes_is_text_whatever_it_holds(library: ToxLibrary) -> None:
    data = b"caf\xc3\xa9 \xff"
    pointer = library.ffi.from_buffer("uint8_t[]", data)
    assert Stub(library).text(pointer, len(data)) == "café \N{REPLACEMENT CHARACTER}"


def test_it_ends_with_its_block(library: ToxLibrary) -> None:
    with Stub(library) as stub:
        assert not stub.is_killed
    assert stub.is_killed
