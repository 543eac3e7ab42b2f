"""What is declared is what the library has."""

import re

from jackfield.tox import ToxLibrary
from jackfield.tox import _declarations as declarations

NAME = re.compile(r"\b((?:tox|toxav)_\w+)\(")


def test_the_library_has_each_function(library: ToxLibrary) -> None:
    text = declarations.TOX + declarations.ENCRYPTION + declarations.TOXAV
    names = NAME.findall(text)
    assert len(names) > 80, len(names)
    assert [
        name for name in names if not name.endswith("_cb") and not hasattr(library.lib, name)
    ] == []


def test_the_version_is_one_that_has_them(library: ToxLibrary) -> None:
    assert library.version >= (0, 2, 18)
