"""Token buckets in a bounded table."""

import pytest

from jackfield.server.rate_limit import RateLimiter, client_of


def limiter(rate: float = 2.0, burst: int = 3, clients: int = 10) -> RateLimiter:
    return RateLimiter(rate=rate, burst=burst, clients=clients)


def test_a_burst_is_admitted_then_the_rate_holds() -> None:
    limit = limiter()
    assert [limit.admit("a", 0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert limit.admit("a", 0.5) == 0.0
    assert limit.admit("a", 0.5) == 0.5


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    limit = limiter()
    limit.admit("a", 0.0)
    waits = [limit.admit("a", 10_000.0) for _ in range(4)]
    assert [wait == 0.0 for wait in waits] == [True, True, True, False]


def test_clients_do_not_share_a_bucket() -> None:
    limit = limiter(burst=1)
    assert limit.admit("192.0.2.1", 0.0) == 0.0
    assert limit.admit("192.0.2.2", 0.0) == 0.0


def test_the_table_is_bounded_and_forgets_who_was_silent_longest() -> None:
    limit = limiter(burst=1, clients=2)
    limit.admit("a", 0.0)
    limit.admit("b", 0.0)
    limit.admit("a", 0.1)
    limit.admit("c", 0.2)
    assert len(limit) == 2
    assert limit.admit("a", 0.2) > 0
    assert limit.admit("b", 0.2) == 0.0


def test_no_rate_means_no_limit_and_no_table() -> None:
    limit = limiter(rate=0)
    assert [limit.admit("a", 0.0) for _ in range(100)] == [0.0] * 100
    assert len(limit) == 0


def test_a_clock_that_stands_still_or_goes_back_gives_nothing_away() -> None:
    limit = limiter(burst=1)
    limit.admit("a", 5.0)
    assert limit.admit("a", 5.0) > 0
    assert limit.admit("a", 4.0) > 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a unix socket", "a unix socket"),
    ],
)
def test_an_ipv6_site_is_one_client(address: str, client: str) -> None:
    assert client_of(address) == client
