"""What goes wrong with Tox, under the names that libtoxcore's headers give it.

::

    ToxError                     code: the C name, such as TOXAV_ERR_CALL_FRIEND_NOT_FOUND
    ├── FriendNotFoundError      there is no friend of that number
    ├── FriendNotConnectedError  the friend is offline
    ├── NotInCallError           there is no call with that friend
    ├── ProfileError             a profile cannot be read, decrypted or written
    ├── UnsupportedError         only Jackfield's own library can do it
    └── KilledError              the Tox or ToxAV was killed
    ToxLibraryError              there is no library to be used (a ConfigError)
"""

from collections.abc import Mapping
from types import MappingProxyType

from jackfield.errors import ConfigError, TransportError


class ToxError(TransportError):
    """A function of the library failed; ``code`` is the C name of why."""

    default_code = "TOX_ERR"


class FriendNotFoundError(ToxError):
    """There is no friend of that number; nothing was sent."""


class FriendNotConnectedError(ToxError):
    """The friend is offline."""

    retryable = True


class NotInCallError(ToxError):
    """There is no call with that friend, or not one for which this could be done."""


class ProfileError(ToxError):
    """A profile cannot be read, decrypted or written; the message names the file."""

    default_code = "TOX_PROFILE"


class UnsupportedError(ToxError):
    """The library cannot do this; Jackfield's own can."""

    default_code = "TOX_UNSUPPORTED"


class KilledError(ToxError):
    """It was killed: nothing can be done with it any more."""

    default_code = "TOX_KILLED"


class ToxLibraryError(ConfigError):
    """There is no library to be used; the message says what to install."""

    default_code = "tox_library"


_FRIEND = ("OK", "NULL", "FRIEND_NOT_FOUND", "FRIEND_NOT_CONNECTED")
_BIT_RATE = ("OK", "SYNC", "INVALID_BIT_RATE", "FRIEND_NOT_FOUND", "FRIEND_NOT_IN_CALL")

ENUMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "TOX_ERR_OPTIONS_NEW": ("OK", "MALLOC"),
        "TOX_ERR_NEW": (
            *("OK", "NULL", "MALLOC", "PORT_ALLOC"),
            *("PROXY_BAD_TYPE", "PROXY_BAD_HOST", "PROXY_BAD_PORT", "PROXY_NOT_FOUND"),
            *("LOAD_ENCRYPTED", "LOAD_BAD_FORMAT"),
        ),
        "TOX_ERR_BOOTSTRAP": ("OK", "NULL", "BAD_HOST", "BAD_PORT"),
        "TOX_ERR_SET_INFO": ("OK", "NULL", "TOO_LONG"),
        "TOX_ERR_FRIEND_ADD": (
            *("OK", "NULL", "TOO_LONG", "NO_MESSAGE", "OWN_KEY", "ALREADY_SENT"),
            *("BAD_CHECKSUM", "SET_NEW_NOSPAM", "MALLOC"),
        ),
        "TOX_ERR_FRIEND_DELETE": ("OK", "FRIEND_NOT_FOUND"),
        "TOX_ERR_FRIEND_BY_PUBLIC_KEY": ("OK", "NULL", "NOT_FOUND"),
        "TOX_ERR_FRIEND_GET_PUBLIC_KEY": ("OK", "FRIEND_NOT_FOUND"),
        "TOX_ERR_FRIEND_QUERY": ("OK", "NULL", "FRIEND_NOT_FOUND"),
        "TOX_ERR_FRIEND_SEND_MESSAGE": (*_FRIEND, "SENDQ", "TOO_LONG", "EMPTY"),
        "TOX_ERR_FRIEND_CUSTOM_PACKET": (*_FRIEND, "INVALID", "EMPTY", "TOO_LONG", "SENDQ"),
        "TOX_ERR_GET_PORT": ("OK", "NOT_BOUND"),
        "TOX_ERR_ENCRYPTION": ("OK", "NULL", "KEY_DERIVATION_FAILED", "FAILED"),
        "TOX_ERR_DECRYPTION": (
            *("OK", "NULL", "INVALID_LENGTH", "BAD_FORMAT", "KEY_DERIVATION_FAILED", "FAILED"),
        ),
        "TOXAV_ERR_NEW": ("OK", "NULL", "MALLOC", "MULTIPLE"),
        "TOXAV_ERR_CALL": (
            *("OK", "MALLOC", "SYNC", "FRIEND_NOT_FOUND", "FRIEND_NOT_CONNECTED"),
            *("FRIEND_ALREADY_IN_CALL", "INVALID_BIT_RATE"),
        ),
        "TOXAV_ERR_ANSWER": (
            *("OK", "SYNC", "CODEC_INITIALIZATION", "FRIEND_NOT_FOUND", "FRIEND_NOT_CALLING"),
            "INVALID_BIT_RATE",
        ),
        "TOXAV_ERR_CALL_CONTROL": (
            *("OK", "SYNC", "FRIEND_NOT_FOUND", "FRIEND_NOT_IN_CALL", "INVALID_TRANSITION"),
        ),
        "TOXAV_ERR_BIT_RATE_SET": _BIT_RATE,
        "TOXAV_ERR_SEND_FRAME": (
            *("OK", "NULL", "FRIEND_NOT_FOUND", "FRIEND_NOT_IN_CALL", "SYNC", "INVALID"),
            *("PAYLOAD_TYPE_DISABLED", "RTP_FAILED"),
        ),
        "JACKFIELD_TOX_ERR_EFFECTS": (
            *("OK", "NULL", "FRIEND_NOT_FOUND", "FRIEND_NOT_IN_CALL", "GAIN"),
            *("ECHO_CANCELLATION", "BRIGHTNESS", "CONTRAST", "BLUR"),
        ),
        "JACKFIELD_TOX_ERR_VIDEO_PROCESSOR": (
            *("OK", "NULL", "SYNC", "SIZE", "BIT_RATE", "PICTURE", "FRAME"),
        ),
    }
)
"""The names of each enum's values, from 0 on."""

