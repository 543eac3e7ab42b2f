"""Tokens for one call: made by whoever holds a secret, read by the server that knows it too.

They are JSON web tokens (RFC 7519), signed with HS256 and nothing else: ``iss`` names the key,
``sub`` the participant, ``call`` the call as ``TYPE:ID`` or ``*`` for every call, ``grants`` what
may be done there; ``tenant``, whose call it is, may be left out. A program makes one for somebody
else and never hands out its secret.
"""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

import jwt
from pydantic import SecretStr

from jackfield.config_values import SECRET_BYTES, is_tenant
from jackfield.errors import ConfigError, RemoteProtocolError

ANY_CALL = "*"
LONGEST_TOKEN = 4096
"""Characters: several times what any claims of ours take."""
_ALGORITHM = "HS256"
_REQUIRED = ["exp", "iss", "call", "grants"]


class GrantName(StrEnum):
    """What may be done in a call."""

    JOIN = "join"
    LISTEN = "listen"
    SPEAK = "speak"
    ADMIN = "admin"


DEFAULT_GRANTS = (GrantName.JOIN, GrantName.LISTEN, GrantName.SPEAK)
"""What somebody needs who is to take part like everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody may do, and who they are.

    Attributes:
        key: The key that vouches for them; empty for a bearer key, or where none is needed.
        subject: The participant they are; empty for whoever they say.
        name: Of the participant, for people; may be empty.
        call: ``TYPE:ID``, or ``*`` for every call.
        names: What they may do there.
        tenant: Whose calls alone they know of; empty for those that are nobody's, and for who may
            do everything with every call.
        expires_at: Seconds since 1970 until which; 0 for ever.
        credential: Digest of the bearer key, or of the secret that the token is signed with; empty
            where none is needed.
        token: Digest of the token's claims; empty for a bearer key.
    """

    key: str = ""
    subject: str = ""
    name: str = ""
    call: str = ANY_CALL
    names: frozenset[GrantName] = frozenset(GrantName)
    tenant: str = ""
    expires_at: float = 0.0
    credential: bytes = field(default=b"", repr=False, compare=False)
    token: bytes = field(default=b"", repr=False, compare=False)

    def allows(self, name: str, call: str) -> bool:
        """Whether this may be done in that call; "" stands for a session without a call."""
        return self.call in (ANY_CALL, call) and name in self.names

    def require(self, name: str, call: str) -> None:
        """Let nobody do what was not granted.

        Raises:
            RemoteProtocolError: 403, ``token_call`` or ``grant_missing``.
        """
        if self.call not in (ANY_CALL, call):
            raise _forbidden("this token is for another call", "token_call")
        if name not in self.names:
            raise _forbidden(f"this token does not grant {name!r}", "grant_missing")

    @property
    def is_of_all_tenants(self) -> bool:
        """Whether they operate every call there is, whose ever it is."""
        return not self.tenant and self.call == ANY_CALL and GrantName.ADMIN in self.names

    def knows(self, tenant: str) -> bool:
        """Whether they may see what is that tenant's."""
        return self.tenant == tenant or self.is_of_all_tenants

    def acting_for(self, asked: str) -> str:
        """The tenant for whom they ask for something: their own, else the one they name, or "".

        Raises:
            RemoteProtocolError: 403, ``token_tenant``: they are none of that one's.
        """
        if asked and not self.knows(asked):
            raise _forbidden("tenant: this key or token is not of that one", "token_tenant")
        return self.tenant or asked

    def participant(self, asked: str) -> str:
        """The id they join with: that of the token, else the one they ask for, which may be "".

        Raises:
            RemoteProtocolError: 403, ``token_subject``: the token is somebody else's.
        """
        if self.subject and asked and asked != self.subject:
            raise _forbidden("participant: this token is for another one", "token_subject")
        return self.subject or asked


FULL_GRANT = Grant()
"""That of bearer keys, and of everybody where no key is needed."""


def create_token(  # noqa: PLR0913  # the claims, each by its name
    key: str,
    secret: str,
    *,
    sub: str,
    call: str = ANY_CALL,
    grants: Iterable[str] = DEFAULT_GRANTS,
    ttl_s: float = 3600.0,
    name: str = "",
    tenant: str = "",
    now: float | None = None,
) -> str:
    """Make a token for somebody; sent as ``Authorization: Bearer TOKEN``.

    Args:
        key: The name of the secret, one of the server's ``api_secrets``.
        secret: 32 bytes at least.
        sub: The id of the participant; empty for whoever they say they are.
        call: ``TYPE:ID``, or ``*`` for every call.
        grants: Some of ``join``, ``listen``, ``speak`` and ``admin``.
        ttl_s: Seconds until nobody can use it any more.
        name: The participant's name, for people.
        tenant: Whose calls it is for; empty for nobody's.
        now: Seconds since 1970; the machine's clock if None.

    Raises:
        ConfigError: Naming what cannot be right.
    """
    if not key:
        raise ConfigError("key: is empty")
    if len(secret.encode()) < SECRET_BYTES:
        raise ConfigError(f"secret: must have {SECRET_BYTES} bytes at least")
    if call != ANY_CALL and not all(call.partition(":")):
        raise ConfigError(f"call: {call!r} is no call: write TYPE:ID, or * for every call")
    if tenant and not is_tenant(tenant):
        raise ConfigError(f"tenant: {tenant!r} must be 1 to 64 of A-Z a-z 0-9 . _ -")
    if ttl_s <= 0:
        raise ConfigError("ttl_s: must be more than 0")
    begin = int(time.time() if now is None else now)
    claims = {
        "iss": key,
        "sub": sub,
        "call": call,
        "grants": sorted(_names(grants)),
        "nbf": begin,
        "exp": begin + max(1, int(ttl_s)),
    }
    claims |= {"name": name} if name else {}
    claims |= {"tenant": tenant} if tenant else {}
    return jwt.encode(claims, secret, _ALGORITHM)


