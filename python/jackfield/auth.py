"""Who may use the server: bearer keys, tokens for one call, and what happens without any."""

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from dataclasses import replace

from pydantic import SecretStr

from jackfield.config import Settings
from jackfield.config_values import ApiKey, ApiSecret
from jackfield.errors import ConfigError, RemoteProtocolError
from jackfield.tokens import FULL_GRANT, Grant, create_token, looks_like_token, read_token

__all__ = ["REVOKED", "KeyRing", "check_exposure", "create_token", "is_loopback"]

REVOKED = "key_revoked"
"""Why something ends whose key is not known any more."""


class KeyRing:
    """The keys of the configuration, as digests: equally long whatever the key is.

    Args:
        keys: Each lets its holder do everything, with the calls of its tenant if it has one.
        secrets: What tokens are signed with.
        leeway_s: How far the clock of who made a token may differ.
    """

    def __init__(
        self,
        keys: Iterable[ApiKey],
        secrets: Iterable[ApiSecret] = (),
        *,
        leeway_s: float = 0.0,
    ) -> None:
        self._tenants = {_digest_of(entry.key): entry.tenant for entry in keys}
        self._signers = {entry.key: entry for entry in secrets}
        self._secrets = {key: entry.secret for key, entry in self._signers.items()}
        self._leeway_s = leeway_s
        self._known = {_digest_of(entry.secret): entry.tenant for entry in self._signers.values()}
        self._known |= self._tenants

    @classmethod
    def of(cls, settings: Settings) -> "KeyRing":
        """Those of the settings."""
        return cls(settings.api_keys, settings.api_secrets, leeway_s=settings.token_leeway_s)

    @property
    def is_open(self) -> bool:
        """Whether there are neither keys nor secrets, so that everybody may in."""
        return not self._tenants and not self._secrets

    def grant(self, authorization: str | None, now: float) -> Grant | None:
        """What an ``Authorization`` header lets its sender do; None for nothing.

        Takes as long for a wrong key as for a right one.

        Args:
            authorization: The header.
            now: Seconds since 1970.

        Raises:
            RemoteProtocolError: 401: it is a token, and not to be used; its code says why.
        """
        if self.is_open:
            return FULL_GRANT
        scheme, _, given = (authorization or "").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        given = given.strip()
        digest = _digest(given)
        # No any(): every key is compared, whichever matches.
        if sum(hmac.compare_digest(digest, known) for known in self._tenants) > 0:
            return replace(FULL_GRANT, credential=digest, tenant=self._tenants[digest])
        if self._secrets and looks_like_token(given):
            grant = read_token(given, self._secrets, now=now, leeway_s=self._leeway_s)
            signed_by = self._signers[grant.key]
            # Not of the signature, which can be written in several ways.
            token = _digest(given.rpartition(".")[0])
            credential, tenant = _digest_of(signed_by.secret), _tenant_of(grant, signed_by)
            return replace(grant, credential=credential, token=token, tenant=tenant)
        return None

    def honours(self, grant: Grant) -> bool:
        """Whether what was granted once would be again: its key, or the secret, is still known.

        And is still that of the same tenant.
        """
        if self.is_open:
            return True
        tenant = self._known.get(grant.credential)
        # A secret that is of no tenant may sign for each.
        return tenant == grant.tenant or (tenant == "" and grant.key != "")

    def allows(self, authorization: str | None, now: float) -> bool:
        """Whether a header is of any use."""
        try:
            return self.grant(authorization, now) is not None
        except RemoteProtocolError:
            return False


def check_exposure(settings: Settings) -> None:
    """Refuse to serve a network without keys by accident.

    Raises:
        ConfigError: Saying what to do about it.
    """
    if settings.needs_key or settings.allow_anonymous or is_loopback(settings.host):
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


def _tenant_of(grant: Grant, signed_by: ApiSecret) -> str:
    """Whose token it is: who holds the secret of one tenant makes tokens for no other."""
    if signed_by.tenant and grant.tenant not in ("", signed_by.tenant):
        message = "this token's key (iss) is that of another tenant"
        raise RemoteProtocolError(message, status_hint=401, code="token_tenant")
    return signed_by.tenant or grant.tenant


def _digest_of(secret: SecretStr) -> bytes:
    return _digest(secret.get_secret_value())


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
