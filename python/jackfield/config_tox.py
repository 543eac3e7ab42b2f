"""Settings of the Tox identity that answers calls."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from jackfield.config_values import Flag, TextList, Unit

ToxFriendPolicy: TypeAlias = Literal["listed", "everybody"]

_PUBLIC_KEY_DIGITS = 64
_ADDRESS_DIGITS = 76
_HIGHEST_PORT = 65_535


class ToxSettings(BaseSettings):
    """What :class:`jackfield.config.Settings` says of Tox."""

    tox_profile: Annotated[
        str, Field(description="file of the Tox identity that answers calls; empty for none")
    ] = ""
    tox_password: Annotated[
        SecretStr | None, Field(description="what that file is encrypted with; secret")
    ] = None
    tox_name: Annotated[str, Field(max_length=128, description="what friends see")] = "Jackfield"
    tox_agent: Annotated[
        str, Field(description="agent that answers friends; empty: the server's own")
    ] = ""
    tox_call: Annotated[
        str, Field(description="call (TYPE:ID) that friends come into; empty: an agent alone")
    ] = ""
    tox_accept_friends: Annotated[
        ToxFriendPolicy, Field(description="whose requests to be a friend are accepted")
    ] = "listed"
    tox_friends: Annotated[
        TextList,
        Flag("--tox-friend"),
        Field(description="addresses or public keys of those who may call"),
    ] = ()
    tox_bootstrap: Annotated[
        TextList, Field(description="nodes of the Tox network, each as HOST:PORT:PUBLIC_KEY")
    ] = ()
    tox_udp: Annotated[bool, Field(description="use UDP; else TCP relays alone")] = True
    tox_udp_port: Annotated[
        int,
        Field(ge=0, le=_HIGHEST_PORT, description="UDP port; 0: the first free from 33445 on"),
    ] = 0
    tox_local_discovery: Annotated[
        bool, Field(description="look for friends in the local network by broadcast")
    ] = True
    tox_audio_bit_rate: Annotated[
        int, Unit("kbit/s"), Field(ge=6, le=510, description="of the audio that friends are sent")
    ] = 48
    tox_video_bit_rate: Annotated[
        int,
        Unit("kbit/s"),
        Field(ge=0, le=1_000_000, description="most video that friends are sent; 0: none"),
    ] = 2500
    tox_library: Annotated[
        str, Field(description="path of the library to use; empty: the one that is found")
    ] = ""

    @field_validator("tox_friends")
    @classmethod
    def _friends_are_keys(cls, friends: tuple[str, ...]) -> tuple[str, ...]:
        for friend in friends:
            if len(friend) not in (_PUBLIC_KEY_DIGITS, _ADDRESS_DIGITS) or not _is_hex(friend):
                message = f"{friend!r} is no Tox address (76 hexadecimal digits) or public key (64)"
                raise ValueError(message)
        return friends

    @field_validator("tox_bootstrap")
    @classmethod
    def _nodes_are_nodes(cls, nodes: tuple[str, ...]) -> tuple[str, ...]:
        for node in nodes:
            host, port, key = (["", "", *node.rsplit(":", 2)])[-3:]
            is_port = port.isdecimal() and 0 < int(port) <= _HIGHEST_PORT
            if not host or not is_port or len(key) != _PUBLIC_KEY_DIGITS or not _is_hex(key):
                message = f"{node!r} is no node: write HOST:PORT:PUBLIC_KEY"
                raise ValueError(message)
        return nodes

    @field_validator("tox_call")
    @classmethod
    def _call_has_a_name(cls, call: str) -> str:
        if call and not all(call.partition(":")[::2]):
            message = f"{call!r} is no call: write TYPE:ID"
            raise ValueError(message)
        return call


def _is_hex(text: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in text)
