"""The rules of WHIP (RFC 9725) without any HTTP library: what is asked, and may it be.

The server's routes read requests and write responses; every decision that the RFC makes is here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from jackfield.config_values import IceServer
from jackfield.errors import RemoteProtocolError

SDP = "application/sdp"
SDP_FRAGMENT = "application/trickle-ice-sdpfrag"

_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
# The fixed part first, and that it begins a line after it: offers are searched ten times as fast.
_UFRAG = re.compile(r"a=ice-ufrag:(?<=^a=ice-ufrag:)(\S+)\s*$", re.MULTILINE)
_PASSWORD = re.compile(r"^a=ice-pwd:(\S+)\s*$", re.MULTILINE)
_TRICKLED = re.compile(r"^a=(?:candidate:|end-of-candidates\s*$)", re.MULTILINE)
_SDP_LINE = re.compile(r"[a-z]=.*")


@dataclass(frozen=True, slots=True)
class Trickle:
    """The peer found more candidates (RFC 9725 §4.3.2)."""

    fragment: str


@dataclass(frozen=True, slots=True)
class Restart:
    """The peer wants new ICE credentials (RFC 9725 §4.3.3)."""

    fragment: str
    ufrag: str


Patch: TypeAlias = Trickle | Restart


class WhipSession:
    """The ICE generation of one session: which ETag is current, which credentials the peer has."""

    def __init__(self, *, offer: str, local_ufrag: str) -> None:
        self._remote_ufrags = frozenset(_UFRAG.findall(offer))
        self._generation = local_ufrag

    @property
    def etag(self) -> str:
        """Strong and quoted; names the ICE generation (RFC 9725 §4.3.1)."""
        return f'"{self._generation}"'

    def read_patch(self, *, content_type: str, if_match: str | None, body: bytes) -> Patch:
        """Decide what a PATCH asks for.

        Raises:
            RemoteProtocolError: 415, 428, 400, 422 or 412, in that order of looking.
        """
        require_media_type(content_type, SDP_FRAGMENT)
        if if_match is None:
            raise RemoteProtocolError(
                "PATCH needs If-Match with the session's ETag, or * to restart ICE",
                status_hint=428,
                code="if_match_missing",
            )
        patch = self._read_fragment(decode_text(body))
        if not self._matches(if_match):
            raise RemoteProtocolError(
                "If-Match names an older ICE generation", status_hint=412, code="stale_etag"
            )
        return patch

    def restarted(self, restart: Restart, *, local_ufrag: str) -> None:
        """The core has restarted ICE: a new generation begins."""
        self._remote_ufrags = frozenset((restart.ufrag,))
        self._generation = local_ufrag

    def _read_fragment(self, text: str) -> Patch:
        for line in text.splitlines():
            if line and not _SDP_LINE.fullmatch(line):
                raise _malformed("a line of the fragment is no SDP")
        ufrags, passwords = set(_UFRAG.findall(text)), set(_PASSWORD.findall(text))
        if len(ufrags) > 1 or len(passwords) > 1:
            raise _malformed("the fragment holds more than one set of ICE credentials")
        if ufrags <= self._remote_ufrags:
            return _trickle(text)
        if not passwords:
            raise _malformed("an ICE restart needs a=ice-pwd beside a=ice-ufrag")
        return Restart(text, ufrags.pop())

    def _matches(self, if_match: str) -> bool:
        # RFC 9725's own example quotes the asterisk; RFC 9110 does not.
        if if_match.strip() in ("*", '"*"'):
            return True
        tags = list(_ENTITY_TAG.finditer(if_match))
        if _ENTITY_TAG.sub("", if_match).strip(", \t") or not tags:
            raise _malformed('If-Match is neither * nor a list of "entity tags"')
        # Strong comparison (RFC 9110 §13.1.1): a weak tag matches nothing.
        return any(not weak and tag == self._generation for weak, tag in (t.groups() for t in tags))


def read_offer(*, content_type: str, body: bytes) -> str:
    """The SDP offer of a POST; whether it can be answered is for the core to say.

    Raises:
        RemoteProtocolError: 415 or 400.
    """
    require_media_type(content_type, SDP)
    offer = decode_text(body)
    if not offer.strip():
        raise RemoteProtocolError("the SDP offer is empty", code="sdp_malformed")
    return offer


def require_media_type(content_type: str, expected: str) -> None:
    """Compare without case and parameters (RFC 9110 §8.3.1)."""
    if content_type.partition(";")[0].strip().lower() != expected:
        raise RemoteProtocolError(
            f"Content-Type must be {expected}", status_hint=415, code="unsupported_media_type"
        )


def decode_text(body: bytes) -> str:
    """SDP is UTF-8 (RFC 8866 §5)."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _malformed("the body is not UTF-8") from error


def ice_links(servers: Sequence[IceServer], *, with_secrets: bool) -> Iterable[str]:
    """The Link headers that tell a client its ICE servers (RFC 9725 §4.6).

    Args:
        servers: From the configuration.
        with_secrets: Whether the client may know those that need a credential.
    """
    for server in servers:
        if server.credential is not None and not with_secrets:
            continue
        for url in server.urls:
            link = f'<{url}>; rel="ice-server"'
            if server.username is not None and server.credential is not None:
                link += f"; username={_quoted(server.username)}"
                link += f"; credential={_quoted(server.credential.get_secret_value())}"
                link += '; credential-type="password"'
            yield link


def _trickle(text: str) -> Trickle:
    if not text.strip():
        raise _malformed("the fragment is empty")
    if not _TRICKLED.search(text):
        raise RemoteProtocolError(
            "the fragment has neither candidates nor new ICE credentials",
            status_hint=422,
            code="unsupported",
        )
    return Trickle(text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _malformed(reason: str) -> RemoteProtocolError:
    return RemoteProtocolError(reason, code="malformed")
