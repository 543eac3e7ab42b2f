"""Takes what must never be logged out of lines that are ready to be written.

Docs/logs.md promises it. Nothing of ours writes secrets; libraries and exceptions might.
"""

import json
import re

from jackfield.config import Settings

_MASK = "***"
_TEMPLATE = r"\{\w+\}(?![^\s\"'\\])"  # of a route, which names its parameter and holds no value
_VALUE = r"[^\s\"'\\]+"
_BREAK = re.compile(r"(?:\\{1,4}[rn]|[\r\n]){1,4}(?=[a-z]=)")
"""Between two lines of SDP, as it is or as JSON and ``repr`` write it."""
_SDP_LINE = re.compile(r"(?<!\w)[a-z]=")
_STOP = re.compile(r"[\"'\\\r\n]")
_SECRETS = re.compile(
    r"((?:ice-pwd|ice-ufrag|inline):|fingerprint:[\w-]+\s|\bBearer(?:\s+|\.)"
    rf"|/?\bwh[ie]p/(?!{_TEMPLATE})|\b(?:resume[=.]|jackfield-resume:\s?)|\bo=|\bIN\sIP[46]\s"
    rf"|\beyJ(?=[\w-]{{8,}}\.eyJ)){_VALUE}"
    r"|(\bcandidate:)\S{1,64}\s\d{1,9}\s(?:udp|tcp)\s[^\"'\\\r\n]*",
    re.IGNORECASE,
)
_SIGNS = (
    *(
        "ice-",
        "inline:",
        "fingerprint:",
        "bearer",
        "whip/",
        "whep/",
        "resume=",
        "resume.",
        "-resume:",
    ),
    *("a=", "o=", " ip4 ", " ip6 ", "candidate:", "eyj"),
)
"""A line without any of these has no secret; to look for them is far cheaper than the patterns."""


class Mask:
    """Knows what secrets look like, and those of the configuration as they are."""

    def __init__(self) -> None:
        self._known: dict[str, re.Pattern[str]] = {}

    def learn(self, settings: Settings) -> None:
        """Mask the keys and credentials of these settings too, besides those known before."""
        found = [entry.key.get_secret_value() for entry in settings.api_keys]
        found += [entry.secret.get_secret_value() for entry in settings.api_secrets]
        if settings.tox_password is not None:
            found.append(settings.tox_password.get_secret_value())
        for webhook in settings.webhooks:
            found += [webhook.secret.get_secret_value(), str(webhook.url)]
        found += [
            server.credential.get_secret_value()
            for server in settings.ice_servers
            if server.credential is not None
        ]
        for secret in filter(None, found):
            for form in {secret, json.dumps(secret, ensure_ascii=False)[1:-1]}:
                # A whole word, and not the name of a field: a short key would garble every line.
                words = rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9]|\":)"
                self._known[form] = re.compile(words)

    def forget(self) -> None:
        """Know no settings."""
        self._known.clear()

    def __call__(self, line: str) -> str:
        """The line without secrets."""
        lowered = line.lower()
        if any(sign in lowered for sign in _SIGNS):
            line = _SECRETS.sub(lambda found: f"{found[1] or found[2]}{_MASK}", _without_sdp(line))
        for secret, pattern in self._known.items():
            if secret in line:
                line = pattern.sub(_MASK, line)
        return line


def _without_sdp(line: str) -> str:
    """Mask lines of SDP that follow each other, at a cost that grows with the length only."""
    first, *others = _BREAK.split(line)
    if not others:
        return line
    # The line before the first break is SDP from where it looks like it.
    stop = max(first.rfind(sign) for sign in "\"'\\\r\n") + 1
    begins = _SDP_LINE.search(first, stop)
    parts = [first[: begins.start()] if begins else first]
    for other in others:
        stops = _STOP.search(other)
        rest = other[stops.start() :] if stops else ""
        parts += [rest] if parts[-1] is _MASK else [_MASK, rest]
        if not rest:
            parts.pop()
    return "".join(parts)
