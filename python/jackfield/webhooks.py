"""Signed webhooks: how the server signs what it posts, and how a receiver checks it.

The scheme is that of Standard Webhooks (https://www.standardwebhooks.com), for which there are
libraries in many languages: HMAC-SHA256 over ``id.timestamp.body``, in base64, in a header. A
receiver in Python needs only :func:`verify`::

    document = verify(secret, request.headers, await request.body())
"""

import base64
import binascii
import hashlib
import hmac
import json
import math
import time
from collections.abc import Mapping

from jackfield.errors import RemoteProtocolError

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE_S = 300.0
_VERSION = "v1,"
_PREFIX = "whsec_"
_DIGITS = 12


def sign(secret: str, event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one delivery.

    Args:
        secret: Shared with the receiver; with ``whsec_`` in front, the rest is base64.
        event_id: The same for every try, so that a receiver knows what it has already.
        timestamp: Seconds since 1970, of this try.
        body: As it is sent.
    """
    mac = _mac(secret, event_id, str(timestamp), body)
    return {
        ID_HEADER: event_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: _VERSION + base64.b64encode(mac).decode("ascii"),
    }


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: float | None = None,
    tolerance_s: float = TOLERANCE_S,
) -> dict[str, object]:
    """Check what came and give the event.

    An event may come more than once: remember its ``id``.

    Args:
        secret: Shared with the server.
        headers: Of the request; names in any case.
        body: Byte for byte as it came.
        now: Seconds since 1970; the machine's clock if None.
        tolerance_s: How old it may be, so that nobody repeats what they overheard.

    Raises:
        RemoteProtocolError: ``webhook_malformed``, ``webhook_signature`` or ``webhook_expired``.
    """
    known = {name.lower(): value for name, value in headers.items()}
    event_id, timestamp, signatures = (_header(known, name) for name in _HEADERS)
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _DIGITS):
        raise _malformed(f"{TIMESTAMP_HEADER}: must be seconds since 1970")
    expected = base64.b64encode(_mac(secret, event_id, timestamp, body)).decode("ascii")
    # Several, while a secret is being replaced.
    given = [
        text.removeprefix(_VERSION) for text in signatures.split() if text.startswith(_VERSION)
    ]
    if not any(hmac.compare_digest(one.encode(), expected.encode()) for one in given):
        raise _refused("the signature is wrong", "webhook_signature")
    age = (time.time() if now is None else now) - int(timestamp)
    if not math.fabs(age) <= tolerance_s:
        raise _refused(f"it was sent {age:.0f} s ago", "webhook_expired")
    return _document(body)


_HEADERS = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)


def secret_bytes(secret: str) -> bytes:
    """What is signed with.

    Raises:
        ValueError: ``whsec_`` is not followed by base64.
    """
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"{_PREFIX} must be followed by base64") from error


def _mac(secret: str, event_id: str, timestamp: str, body: bytes) -> bytes:
    signed = b".".join((event_id.encode(), timestamp.encode(), body))
    return hmac.new(secret_bytes(secret), signed, hashlib.sha256).digest()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    if not value:
        raise _malformed(f"{name}: is missing")
    return value


def _document(body: bytes) -> dict[str, object]:
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _malformed("the body is no JSON") from error
    if not isinstance(document, dict):
        raise _malformed("the body is no JSON object")
    return document


def _malformed(message: str) -> RemoteProtocolError:
    return RemoteProtocolError(message, code="webhook_malformed")


def _refused(message: str, code: str) -> RemoteProtocolError:
    return RemoteProtocolError(message, status_hint=401, code=code)
