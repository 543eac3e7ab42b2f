"""Keys and addresses as text."""

import pytest

from jackfield.tox import ToxError
from jackfield.tox.keys import KEY_BYTES, public_key_of, read_hex

KEY = "AB" * 32


def test_digits_become_bytes() -> None:
    assert read_hex("key", f" {KEY.lower()} ", KEY_BYTES) == b"\xab" * 32


@pytest.mark.parametrize("wrong", ["", KEY[:-2], KEY + "00", "XY" * 32])
def test_anything_else_is_named(wrong: str) -> None:
    with pytest.raises(ToxError, match="key: must be 64 hexadecimal digits"):
        read_hex("key", wrong, KEY_BYTES)


def test_an_address_holds_a_public_key() -> None:
    assert public_key_of(KEY.lower()) == KEY
    assert public_key_of(KEY + "0102030405FF") == KEY
    with pytest.raises(ToxError):
        public_key_of(KEY + "01")
