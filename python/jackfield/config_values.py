"""The kinds of values that settings have, and how text becomes them."""

import json
import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode

SECRET_BYTES = 32
"""The shortest secret that HS256 may be used with (RFC 7518 §3.2)."""
TENANT_PATTERN = r"^[A-Za-z0-9._-]{1,64}$"
"""How tenants are named: so that a name can stand in URLs, logs and labels as it is."""
Tenant: TypeAlias = Annotated[str, Field(pattern=rf"{TENANT_PATTERN}|^$")]
"""Whose somebody is; empty for nobody's."""
_TENANT = re.compile(TENANT_PATTERN)
_ICE_ADDRESS = re.compile(r"[A-Za-z0-9.\-:\[\]?=]+")
_ICE_SCHEMES = ("stun", "stuns", "turn", "turns")


def is_tenant(name: str) -> bool:
    """Whether a tenant can be named so."""
    return _TENANT.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts; shown by ``--help`` and in docs/configuration.md."""

    name: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A command-line flag whose name is not just the setting's."""

    name: str


def split_list(value: object) -> object:
    """Read ``a,b`` and ``["a", "b"]`` alike, as flags and the environment can hold only text."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith(("[", "{")):
            parsed: object = json.loads(text)
            return parsed if isinstance(parsed, list) else [parsed]
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(value, list):
        return [part for item in value for part in _flattened(item)]
    return value


def _flattened(item: object) -> list[object]:
    parts = split_list(item)
    return parts if isinstance(parts, list) else [item]


class ApiKey(BaseModel):
    """A key that lets its holder do everything, with the calls of a tenant or with all.

    Attributes:
        key: The key itself.
        tenant: Whose it is; empty for who runs the server.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SecretStr
    tenant: Tenant = ""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"key": value} if isinstance(value, str | SecretStr) else value

    @field_validator("key")
    @classmethod
    def _key_is_sendable(cls, key: SecretStr) -> SecretStr:
        secret = key.get_secret_value()
        if not secret or not secret.isascii() or any(sign.isspace() for sign in secret):
            raise ValueError("a key must be ASCII without spaces")
        return key


class ApiSecret(BaseModel):
    """A secret that tokens are signed with, and the key that names it.

    Attributes:
        key: Its name.
        secret: Itself.
        tenant: Whose tokens alone it signs; empty for those of any tenant, and of none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(min_length=1)
    secret: SecretStr
    tenant: Tenant = ""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            key, _, secret = value.partition("=")
            return {"key": key.strip(), "secret": secret.strip()}
        return value

    @field_validator("secret")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value().encode()) < SECRET_BYTES:
            message = f"a secret must have {SECRET_BYTES} bytes at least: KEY=SECRET"
            raise ValueError(message)
        return secret


def _split_keys(value: object) -> object:
    return [value] if isinstance(value, dict) else split_list(value)


def _split_secrets(value: object) -> object:
    """Read ``{key = "secret"}`` as well as lists of ``KEY=SECRET``."""
    parts = split_list(value)
    if isinstance(parts, dict):
        parts = [parts]
    if not isinstance(parts, list):
        return parts
    return [entry for part in parts for entry in _entries(part)]


def _entries(part: object) -> list[object]:
    if isinstance(part, dict) and "secret" not in part:
        return [{"key": key, "secret": secret} for key, secret in part.items()]
    return [part]


class IceServer(BaseModel):
    """A STUN or TURN server, as it is told to clients (RFC 9725 §4.6)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: tuple[str, ...] = Field(min_length=1)
    username: str | None = None
    credential: SecretStr | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            return {"urls": (value,)}
        if isinstance(value, dict) and isinstance(value.get("urls"), str):
            return {**value, "urls": (value["urls"],)}
        return value

    @field_validator("urls")
    @classmethod
    def _urls_are_of_ice(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            scheme, _, address = url.partition(":")
            if scheme not in _ICE_SCHEMES or not _ICE_ADDRESS.fullmatch(address):
                message = f"{url!r} is no ICE server: write stun:host:port or turn:host:port"
                raise ValueError(message)
        return urls

    @model_validator(mode="after")
    def _can_be_told(self) -> "IceServer":
        secret = self.credential.get_secret_value() if self.credential is not None else ""
        told = (self.username or "") + secret
        if not (told.isascii() and told.isprintable()):
            # They are told in an HTTP header.
            raise ValueError("an ICE server's username and credential must be printable ASCII")
        for url in self.urls:
            scheme = url.partition(":")[0]
            if scheme.startswith("turn") and (self.username is None or self.credential is None):
                message = f"{url!r} needs a username and a credential"
                raise ValueError(message)
        return self


TextList: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_list)]
ApiKeys: TypeAlias = Annotated[tuple[ApiKey, ...], NoDecode, BeforeValidator(_split_keys)]
ApiSecrets: TypeAlias = Annotated[tuple[ApiSecret, ...], NoDecode, BeforeValidator(_split_secrets)]
IceServers: TypeAlias = Annotated[tuple[IceServer, ...], NoDecode, BeforeValidator(split_list)]
