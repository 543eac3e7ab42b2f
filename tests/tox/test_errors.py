"""Values of the library become exceptions with their C names."""

import re
from pathlib import Path

import pytest

from jackfield.errors import ConfigError, TransportError
from jackfield.tox import (
    FriendNotConnectedError,
    FriendNotFoundError,
    NotInCallError,
    ToxError,
    ToxLibraryError,
)
from jackfield.tox.errors import ENUMS, error_of
from repo.tree import ROOT

HEADERS = Path("/usr/include/tox")
OWN_HEADER = ROOT / "capi/include/jackfield_tox.h"


@pytest.mark.parametrize(
    ("enum", "value", "kind", "code"),
    [
        ("TOXAV_ERR_CALL", 3, FriendNotFoundError, "TOXAV_ERR_CALL_FRIEND_NOT_FOUND"),
        ("TOXAV_ERR_CALL", 4, FriendNotConnectedError, "TOXAV_ERR_CALL_FRIEND_NOT_CONNECTED"),
        ("TOXAV_ERR_ANSWER", 4, NotInCallError, "TOXAV_ERR_ANSWER_FRIEND_NOT_CALLING"),
        ("TOXAV_ERR_NEW", 3, ToxError, "TOXAV_ERR_NEW_MULTIPLE"),
        ("TOX_ERR_NEW", 3, ToxError, "TOX_ERR_NEW_PORT_ALLOC"),
        ("TOX_ERR_NEW", 99, ToxError, "TOX_ERR_NEW_99"),
    ],
)
def test_each_value_has_a_name_and_a_kind(
    enum: str, value: int, kind: type[ToxError], code: str
) -> None:
    error = error_of(enum, value)
    assert type(error) is kind
    assert error.code == code
    assert isinstance(error, TransportError)
    assert str(error)


def test_what_may_work_later_says_so() -> None:
    full = ENUMS["TOX_ERR_FRIEND_SEND_MESSAGE"].index("SENDQ")
    assert error_of("TOX_ERR_FRIEND_SEND_MESSAGE", full).retryable
    assert not error_of("TOXAV_ERR_NEW", 3).retryable


def test_the_subject_is_named() -> None:
    assert str(error_of("TOX_ERR_BOOTSTRAP", 2, "node 1")).startswith("node 1: ")


def test_a_missing_library_is_a_matter_of_configuration() -> None:
    assert issubclass(ToxLibraryError, ConfigError)


@pytest.mark.skipif(not HEADERS.exists(), reason="headers missing: apt-get install libtoxcore-dev")
@pytest.mark.parametrize("enum", ENUMS)
def test_names_are_in_the_order_of_the_headers(enum: str) -> None:
    headers = [*HEADERS.glob("*.h"), OWN_HEADER]
    text = "".join(path.read_text() for path in headers)
    found = re.findall(rf"^\s+{enum}_([A-Z_]+)(?: = \d+)?,(?: +/\*.*)?$", text, re.MULTILINE)
    own = tuple(name for name in found if f"{enum}_{name}" not in _longer(enum))
    assert own == ENUMS[enum]


def _longer(enum: str) -> set[str]:
    """Names that only begin like those of this enum."""
    return {
        f"{other}_{name}"
        for other, names in ENUMS.items()
        if other != enum and other.startswith(enum)
        for name in names
    }
