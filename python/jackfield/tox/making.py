"""How a Tox comes about: its options in C, and the callbacks that become events."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from jackfield.tox import events
from jackfield.tox.errors import error_of
from jackfield.tox.events import ToxEvent
from jackfield.tox.handle import Handle
from jackfield.tox.keys import KEY_BYTES
from jackfield.tox.library import ToxLibrary
from jackfield.tox.options import ToxOptions
from jackfield.tox.values import ConnectionStatus, MessageType, UserStatus

if TYPE_CHECKING:
    from _cffi_backend import CData

_TOX_SAVE = 1


class _Event(Protocol):
    """Makes an event of what C calls back with."""

    def __call__(self, *values: "CData") -> ToxEvent:
        """The event."""


def make_tox(library: ToxLibrary, options: ToxOptions, saved: bytes) -> "CData":
    """The C object.

    Raises:
        ToxError: ``TOX_ERR_NEW_…``.
    """
    error = library.ffi.new("int *")
    with _options(library, options, saved) as made:
        tox = library.lib.tox_new(made, error)
    if error[0]:
        raise error_of("TOX_ERR_NEW", error[0])
    return tox


@contextmanager
def _options(library: ToxLibrary, options: ToxOptions, saved: bytes) -> "Iterator[CData]":
    ffi, lib = library.ffi, library.lib
    error = ffi.new("int *")
    made = lib.tox_options_new(error)
    if error[0]:
        raise error_of("TOX_ERR_OPTIONS_NEW", error[0])
    # Both are only pointed to until the Tox is made.
    host, data = ffi.new("char[]", options.proxy_host.encode()), ffi.from_buffer(saved)
    values = {
        "ipv6_enabled": options.ipv6,
        "udp_enabled": options.udp,
        "local_discovery_enabled": options.local_discovery,
        "hole_punching_enabled": options.hole_punching,
        "start_port": options.start_port,
        "end_port": options.end_port or options.start_port,
        "tcp_port": options.tcp_port,
        "proxy_type": int(options.proxy),
        "proxy_host": host,
        "proxy_port": options.proxy_port,
    }
    try:
        for name, value in values.items():
            getattr(lib, f"tox_options_set_{name}")(made, value)
        if saved:
            lib.tox_options_set_savedata_type(made, _TOX_SAVE)
            lib.tox_options_set_savedata_data(made, data, len(saved))
        yield made
    finally:
        lib.tox_options_free(made)


def register(tox: Handle, tell: Callable[[ToxEvent], None]) -> None:
    """Have everything that happens told as an event."""
    for made in (_of_friends(tox), _of_what_they_send(tox)):
        for name, (kind, event) in made.items():

            def _tell(_: "CData", *values: "CData", event: _Event = event) -> None:
                tell(event(*values[:-1]))  # the last one is the user's data

            tox.tell(f"tox_callback_{name}", tox.callback(kind, _tell))


def _of_friends(tox: Handle) -> "Mapping[str, tuple[str, _Event]]":
    return {
        "self_connection_status": (
            "tox_self_status_cb",
            lambda s: events.SelfConnection(ConnectionStatus(s)),
        ),
        "friend_name": (
            "tox_friend_data_cb",
            lambda f, d, n: events.FriendName(f, tox.text(d, n)),
        ),
        "friend_status_message": (
            "tox_friend_data_cb",
            lambda f, d, n: events.FriendStatusMessage(f, tox.text(d, n)),
        ),
        "friend_status": (
            "tox_friend_status_cb",
            lambda f, s: events.FriendStatus(f, UserStatus(s)),
        ),
        "friend_connection_status": (
            "tox_friend_status_cb",
            lambda f, s: events.FriendConnection(f, ConnectionStatus(s)),
        ),
    }


def _of_what_they_send(tox: Handle) -> "Mapping[str, tuple[str, _Event]]":
    def _data(pointer: "CData", length: int) -> bytes:
        return bytes(tox.library.ffi.buffer(pointer, length))

    return {
        "friend_read_receipt": ("tox_friend_receipt_cb", events.ReadReceipt),
        "friend_request": (
            "tox_friend_request_cb",
            lambda k, d, n: events.FriendRequest(_data(k, KEY_BYTES).hex().upper(), tox.text(d, n)),
        ),
        "friend_message": (
            "tox_friend_message_cb",
            lambda f, k, d, n: events.FriendMessage(f, MessageType(k), tox.text(d, n)),
        ),
        "friend_lossy_packet": (
            "tox_friend_data_cb",
            lambda f, d, n: events.LossyPacket(f, _data(d, n)),
        ),
        "friend_lossless_packet": (
            "tox_friend_data_cb",
            lambda f, d, n: events.LosslessPacket(f, _data(d, n)),
        ),
    }
