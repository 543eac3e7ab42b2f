"""Which library is taken, and what is said without one."""

from ctypes.util import find_library
from pathlib import Path

import pytest

from jackfield.tox import ToxLibrary, ToxLibraryError, load_library
from tox_kit import LIBRARIES, MISSING, OWN

NOWHERE = Path("/nowhere/libjackfield_tox.so")


@pytest.mark.parametrize("name", LIBRARIES)
def test_each_library_can_be_loaded(name: str) -> None:
    if name == "jackfield" and not Path(OWN).exists():
        pytest.skip(MISSING[name])
    if name == "libtoxcore" and find_library("toxcore") is None:
        pytest.skip(MISSING[name])
    assert ToxLibrary(LIBRARIES[name]).version >= (0, 2, 18)


def test_without_a_library_one_sentence_says_what_to_install() -> None:
    with pytest.raises(ToxLibraryError, match=r"libtoxcore2.*make toxav.*JACKFIELD_TOX_LIBRARY"):
        load_library(environment={}, built=NOWHERE, names=("libnothing.so.2",))


def test_one_that_is_named_is_the_only_one_tried() -> None:
    with pytest.raises(ToxLibraryError, match=f"{NOWHERE} cannot be loaded"):
        load_library(str(NOWHERE), environment={})
    with pytest.raises(ToxLibraryError, match=f"{NOWHERE} cannot be loaded"):
        load_library(environment={"JACKFIELD_TOX_LIBRARY": str(NOWHERE)})


def test_the_first_that_is_there_is_taken_and_loaded_once(library: ToxLibrary) -> None:
    names = ("libnothing.so.2", library.name)
    one = load_library(environment={}, built=NOWHERE, names=names)
    assert one.name == library.name
    assert load_library(library.name) is one


def test_one_that_was_built_comes_before_those_of_the_system(
    library: ToxLibrary, tmp_path: Path
) -> None:
    built = tmp_path / "libjackfield_tox.so"
    built.write_bytes(b"")
    # An empty file is no library: the next one is taken.
    taken = load_library(environment={}, built=built, names=(library.name,))
    assert taken.name == library.name
