"""What a Tox tells of itself and of its friends."""

from dataclasses import dataclass
from typing import TypeAlias

from jackfield.tox.values import ConnectionStatus, MessageType, UserStatus


@dataclass(frozen=True, slots=True)
class SelfConnection:
    """This Tox has reached the network, or lost it."""

    status: ConnectionStatus


@dataclass(frozen=True, slots=True)
class FriendRequest:
    """Somebody wants to be a friend: accept by ``friend_accept(public_key)``."""

    public_key: str
    message: str


@dataclass(frozen=True, slots=True)
class FriendConnection:
    """A friend has come online, or gone."""

    friend_number: int
    status: ConnectionStatus


@dataclass(frozen=True, slots=True)
class FriendName:
    """A friend has said their name."""

    friend_number: int
    name: str


@dataclass(frozen=True, slots=True)
class FriendStatusMessage:
    """A friend has said what they are about."""

    friend_number: int
    message: str


@dataclass(frozen=True, slots=True)
class FriendStatus:
    """A friend is there, away or busy."""

    friend_number: int
    status: UserStatus


@dataclass(frozen=True, slots=True)
class FriendMessage:
    """A friend has written something."""

    friend_number: int
    kind: MessageType
    text: str


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """A message of ours, by the number that sending it gave, has arrived."""

    friend_number: int
    message_id: int


@dataclass(frozen=True, slots=True)
class LossyPacket:
    """A packet that may be lost; its first byte is 200 to 254."""

    friend_number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class LosslessPacket:
    """A packet that arrives whole and in order; its first byte is 160 to 191, or 69."""

    friend_number: int
    data: bytes


ToxEvent: TypeAlias = (
    SelfConnection
    | FriendRequest
    | FriendConnection
    | FriendName
    | FriendStatusMessage
    | FriendStatus
    | FriendMessage
    | ReadReceipt
    | LossyPacket
    | LosslessPacket
)
