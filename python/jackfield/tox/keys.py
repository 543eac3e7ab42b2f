"""Keys and addresses as text."""

from jackfield.tox.errors import ToxError

KEY_BYTES = 32
ADDRESS_BYTES = 38
"""A public key, four bytes of nospam, two of a checksum."""


def read_hex(name: str, text: str, size: int) -> bytes:
    """A key or an address.

    Args:
        name: What the error calls it.
        text: Hexadecimal digits, large or small.
        size: In bytes.

    Raises:
        ToxError: ``TOX_ERR_BAD_KEY``, saying what it should be.
    """
    try:
        data = bytes.fromhex(text.strip())
    except ValueError:
        data = b""
    if len(data) != size:
        raise ToxError(f"{name}: must be {2 * size} hexadecimal digits", code="TOX_ERR_BAD_KEY")
    return data


def public_key_of(text: str) -> str:
    """The public key of an address or of itself, in capitals.

    Raises:
        ToxError: It is neither.
    """
    size = ADDRESS_BYTES if len(text.strip()) == 2 * ADDRESS_BYTES else KEY_BYTES
    return read_hex("public key or address", text, size)[:KEY_BYTES].hex().upper()
