"""Places for HTTP connections: how many there may be, and who goes when all are taken."""

import ipaddress
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from jackfield.server.rate_limit import client_of


@dataclass(frozen=True, slots=True)
class Ends:
    """The addresses of a connection, where its socket does not tell them.

    Attributes:
        client: Who has connected.
        server: Where to.
    """

    client: tuple[str, int]
    server: tuple[str, int]


class Place:
    """One connection's place, from its acceptance to its end.

    Attributes:
        drop: Ends the connection at once; whoever holds it says how.
    """

    def __init__(self, table: "ConnectionTable", client: str, drop: Callable[[], object]) -> None:
        self.drop = drop
        self._table = table
        self._client = client

    def wait(self) -> None:
        """The client's turn, from now on: who takes longest may be dropped for a newer one."""
        self._table.note_waiting(self)

    def serve(self) -> None:
        """Ours: a request is being answered."""
        self._table.note_serving(self)

    def leave(self, reason: str = "") -> None:
        """The connection has ended, or is nobody's of HTTP any more."""
        self._table.remove(self, self._client, reason)


class ConnectionTable:
    """All connections of a server.

    Args:
        limit: How many there may be; one more drops that which waits longest for its client.
        per_address: How many of one IPv4 address or IPv6 site.
        trusted: Proxies, by address or network, which speak for many clients.
        note: Told why a connection was not taken or was dropped.
    """

    def __init__(
        self,
        *,
        limit: int,
        per_address: int,
        trusted: Collection[str],
        note: Callable[[str], object],
    ) -> None:
        self._limit = limit
        self._per_address = per_address
        self._trusted = frozenset(trusted)
        self._networks = [found for text in trusted if (found := _network(text)) is not None]
        self._note = note
        self._places: set[Place] = set()
        self._waiting: dict[Place, None] = {}  # the order of their waiting
        self._clients: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._places)

    def admit(self, address: str, drop: Callable[[], object]) -> Place | None:
        """A place for a new connection, None if there is none."""
        client = client_of(address)
        if self._clients[client] >= self._per_address and not self._is_trusted(address):
            self._note("address_limit")
            return None
        if len(self._places) >= self._limit and not self._evict():
            self._note("full")
            return None
        place = Place(self, client, drop)
        self._places.add(place)
        self._clients[client] += 1
        place.wait()
        return place

    def note_waiting(self, place: Place) -> None:
        """See :meth:`Place.wait`."""
        if place in self._places:
            self._waiting[place] = None

    def note_serving(self, place: Place) -> None:
        """See :meth:`Place.serve`."""
        self._waiting.pop(place, None)

    def remove(self, place: Place, client: str, reason: str) -> None:
        """See :meth:`Place.leave`."""
        if place not in self._places:
            return
        if reason:
            self._note(reason)
        self._places.discard(place)
        self._waiting.pop(place, None)
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]

    def _evict(self) -> bool:
        longest = next(iter(self._waiting), None)
        if longest is None:
            return False
        longest.leave("evicted")
        longest.drop()
        return True

    def _is_trusted(self, address: str) -> bool:
        if "*" in self._trusted or address in self._trusted:
            return True
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        return any((mapped or ip) in network for network in self._networks)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