def read_token(
    token: str, secrets: Mapping[str, SecretStr], *, now: float, leeway_s: float
) -> Grant:
    """Check a token and say what it grants.

    Args:
        token: As it came.
        secrets: By key.
        now: Seconds since 1970.
        leeway_s: How far the clocks of two machines may differ.

    Raises:
        RemoteProtocolError: 401, ``token_malformed``, ``token_signature`` or ``token_expired``.
    """
    if len(token) > LONGEST_TOKEN:
        _malformed(f"it is longer than {LONGEST_TOKEN} characters")
    claims = _verified(token, secrets)
    begin, end = _time(claims, "nbf"), _time(claims, "exp")
    if now >= end + leeway_s:
        raise _refused("this token has expired", "token_expired")
    if now < begin - leeway_s:
        raise _refused("this token is not valid yet", "token_expired")
    grants = claims["grants"]
    if not isinstance(grants, list) or not {*map(str, grants)} <= {*GrantName}:
        _malformed("grants: must be a list of " + ", ".join(GrantName))
    return Grant(
        key=_text(claims, "iss"),
        subject=_text(claims, "sub"),
        name=_text(claims, "name"),
        call=_text(claims, "call"),
        names=frozenset(GrantName(grant) for grant in grants),
        tenant=_tenant(claims),
        expires_at=end + leeway_s,
    )


def looks_like_token(text: str) -> bool:
    """Whether this has the three parts of a token (RFC 7515 §3.1)."""
    return text.count(".") == 2  # noqa: PLR2004  # between three parts


def _verified(token: str, secrets: Mapping[str, SecretStr]) -> dict[str, object]:
    # Whose secret it is: believed only once the signature is right.
    unproven = _decoded(token, "", verify=False)
    secret = secrets.get(_text(unproven, "iss"))
    if secret is None:
        raise _refused("this token's key (iss) is not known", "token_signature")
    return _decoded(token, secret.get_secret_value(), verify=True)


def _decoded(token: str, secret: str, *, verify: bool) -> dict[str, object]:
    options: jwt.types.Options = {
        "verify_signature": verify,
        "require": _REQUIRED if verify else [],
        # Looked at with our own clock, and types told by the name of the claim.
        "verify_exp": False,
        "verify_nbf": False,
        "verify_iat": False,
        "verify_iss": False,
        "verify_sub": False,
        "verify_aud": False,
        "verify_jti": False,
    }
    try:
        return dict(jwt.decode(token, secret, [_ALGORITHM], options=options))
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError) as error:
        raise _refused("this token's signature is wrong", "token_signature") from error
    except jwt.MissingRequiredClaimError as error:
        _malformed(f"{error.claim}: is missing", error)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        _malformed("it cannot be parsed", error)


def _tenant(claims: Mapping[str, object]) -> str:
    claimed = _text(claims, "tenant")
    if claimed and not is_tenant(claimed):
        _malformed("tenant: must be at most 64 of A-Z a-z 0-9 . _ -")
    return claimed


def _names(grants: Iterable[str]) -> frozenset[GrantName]:
    found = frozenset(grants)
    if unknown := sorted(found - {*GrantName}):
        raise ConfigError(f"grants: there is no {unknown[0]!r}; there are {', '.join(GrantName)}")
    return frozenset(GrantName(grant) for grant in found)


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str):
        _malformed(f"{name}: must be text")
    return value


def _time(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name, 0)
    # JSON as Python reads it may hold NaN, which never expires.
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _malformed(f"{name}: must be seconds since 1970")
    return value


def _malformed(reason: str, cause: BaseException | None = None) -> NoReturn:
    raise _refused(f"this token cannot be used: {reason}", "token_malformed") from cause


def _refused(message: str, code: str) -> RemoteProtocolError:
    return RemoteProtocolError(message, status_hint=401, code=code)


def _forbidden(message: str, code: str) -> RemoteProtocolError:
    return RemoteProtocolError(message, status_hint=403, code=code)
