"""Who may call by Tox, and as whom they come in, without any Tox."""

from dataclasses import dataclass

from jackfield.calls import CallName, JoinRequest
from jackfield.config import Settings
from jackfield.transports import TOX

_KEY_DIGITS = 64
_SHOWN_DIGITS = 16
"""Of a public key, in the ids of participants: enough that no two friends have the same."""
_NAME_CHARACTERS = 128


@dataclass(frozen=True, slots=True)
class Node:
    """A way into the Tox network."""

    host: str
    port: int
    public_key: str


def read_node(text: str) -> Node:
    """One of the settings, which were checked; IPv6 addresses may be in brackets."""
    host, port, key = text.rsplit(":", 2)
    return Node(host=host.strip("[]"), port=int(port), public_key=key)


def listed_keys(settings: Settings) -> list[str]:
    """The public keys of those who may call, in capitals; an address begins with its key."""
    return [friend[:_KEY_DIGITS].upper() for friend in settings.tox_friends]


def may_be_friend(settings: Settings, public_key: str) -> bool:
    """Whether somebody who asks becomes a friend."""
    return settings.tox_accept_friends == "everybody" or public_key in listed_keys(settings)


def join_request(settings: Settings, public_key: str, name: str) -> JoinRequest | None:
    """How a friend comes into a call of many; None for an agent alone.

    Tox proves who a friend is, so that one who calls again takes their place over.
    """
    if not settings.tox_call:
        return None
    return JoinRequest(
        call=CallName.read(settings.tox_call),
        transport=TOX.name,
        participant=f"{TOX.name}-{public_key[:_SHOWN_DIGITS].lower()}",
        name=printable(name),
        is_proven=True,
    )


def printable(name: str) -> str:
    """What of a name, which is anybody's text, can be shown."""
    return "".join(sign for sign in name if sign.isprintable())[:_NAME_CHARACTERS]
