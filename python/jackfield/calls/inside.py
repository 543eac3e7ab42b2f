"""What those who sit in a call within this process do there, besides speaking."""

import re

from jackfield.calls.announcer import Announcer
from jackfield.calls.context import CallContext
from jackfield.calls.roster import Roster
from jackfield.errors import LocalProtocolError
from jackfield.events import chat, dtmf

KEY_MS = 100
"""As long as the core presses each."""
MOST_KEYS = 64
_KEYS = re.compile(rf"[0-9*#A-D]{{1,{MOST_KEYS}}}")


class Inside:
    """Of one call."""

    def __init__(self, context: CallContext, roster: Roster, announcer: Announcer) -> None:
        self._engine = context.engine
        self._limit = context.limits.max_chat_characters
        self._roster = roster
        self._announcer = announcer

    def write(self, session: int, text: str) -> None:
        """Tell all what somebody writes.

        Raises:
            LocalProtocolError: It is empty or too long.
        """
        member = self._roster.of_session(session)
        if not text.strip() or len(text) > self._limit:
            raise LocalProtocolError(f"chat: must be 1 to {self._limit} characters")
        if member is not None:
            self._announcer.tell(chat(member.participant, text.strip()))

    def press(self, session: int, digits: str) -> None:
        """Press keys towards all others, who are told of each.

        Raises:
            LocalProtocolError: There is no such key, or there are too many.
        """
        if not _KEYS.fullmatch(digits):
            raise LocalProtocolError(f"digits: must be 1 to {MOST_KEYS} of 0-9 * # A-D")
        member = self._roster.of_session(session)
        if member is None:
            return
        for other in self._roster:
            if other is not member and other.session and not other.seats:
                self._engine.send_dtmf(other.session, digits)
        for digit in digits:
            self._announcer.tell(dtmf(member.participant, digit, KEY_MS), but=member)
