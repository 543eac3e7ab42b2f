"""The numbers of ``tox.h`` and ``toxav.h`` that programs see."""

from enum import IntEnum, IntFlag


class CallState(IntFlag):
    """What the friend does in a call; several at once, as libtoxcore's bits.

    ``NONE`` is a call that rings or is paused.
    """

    NONE = 0
    ERROR = 1
    FINISHED = 2
    SENDING_AUDIO = 4
    SENDING_VIDEO = 8
    ACCEPTING_AUDIO = 16
    ACCEPTING_VIDEO = 32

    @property
    def is_over(self) -> bool:
        """Whether the call has ended."""
        return bool(self & (CallState.ERROR | CallState.FINISHED))


class CallControl(IntEnum):
    """What can be done to a call."""

    RESUME = 0
    PAUSE = 1
    CANCEL = 2
    MUTE_AUDIO = 3
    UNMUTE_AUDIO = 4
    HIDE_VIDEO = 5
    SHOW_VIDEO = 6


class ConnectionStatus(IntEnum):
    """By which way somebody is reached."""

    NONE = 0
    TCP = 1
    UDP = 2


class UserStatus(IntEnum):
    """What somebody says of themselves."""

    NONE = 0
    AWAY = 1
    BUSY = 2


class MessageType(IntEnum):
    """A text, or something that is done."""

    NORMAL = 0
    ACTION = 1


class ProxyType(IntEnum):
    """Whether TCP goes through a proxy; UDP never does."""

    NONE = 0
    HTTP = 1
    SOCKS5 = 2
