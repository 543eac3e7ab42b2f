"""What those who sit in a call within this process do there, besides speaking."""

import re
from typing import TYPE_CHECKING

from jackfield.errors import LocalProtocolError
from jackfield.events import chat, dtmf

if TYPE_CHECKING:
    from jackfield.calls.live import LiveCall

KEY_MS = 100
"""As long as the core presses each."""
MOST_KEYS = 64
_KEYS = re.compile(rf"[0-9*#A-D]{{1,{MOST_KEYS}}}")


def write(call: "LiveCall", session: int, text: str) -> None:
    """Tell all what somebody writes.

    Raises:
        LocalProtocolError: It is empty or too long.
    """
    member = call.roster.of_session(session)
    limit = call.context.limits.max_chat_characters
    if not text.strip() or len(text) > limit:
        raise LocalProtocolError(f"chat: must be 1 to {limit} characters")
    if member is not None:
        call.announcer.tell(chat(member.participant, text.strip()))


def press(call: "LiveCall", session: int, digits: str) -> None:
    """Press keys towards all others, who are told of each.

    Raises:
        LocalProtocolError: There is no such key, or there are too many.
    """
    if not _KEYS.fullmatch(digits):
        raise LocalProtocolError(f"digits: must be 1 to {MOST_KEYS} of 0-9 * # A-D")
    member = call.roster.of_session(session)
    if member is None:
        return
    for other in call.roster:
        if other is not member and other.session and not other.seats:
            call.context.engine.send_dtmf(other.session, digits)
    for digit in digits:
        call.announcer.tell(dtmf(member.participant, digit, KEY_MS), but=member)
