"""How bad the network between a virtual caller and the server is."""

from dataclasses import dataclass, fields

from jackfield.errors import ConfigError

_PARTS = ("loss", "reorder", "duplicate")
_LONGEST_MS = 60_000
_FASTEST_KBPS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What happens to datagrams, in each direction; which ones, the seed of the world decides.

    Attributes:
        delay_ms: The least time a datagram takes one way.
        jitter_ms: What is added to that at most, evenly distributed.
        loss: The part that never arrives, 0 to 1.
        burst: How many are lost in a row on average; 1 for losses that know nothing of each other.
        reorder: The part that is held back until others have overtaken it, 0 to 1.
        duplicate: The part that arrives twice, 0 to 1.
        rate_kbps: What the slowest link carries, in kbit/s; None for no limit.
        queue_ms: How long a datagram waits before that link at most; others are dropped.
        keeps_order: Jitter alone lets nobody overtake: who comes after a late one waits behind it.
    """

    delay_ms: float = 20.0
    jitter_ms: float = 0.0
    loss: float = 0.0
    burst: float = 1.0
    reorder: float = 0.0
    duplicate: float = 0.0
    rate_kbps: float | None = None
    queue_ms: float = 200.0
    keeps_order: bool = False

    def __post_init__(self) -> None:
        """Name what is out of range.

        Raises:
            ConfigError: Something is.
        """
        for name in _PARTS:
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"{name}: {getattr(self, name)} is no part of all: 0 to 1")
        if self.burst < 1 or (self.burst > 1 and self.loss >= 1):
            raise ConfigError(f"burst: {self.burst} datagrams in a row, at least 1, of a loss < 1")
        for field in fields(self):
            if field.name.endswith("_ms") and not 0 <= getattr(self, field.name) <= _LONGEST_MS:
                raise ConfigError(f"{field.name}: 0 to 60,000 ms, not {getattr(self, field.name)}")
        if self.rate_kbps is not None and not 1 <= self.rate_kbps <= _FASTEST_KBPS:
            raise ConfigError(f"rate_kbps: 1 to 10,000,000 kbit/s, not {self.rate_kbps}")
