"""The seat of something that is played in a call: it only speaks, to everybody or to one alone."""

import secrets

from jackfield.calls.live import LiveCall
from jackfield.calls.matrix import EVERYBODY
from jackfield.calls.member import JoinRequest
from jackfield.engine import Samples
from jackfield.line import Line

TRANSPORT = "player"
_ID_BYTES = 6


class PlayerSeat:
    """See the module.

    Attributes:
        id: Of the participant that it is.
        call: Where.
        to: Who alone hears it; empty for everybody.
    """

    def __init__(self, call: LiveCall, *, to: str) -> None:
        self.id = f"{TRANSPORT}-{secrets.token_hex(_ID_BYTES)}"
        self.call = call
        self.to = to
        self._line: Line | None = None

    async def take(self) -> None:
        """Sit down; what goes wrong leaves nothing behind.

        Raises:
            JackfieldError: There is no room, or nobody with that id.
        """
        call = self.call
        request = JoinRequest(
            call=call.name, transport=TRANSPORT, participant=self.id, is_agent=True
        )
        try:
            if self.to:
                call.find(self.to)
                call.set_gain(EVERYBODY, self.id, 0.0)
                call.set_gain(self.to, self.id, 1.0)
            self._line = await call.open_seat(request, hears="nothing")
        except BaseException:
            self.leave()
            raise

    async def say(self, rate: int, pcm: Samples) -> None:
        """Say something; returns when there is room for more.

        Raises:
            CallEndedError: It was stopped.
        """
        if self._line is not None:
            await self._line.send(rate, pcm)

    async def said(self) -> None:
        """Wait until all was said, or it was stopped."""
        if self._line is not None:
            await self._line.played()

    def stop(self) -> None:
        """Fall silent at once, and leave."""
        if self._line is not None:
            self._line.clear()
            self._line.close()

    def leave(self) -> None:
        """Leave; nothing is said of it in the matrix any more."""
        if self._line is not None and not self._line.close_code:
            self._line.close()
        if self.to and not self.call.end_reason:
            self.call.set_gain(EVERYBODY, self.id, None)
            self.call.set_gain(self.to, self.id, None)
