"""Who may use the server: bearer keys, and what happens without any."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable

from pydantic import SecretStr

from jackfield.config import Settings
from jackfield.errors import ConfigError


class KeyRing:
    """The keys of the configuration, as digests: equally long whatever the key is."""

    def __init__(self, keys: Iterable[SecretStr]) -> None:
        self._digests = [_digest(key.get_secret_value()) for key in keys]

    @property
    def is_open(self) -> bool:
        """Whether there are no keys, so that everybody may in."""
        return not self._digests

    def allows(self, authorization: str | None) -> bool:
        """Check an ``Authorization`` header; takes as long for a wrong key as for a right one."""
        if self.is_open:
            return True
        scheme, _, token = (authorization or "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return False
        given = _digest(token.strip())
        # No any(): every key is compared, whichever matches.
        return sum(hmac.compare_digest(given, known) for known in self._digests) > 0


def check_exposure(settings: Settings) -> None:
    """Refuse to serve a network without keys by accident.

    Raises:
        ConfigError: Saying what to do about it.
    """
    if settings.api_keys or settings.allow_anonymous or is_loopback(settings.host):
        return
    raise ConfigError(
        f"--host {settings.host} would let the whole network open calls: set a key with --api-key "
        "or JACKFIELD_API_KEYS, or say --allow-anonymous if that is meant"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
