"""Calls with many participants: named, joined by any transport, with rules of who hears whom.

``CallBook`` has all calls of a server. A transport asks a ``LiveCall`` for a ``Place``, has the
core open a session for it, and from then on the call knows its participant.
"""

from jackfield.calls.book import CallBook, Watcher
from jackfield.calls.context import CallCounts, CallLimits
from jackfield.calls.live import LiveCall
from jackfield.calls.matrix import EVERYBODY
from jackfield.calls.member import JoinRequest, Member, Presence
from jackfield.calls.names import CallName
from jackfield.calls.place import Home, Place

__all__ = [
    "EVERYBODY",
    "CallBook",
    "CallCounts",
    "CallLimits",
    "CallName",
    "Home",
    "JoinRequest",
    "LiveCall",
    "Member",
    "Place",
    "Presence",
    "Watcher",
]
