"""Calls between Tox friends: ``tox.h`` and ``toxav.h`` in Python, and asyncio on top.

Needs libtoxcore or a library of the same interface, and the extra ``tox`` (cffi).
:class:`Tox` and :class:`ToxAV` are driven by calling ``iterate``, as in C; :class:`AsyncTox` runs
both on a thread of their own.
"""

from jackfield.tox.aio import AsyncTox
from jackfield.tox.aio_call import ToxCall
from jackfield.tox.audio_processor import AudioProcessor
from jackfield.tox.av import ToxAV
from jackfield.tox.call import Call, CallRequest, InvalidStateError, Phase
from jackfield.tox.core import Tox
from jackfield.tox.effects import AudioEffects, VideoEffects
from jackfield.tox.errors import (
    FriendNotConnectedError,
    FriendNotFoundError,
    KilledError,
    NotInCallError,
    ProfileError,
    ToxError,
    ToxLibraryError,
    UnsupportedError,
)
from jackfield.tox.events import (
    FriendConnection,
    FriendMessage,
    FriendName,
    FriendRequest,
    FriendStatus,
    FriendStatusMessage,
    LosslessPacket,
    LossyPacket,
    ReadReceipt,
    SelfConnection,
    ToxEvent,
)
from jackfield.tox.frames import AudioFrame, VideoFrame
from jackfield.tox.library import ToxLibrary, load_library
from jackfield.tox.manager import CallManager
from jackfield.tox.metrics import CallMetrics, CallQuality
from jackfield.tox.mock_av import MockAvTransport, NothingReceivedError
from jackfield.tox.options import ToxOptions
from jackfield.tox.pictures import VideoTerms
from jackfield.tox.profile import ToxProfile
from jackfield.tox.values import (
    CallControl,
    CallState,
    ConnectionStatus,
    MessageType,
    ProxyType,
    UserStatus,
)
from jackfield.tox.video_processor import VideoProcessor

__all__ = [
    "AsyncTox",
    "AudioEffects",
    "AudioFrame",
    "AudioProcessor",
    "Call",
    "CallControl",
    "CallManager",
    "CallMetrics",
    "CallQuality",
    "CallRequest",
    "CallState",
    "ConnectionStatus",
    "FriendConnection",
    "FriendMessage",
    "FriendName",
    "FriendNotConnectedError",
    "FriendNotFoundError",
    "FriendRequest",
    "FriendStatus",
    "FriendStatusMessage",
    "InvalidStateError",
    "KilledError",
    "LosslessPacket",
    "LossyPacket",
    "MessageType",
    "MockAvTransport",
    "NotInCallError",
    "NothingReceivedError",
    "Phase",
    "ProfileError",
    "ProxyType",
    "ReadReceipt",
    "SelfConnection",
    "Tox",
    "ToxAV",
    "ToxCall",
    "ToxError",
    "ToxEvent",
    "ToxLibrary",
    "ToxLibraryError",
    "ToxOptions",
    "ToxProfile",
    "UnsupportedError",
    "UserStatus",
    "VideoEffects",
    "VideoFrame",
    "VideoProcessor",
    "VideoTerms",
    "load_library",
]
