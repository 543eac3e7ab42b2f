"""Who was sent out of a call and may not come back for a while, by the ids of participants."""

from jackfield.errors import RemoteProtocolError

MOST = 1000
"""Of one call; of more the oldest is let in again."""


class Bans:
    """Of one call."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def add(self, participant: str, until: float) -> None:
        """Keep somebody out until then, in seconds that only go forward."""
        self._until.pop(participant, None)
        self._until[participant] = until
        if len(self._until) > MOST:
            del self._until[next(iter(self._until))]

    def check(self, participant: str, now: float) -> None:
        """Let nobody through who is kept out.

        Raises:
            RemoteProtocolError: 403, not yet.
        """
        left = self._until.get(participant, 0.0) - now
        if left > 0:
            raise RemoteProtocolError(
                f"participant: {participant!r} was sent out of this call, for {left:.0f} s more",
                status_hint=403,
                code="participant_banned",
            )
        self._until.pop(participant, None)
