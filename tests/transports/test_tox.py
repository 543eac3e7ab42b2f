"""Who may call by Tox, and as whom they come in."""

import pytest

from jackfield.config import Settings
from jackfield.transports.tox import (
    Node,
    join_request,
    listed_keys,
    may_be_friend,
    printable,
    read_node,
)

KEY = "AB" * 32
OTHER = "CD" * 32


@pytest.mark.parametrize("host", ["tox.example", "2001:db8::1"])
def test_a_node_is_read(host: str) -> None:
    text = f"[{host}]" if ":" in host else host
    assert read_node(f"{text}:33445:{KEY}") == Node(host=host, port=33445, public_key=KEY)


def test_an_address_lists_its_key() -> None:
    settings = Settings(tox_friends=(KEY.lower(), OTHER + "0011223344FF"))
    assert listed_keys(settings) == [KEY, OTHER]


def test_who_becomes_a_friend_is_a_matter_of_policy() -> None:
    listed = Settings(tox_friends=(KEY,))
    assert may_be_friend(listed, KEY)
    assert not may_be_friend(listed, OTHER)
    assert may_be_friend(Settings(tox_accept_friends="everybody"), OTHER)


def test_a_friend_is_alone_unless_there_is_a_call() -> None:
    assert join_request(Settings(), KEY, "Ann") is None
    request = join_request(Settings(tox_call="default:standup"), KEY, "Ann")
    assert request is not None
    assert str(request.call) == "default:standup"
    assert request.participant == "tox-abababababababab"
    assert (request.name, request.transport, request.is_proven) == ("Ann", "tox", True)


def test_names_are_what_can_be_shown() -> None:
    assert printable("An\x00n\u202e\n") == "Ann"
    assert len(printable("x" * 500)) == 128
