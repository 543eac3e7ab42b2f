"""Places for connections."""

import pytest

from jackfield.server.connections import ConnectionTable, Place


class Table(ConnectionTable):
    """Remembers what happens."""

    def __init__(self, *, limit: int = 10, per_address: int = 10, trusted: str = "") -> None:
        self.noted: list[str] = []
        self.dropped: list[str] = []
        names = trusted.split(",") if trusted else ()
        super().__init__(
            limit=limit, per_address=per_address, trusted=names, note=self.noted.append
        )

    def enter(self, address: str, name: str = "") -> Place | None:
        return self.admit(address, lambda: self.dropped.append(name))


def test_one_address_has_so_many_places_and_no_more() -> None:
    table = Table(per_address=2)
    first = table.enter("192.0.2.1")
    assert first
    assert table.enter("192.0.2.1")
    assert table.enter("192.0.2.1") is None
    assert table.enter("192.0.2.2")
    assert table.noted == ["address_limit"]
    first.leave()
    first.leave()  # once more does no harm
    assert table.enter("192.0.2.1")
    assert table.enter("192.0.2.1") is None


def test_an_ipv6_site_counts_as_one_address() -> None:
    table = Table(per_address=1)
    assert table.enter("2001:db8::1")
    assert table.enter("2001:db8::2") is None
    assert table.enter("2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("trusted", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.0/24", "192.0.2.9"),
        ("192.0.2.0/24", "::ffff:192.0.2.9"),
        ("2001:db8::5", "2001:db8::5"),
        ("2001:db8::/32", "2001:db8::9"),
        ("*", "203.0.113.1"),
    ],
)
def test_a_proxy_speaks_for_many(trusted: str, address: str) -> None:
    table = Table(per_address=1, trusted=trusted)
    assert all(table.enter(address) for _ in range(5))
    other = Table(per_address=1, trusted="198.51.100.1")
    assert other.enter(address)
    assert other.enter(address) is None


def test_one_too_many_drops_that_which_waits_longest() -> None:
    table = Table(limit=2)
    first, second = table.enter("192.0.2.1", "first"), table.enter("192.0.2.2", "second")
    assert first
    assert second
    first.serve()
    assert table.enter("192.0.2.3", "third")
    assert table.dropped == ["second"]
    first.wait()  # later than the third
    assert table.enter("192.0.2.4", "fourth")
    assert table.dropped == ["second", "third"]
    assert table.noted == ["evicted", "evicted"]
    assert len(table) == 2


def test_who_is_being_served_stays_and_newer_ones_are_refused() -> None:
    table = Table(limit=1)
    only = table.enter("192.0.2.1")
    assert only
    only.serve()
    assert table.enter("192.0.2.2") is None
    assert table.noted == ["full"]
    only.leave()
    only.wait()  # too late: it has none any more
    assert table.enter("192.0.2.2")
    assert table.enter("192.0.2.3") is not None


def test_why_a_place_was_left_can_be_told() -> None:
    table = Table()
    place = table.enter("192.0.2.1")
    assert place
    place.leave("handshake")
    place.leave("handshake")
    assert table.noted == ["handshake"]
