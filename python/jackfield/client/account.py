"""Where a client's calls are, and how it proves who it is."""

import os
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from jackfield.errors import ConfigError
from jackfield.tokens import DEFAULT_GRANTS, GrantName, create_token

URL_VARIABLE = "JACKFIELD_URL"
KEY_VARIABLE = "JACKFIELD_API_KEY"
SECRET_VARIABLE = "JACKFIELD_API_SECRET"  # noqa: S105  # the name of a variable

JOIN_TIMEOUT_S = 10.0
RESUME_WINDOW_S = 30.0
"""As long as a server keeps a place by default."""
AUDIO_SLOTS = 8
MOST_AUDIO_SLOTS = 16
"""As many as a server gives by default."""
TOKEN_TTL_S = 300.0
"""A token is made for each request, so it need not last; clocks may differ by less than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """See the module.

    Attributes:
        base_url: Of the server, without a slash at the end; empty for calls of this process.
        api_key: Sent as it is where there is no secret, else it names the secret.
        api_secret: Signs tokens, and is never sent.
        join_timeout_s: How long joining may take in all.
        resume_window_s: How long to try to get back after the network was lost.
        audio_slots: How many others are heard each by themselves; the rest is one mix.
    """

    base_url: str = ""
    api_key: str = ""
    api_secret: str = field(default="", repr=False)
    join_timeout_s: float = JOIN_TIMEOUT_S
    resume_window_s: float = RESUME_WINDOW_S
    audio_slots: int = AUDIO_SLOTS

    @classmethod
    def of(
        cls,
        base_url: str | None,
        api_key: str | None,
        api_secret: str | None,
        audio_slots: int = AUDIO_SLOTS,
    ) -> "Account":
        """With the environment's values for those that are None.

        Raises:
            ConfigError: The URL is none, or there are too many slots.
        """
        if not 0 <= audio_slots <= MOST_AUDIO_SLOTS:
            raise ConfigError(f"audio_slots: 0 to {MOST_AUDIO_SLOTS}, not {audio_slots}")
        url = _given(base_url, URL_VARIABLE)
        if url:
            check_url(url)
        return cls(
            base_url=url.rstrip("/"),
            api_key=_given(api_key, KEY_VARIABLE),
            api_secret=_given(api_secret, SECRET_VARIABLE),
            audio_slots=audio_slots,
        )

    def authorization(self, call: str, user_id: str = "", *, admin: bool = False) -> dict[str, str]:
        """The header that lets somebody do something in a call; empty without a key.

        Args:
            call: ``TYPE:ID``, or ``*``.
            user_id: Who it is; empty for nobody in particular.
            admin: Whether it is for more than taking part.

        Raises:
            ConfigError: The secret can be none.
        """
        if not self.api_key:
            return {}
        return {"Authorization": f"Bearer {self._bearer(call, user_id, admin=admin)}"}

    def whip_url(self, call: str, user_id: str) -> str:
        """Where to post an offer to join a call."""
        return f"{self.base_url}/whip?{urlencode({'call': call, 'participant': user_id})}"

    def call_url(self, call_type: str, call_id: str, *more: str) -> str:
        """Where a call is operated."""
        return self.url("calls", call_type, call_id, *more)

    def url(self, *parts: str) -> str:
        """Where something is operated."""
        return "/".join((f"{self.base_url}/v1", *(quote(part, safe="") for part in parts)))

    def _bearer(self, call: str, user_id: str, *, admin: bool) -> str:
        if not self.api_secret:
            return self.api_key
        grants = (*DEFAULT_GRANTS, GrantName.ADMIN) if admin else DEFAULT_GRANTS
        return create_token(
            self.api_key,
            self.api_secret,
            sub=user_id,
            call=call,
            grants=grants,
            ttl_s=TOKEN_TTL_S,
        )


def check_url(url: str) -> None:
    """Let nothing through that cannot be the address of a server.

    Raises:
        ConfigError: Naming the field.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"base_url: {url!r} is no address of a server: write https://HOST")
    if parts.query or parts.fragment or parts.username:
        raise ConfigError("base_url: must have no query, fragment or user name")


def _given(value: str | None, variable: str) -> str:
    return os.environ.get(variable, "") if value is None else value