_CLASSES: Mapping[str, type[ToxError]] = {
    "FRIEND_NOT_FOUND": FriendNotFoundError,
    "NOT_FOUND": FriendNotFoundError,
    "FRIEND_NOT_CONNECTED": FriendNotConnectedError,
    "FRIEND_NOT_IN_CALL": NotInCallError,
    "FRIEND_NOT_CALLING": NotInCallError,
    "LOAD_ENCRYPTED": ProfileError,
    "LOAD_BAD_FORMAT": ProfileError,
}

_SENTENCES: Mapping[str, str] = {
    "NULL": "something needed was not given",
    "MALLOC": "there is no memory",
    "PORT_ALLOC": "no UDP or TCP port is free in the range",
    "LOAD_ENCRYPTED": "the profile is encrypted: give its password",
    "LOAD_BAD_FORMAT": "this is no Tox profile",
    "BAD_HOST": "the host cannot be resolved",
    "BAD_PORT": "this is no port",
    "TOO_LONG": "this is longer than Tox allows",
    "NO_MESSAGE": "a friend request needs a message",
    "OWN_KEY": "this is one's own address",
    "ALREADY_SENT": "this is a friend already, or was asked to be one",
    "BAD_CHECKSUM": "the address or key has a mistake",
    "SET_NEW_NOSPAM": "this is a friend already; the new nospam was noted",
    "NOT_FOUND": "nobody with that public key is a friend",
    "FRIEND_NOT_FOUND": "there is no friend of that number",
    "FRIEND_NOT_CONNECTED": "the friend is offline",
    "FRIEND_ALREADY_IN_CALL": "there is a call with that friend already",
    "FRIEND_NOT_IN_CALL": "there is no call with that friend",
    "FRIEND_NOT_CALLING": "that friend is not calling",
    "INVALID_BIT_RATE": "audio takes 6 to 510 kbit/s, or 0 for none",
    "INVALID_TRANSITION": "this cannot be done in the state that the call is in",
    "INVALID": "this is no frame or packet of a kind that is taken",
    "EMPTY": "it has no content",
    "SENDQ": "the queue to the friend is full: try again later",
    "SYNC": "the library was at work in another thread",
    "PAYLOAD_TYPE_DISABLED": "one of both sides does not take this kind of media now",
    "RTP_FAILED": "the packet could not be sent",
    "MULTIPLE": "this Tox has a ToxAV already: there can be one",
    "CODEC_INITIALIZATION": "the codecs could not be started",
    "KEY_DERIVATION_FAILED": "there is too little memory to derive the key",
    "FAILED": "the password is wrong, or the file is damaged",
    "NOT_BOUND": "there is no such port open",
    "SIZE": "width and height are 1 to 16383",
    "BIT_RATE": "bit_rate is 1 to 1000000 kbit/s",
    "PICTURE": "this is no picture",
    "FRAME": "this is no frame that could be decoded",
    "GAIN": "gain_db is a number up to 60",
    "ECHO_CANCELLATION": "echo_cancellation is for audio that is sent",
    "BRIGHTNESS": "brightness is from -219 to 219",
    "CONTRAST": "contrast is from 0 to 10",
    "BLUR": "blur is from 0 to 100",
}

_RETRYABLE = frozenset({"SENDQ", "SYNC", "RTP_FAILED"})


def error_of(enum: str, value: int, subject: str = "") -> ToxError:
    """The exception for a value that the library returned.

    Args:
        enum: Its type, in capitals: ``TOXAV_ERR_CALL``.
        value: The value; not 0, which is OK.
        subject: What it was about, for people.
    """
    names = ENUMS[enum]
    name = names[value] if 0 <= value < len(names) else str(value)
    about = f"{subject}: " if subject else ""
    sentence = _SENTENCES.get(name, name.lower().replace("_", " "))
    error = _CLASSES.get(name, ToxError)(f"{about}{sentence}", code=f"{enum}_{name}")
    if name in _RETRYABLE:
        error.retryable = True
    return error
