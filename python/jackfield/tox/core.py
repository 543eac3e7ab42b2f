"""A Tox identity: its address, its friends, and what it tells them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from jackfield.tox.errors import KilledError
from jackfield.tox.events import ToxEvent
from jackfield.tox.handle import Handle
from jackfield.tox.keys import ADDRESS_BYTES, KEY_BYTES, read_hex
from jackfield.tox.library import ToxLibrary, load_library
from jackfield.tox.making import make_tox, register
from jackfield.tox.options import ToxOptions
from jackfield.tox.profile import ToxProfile
from jackfield.tox.values import ConnectionStatus, MessageType, UserStatus

if TYPE_CHECKING:
    from jackfield.tox.av import ToxAV

EventCallback: TypeAlias = Callable[[ToxEvent], None]


class Tox(Handle):
    """One Tox, driven by whoever calls :meth:`iterate`, or by :class:`~jackfield.tox.AsyncTox`.

    May be used from any thread. Ends by :meth:`kill`, or at the end of a ``with`` block;
    its ToxAV ends before it. Nothing is saved then.

    Args:
        options: How it reaches the network.
        profile: Where it is kept; None for a new identity that is forgotten.
        library: Which library to use; the one that is found if None.

    Raises:
        ToxLibraryError: There is no library.
        ToxError: It cannot be made: ``TOX_ERR_NEW_PORT_ALLOC`` and so on.
        ProfileError: The profile cannot be used.
    """

    def __init__(
        self,
        options: ToxOptions | None = None,
        *,
        profile: ToxProfile | None = None,
        library: ToxLibrary | None = None,
    ) -> None:
        super().__init__(library or load_library(), threading.RLock())
        self.profile = profile
        self.av: ToxAV | None = None
        self.had_av = False
        self._on_event: EventCallback | None = None
        saved = profile.load(self.library) if profile is not None else b""
        self.pointer = make_tox(self.library, options or ToxOptions(), saved)
        register(self, self._tell)

    def save(self) -> None:
        """Write the profile.

        Raises:
            ProfileError: It cannot be written.
            KilledError: It was killed, or has no profile.
        """
        if self.profile is None:
            raise KilledError("this Tox was made without a profile: there is no file to write")
        self.profile.save(self.library, self.savedata())

    def savedata(self) -> bytes:
        """All that it is, not encrypted: it holds the secret key."""
        with self.lock:
            size = self.tell("tox_get_savedata_size")
            data = self.library.ffi.new("uint8_t[]", size)
            self.tell("tox_get_savedata", data)
        return bytes(self.library.ffi.buffer(data))

    def iterate(self) -> None:
        """Do what waits: read the network, answer it, call back. What a callback raised is raised.

        Raises:
            KilledError: It was killed.
        """
        self.turn("tox_iterate", self.library.ffi.NULL)

    @property
    def iteration_interval(self) -> float:
        """Seconds until :meth:`iterate` should be called again."""
        return int(self.tell("tox_iteration_interval")) / 1000

    @property
    def event_callback(self) -> EventCallback | None:
        """What is told of events."""
        return self._on_event

    def callback_event(self, callback: EventCallback | None) -> None:
        """Have this told of what happens, within :meth:`iterate`; None for nobody."""
        self._on_event = callback

    @property
    def address(self) -> str:
        """What others add it as a friend by: 76 hexadecimal digits."""
        return self._own("tox_self_get_address", ADDRESS_BYTES)

    @property
    def public_key(self) -> str:
        """What friends know it by: 64 hexadecimal digits."""
        return self._own("tox_self_get_public_key", KEY_BYTES)

    @property
    def dht_id(self) -> str:
        """The key to bootstrap from it with, another one each time."""
        return self._own("tox_self_get_dht_id", KEY_BYTES)

    @property
    def udp_port(self) -> int:
        """The port it is reached at; ToxError when it uses no UDP."""
        return int(self.ask("TOX_ERR_GET_PORT", "tox_self_get_udp_port"))

    @property
    def connection_status(self) -> ConnectionStatus:
        """Whether it has reached the network."""
        return ConnectionStatus(self.tell("tox_self_get_connection_status"))

    @property
    def name(self) -> str:
        """What friends see; at most 128 bytes of UTF-8."""
        return self._own_text("tox_self_get_name")

    @name.setter
    def name(self, name: str) -> None:
        data = name.encode()
        self.ask("TOX_ERR_SET_INFO", "tox_self_set_name", data, len(data))

    @property
    def status_message(self) -> str:
        """What it is about; at most 1007 bytes of UTF-8."""
        return self._own_text("tox_self_get_status_message")

    @status_message.setter
    def status_message(self, message: str) -> None:
        data = message.encode()
        self.ask("TOX_ERR_SET_INFO", "tox_self_set_status_message", data, len(data))

    @property
    def status(self) -> UserStatus:
        """Whether it is there, as friends see it."""
        return UserStatus(self.tell("tox_self_get_status"))

    @status.setter
    def status(self, status: UserStatus) -> None:
        self.tell("tox_self_set_status", int(status))

    def bootstrap(self, host: str, port: int, public_key: str) -> None:
        """Reach the network by a node of it.

        Raises:
            ToxError: ``TOX_ERR_BOOTSTRAP_BAD_HOST`` or ``_BAD_PORT``, or this is no key.
        """
        key = read_hex("public_key", public_key, KEY_BYTES)
        self.ask("TOX_ERR_BOOTSTRAP", "tox_bootstrap", host.encode(), port, key)

    def add_tcp_relay(self, host: str, port: int, public_key: str) -> None:
        """Use this node as a TCP relay, as well or where there is no UDP.

        Raises:
            ToxError: As for :meth:`bootstrap`.
        """
        key = read_hex("public_key", public_key, KEY_BYTES)
        self.ask("TOX_ERR_BOOTSTRAP", "tox_add_tcp_relay", host.encode(), port, key)

    @property
    def friends(self) -> list[int]:
        """The numbers of all friends."""
        with self.lock:
            size = int(self.tell("tox_self_get_friend_list_size"))
            numbers = self.library.ffi.new("uint32_t[]", max(size, 1))
            self.tell("tox_self_get_friend_list", numbers)
        return [int(numbers[place]) for place in range(size)]

    def friend_add(self, address: str, message: str) -> int:
        """Ask somebody to be a friend.

        Args:
            address: Theirs, 76 hexadecimal digits.
            message: 1 to 1016 bytes of UTF-8.

        Returns:
            The number of the friend.

        Raises:
            ToxError: ``TOX_ERR_FRIEND_ADD_…``.
        """
        data, text = read_hex("address", address, ADDRESS_BYTES), message.encode()
        return int(self.ask("TOX_ERR_FRIEND_ADD", "tox_friend_add", data, text, len(text)))

    def friend_accept(self, public_key: str) -> int:
        """Take somebody as a friend who has asked, or will take us.

        Returns:
            The number of the friend.

        Raises:
            ToxError: ``TOX_ERR_FRIEND_ADD_…``.
        """
        key = read_hex("public_key", public_key, KEY_BYTES)
        return int(self.ask("TOX_ERR_FRIEND_ADD", "tox_friend_add_norequest", key))

    def friend_delete(self, friend_number: int) -> None:
        """Know somebody no more.

        Raises:
            FriendNotFoundError: There is no such friend.
        """
        with self._hooked():
            self.ask("TOX_ERR_FRIEND_DELETE", "tox_friend_delete", friend_number)

    def friend_exists(self, friend_number: int) -> bool:
        """Whether there is a friend of that number."""
        return bool(self.tell("tox_friend_exists", friend_number))

    def friend_by_public_key(self, public_key: str) -> int:
        """The number of a friend.

        Raises:
            FriendNotFoundError: Nobody with that key is one.
        """
        key = read_hex("public_key", public_key, KEY_BYTES)
        return int(self.ask("TOX_ERR_FRIEND_BY_PUBLIC_KEY", "tox_friend_by_public_key", key))

    def friend_public_key(self, friend_number: int) -> str:
        """The key of a friend.

        Raises:
            FriendNotFoundError: There is no such friend.
        """
        key = self.library.ffi.new("uint8_t[]", KEY_BYTES)
        self.ask("TOX_ERR_FRIEND_GET_PUBLIC_KEY", "tox_friend_get_public_key", friend_number, key)
        return bytes(self.library.ffi.buffer(key)).hex().upper()

    def friend_name(self, friend_number: int) -> str:
        """What a friend calls themselves; empty until they said so."""
        return self._friend_text("tox_friend_get_name", friend_number)

    def friend_status_message(self, friend_number: int) -> str:
        """What a friend is about."""
        return self._friend_text("tox_friend_get_status_message", friend_number)

    def friend_status(self, friend_number: int) -> UserStatus:
        """Whether a friend is there."""
        return UserStatus(self.ask("TOX_ERR_FRIEND_QUERY", "tox_friend_get_status", friend_number))

    def friend_connection(self, friend_number: int) -> ConnectionStatus:
        """By which way a friend is reached now."""
        status = self.ask("TOX_ERR_FRIEND_QUERY", "tox_friend_get_connection_status", friend_number)
        return ConnectionStatus(status)

    def send_message(
        self, friend_number: int, text: str, kind: MessageType = MessageType.NORMAL
    ) -> int:
        """Write to a friend who is online: 1 to 1372 bytes of UTF-8.

        Returns:
            The number that a :class:`~jackfield.tox.ReadReceipt` names.

        Raises:
            ToxError: ``TOX_ERR_FRIEND_SEND_MESSAGE_…``.
        """
        data = text.encode()
        return int(
            self.ask(
                "TOX_ERR_FRIEND_SEND_MESSAGE",
                "tox_friend_send_message",
                friend_number,
                int(kind),
                data,
                len(data),
            )
        )

    def send_lossy_packet(self, friend_number: int, data: bytes) -> None:
        """Send what may be lost: up to 1373 bytes, the first 200 to 254.

        Raises:
            ToxError: ``TOX_ERR_FRIEND_CUSTOM_PACKET_…``.
        """
        self._send_packet("tox_friend_send_lossy_packet", friend_number, data)

    def send_lossless_packet(self, friend_number: int, data: bytes) -> None:
        """Send what arrives: up to 1373 bytes, the first 160 to 191.

        Raises:
            ToxError: ``TOX_ERR_FRIEND_CUSTOM_PACKET_…``.
        """
        self._send_packet("tox_friend_send_lossless_packet", friend_number, data)

    @contextmanager
    def _hooked(self) -> Iterator[None]:
        """While something is done that a killed ToxAV would be told of.

        libtoxcore before 0.2.23 goes on telling it, in memory that was freed: a new one takes its
        place for so long.
        """
        with self.lock:
            stand_in = None
            if self.had_av and self.av is None and not self.library.forgets_killed_av:
                stand_in = self.library.lib.toxav_new(self.alive(), self._error)
            try:
                yield
            finally:
                if stand_in is not None:
                    self.library.lib.toxav_kill(stand_in)

    @override
    def _is_calling_back(self) -> bool:
        return self._depth > 0 or (self.av is not None and self.av.is_calling_back)

    @override
    def _free(self) -> None:
        # In this order: the library aborts otherwise.
        if self.av is not None:
            self.av.kill()
        self.library.lib.tox_kill(self.pointer)
        self._on_event = None

    def _tell(self, event: ToxEvent) -> None:
        if self._on_event is not None:
            self._on_event(event)

    def _send_packet(self, name: str, friend_number: int, data: bytes) -> None:
        self.ask("TOX_ERR_FRIEND_CUSTOM_PACKET", name, friend_number, data, len(data))

    def _own(self, name: str, size: int) -> str:
        data = self.library.ffi.new("uint8_t[]", size)
        self.tell(name, data)
        return bytes(self.library.ffi.buffer(data)).hex().upper()

    def _own_text(self, name: str) -> str:
        with self.lock:
            size = int(self.tell(f"{name}_size"))
            data = self.library.ffi.new("uint8_t[]", size + 1)
            self.tell(name, data)
        return self.text(data, size)

    def _friend_text(self, name: str, friend_number: int) -> str:
        with self.lock:
            size = int(self.ask("TOX_ERR_FRIEND_QUERY", f"{name}_size", friend_number))
            data = self.library.ffi.new("uint8_t[]", size + 1)
            self.ask("TOX_ERR_FRIEND_QUERY", name, friend_number, data)
        return self.text(data, size)
