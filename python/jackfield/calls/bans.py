"""Who was sent out of a call and may not come back for a while, by their id or their token."""

from typing import TypeAlias

from jackfield.errors import RemoteProtocolError

MOST = 1000
"""Of one call; of more the oldest is let in again."""


Who: TypeAlias = str | bytes
"""The id of a participant, or the digest of a token that leaves it to its holder."""


class Bans:
    """Of one call."""

    def __init__(self) -> None:
        self._until: dict[Who, float] = {}

    def add(self, *known_by: Who, until: float) -> None:
        """Keep somebody out until then, in seconds that only go forward."""
        for who in known_by:
            self._until.pop(who, None)
            self._until[who] = until
        while len(self._until) > MOST:
            del self._until[next(iter(self._until))]

    def check(self, *known_by: Who, now: float) -> None:
        """Let nobody through who is kept out.

        Raises:
            RemoteProtocolError: 403, not yet.
        """
        for who in known_by:
            self._check(who, now)

    def _check(self, who: Who, now: float) -> None:
        left = self._until.get(who, 0.0) - now
        if left > 0:
            named = repr(who) if isinstance(who, str) else "who came with this token"
            raise RemoteProtocolError(
                f"participant: {named} was sent out of this call, for {left:.0f} s more",
                status_hint=403,
                code="participant_banned",
            )
        self._until.pop(who, None)
