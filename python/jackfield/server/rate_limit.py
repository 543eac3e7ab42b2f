"""How often one client may ask, as token buckets in a bounded table."""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

_IPV6_SITE_PREFIX = 64
"""One customer has at least so many bits of IPv6 addresses to ask from."""
_KNOWN = 1024
"""Addresses whose clients are remembered: each asks several times in a row."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class RateLimiter:
    """Token buckets by client; the client that was silent longest is forgotten first.

    Args:
        rate: Requests per second that go on for ever; 0 for no limit.
        burst: Requests at once before that.
        clients: How many are remembered.
    """

    def __init__(self, *, rate: float, burst: int, clients: int) -> None:
        self._rate = rate
        self._burst = burst
        self._clients = clients
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def admit(self, address: str, now: float) -> float:
        """Take a token; the answer is how many seconds the client must wait, 0 if it may go on."""
        if self._rate <= 0:
            return 0.0
        bucket = self._bucket(client_of(address), now)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self._rate

    def _bucket(self, client: str, now: float) -> _Bucket:
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = _Bucket(self._burst, now)
            if len(self._buckets) > self._clients:
                self._buckets.popitem(last=False)
            return bucket
        self._buckets.move_to_end(client)
        gained = max(0.0, now - bucket.filled) * self._rate
        bucket.tokens = min(self._burst, bucket.tokens + gained)
        bucket.filled = now
        return bucket


@lru_cache(_KNOWN)
def client_of(address: str) -> str:
    """Who counts as one client: an IPv4 address, or an IPv6 site."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, _IPV6_SITE_PREFIX), strict=False))
    return str(ip)
