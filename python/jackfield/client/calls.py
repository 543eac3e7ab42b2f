"""A call by its name, as a program joins and operates it."""

from jackfield.client.base import CallRequest, CallResponse
from jackfield.client.media_calls import AsyncMediaCall, MediaCall
from jackfield.client.operations import (
    ending,
    hearing,
    holding,
    listing,
    muting,
    pressing,
    removing,
)
from jackfield.events import Participant


class RTCCall(MediaCall):
    """A call, by :class:`~jackfield.Client`.

    What it does beside joining waits for the server: in an event loop, use
    :class:`~jackfield.AsyncClient`.
    """

    def get_or_create(self, *, data: CallRequest) -> CallResponse:
        """The call, made if there is none.

        Raises:
            RemoteProtocolError: The server refused.
            TransportError: There is no server, or it failed.
        """
        if self._is_here:
            return self._create_here(data)
        return self._created_there(self._send(self._creating(data)), data)

    def end(self) -> None:
        """End the call for everybody; raises as :meth:`get_or_create`."""
        self._do(ending())

    def participants(self) -> tuple[Participant, ...]:
        """Who is in the call, in the order they came; raises as :meth:`get_or_create`."""
        return self._do(listing())

    def mute(self, participant: str, *, muted: bool = True) -> None:
        """Let nobody hear somebody, or everybody again; raises as :meth:`get_or_create`."""
        self._do(muting(participant, muted=muted))

    def hold(self, participant: str, *, held: bool = True) -> None:
        """Let somebody neither hear nor be heard; raises as :meth:`get_or_create`."""
        self._do(holding(participant, held=held))

    def remove(self, participant: str, *, ban_s: float = 0.0) -> None:
        """Have somebody leave, and stay out so many seconds; raises as :meth:`get_or_create`."""
        self._do(removing(participant, ban_s=ban_s))

    def move(self, participant: str, to: "RTCCall") -> None:
        """Have somebody be in another call, by the connection they have.

        Raises as :meth:`get_or_create`.
        """
        self._do(self._moving(participant, to))

    def set_gain(self, listener: str, speaker: str, gain: float | None) -> None:
        """Say how loud one hears the other; raises as :meth:`get_or_create`.

        Args:
            listener: Their id, or ``*`` for all of whom nothing closer is said.
            speaker: The same. Both may be still to come.
            gain: 0 for not at all, 1 as they are, up to 4; None takes back what was said.
        """
        self._do(hearing(listener, speaker, gain))

    def send_dtmf(self, participant: str, digits: str) -> None:
        """Press keys towards somebody; raises as :meth:`get_or_create`."""
        self._do(pressing(participant, digits))


class AsyncRTCCall(AsyncMediaCall):
    """A call, by :class:`~jackfield.AsyncClient`."""

    async def get_or_create(self, *, data: CallRequest) -> CallResponse:
        """The call, made if there is none.

        Raises:
            RemoteProtocolError: The server refused.
            TransportError: There is no server, or it failed.
        """
        if self._is_here:
            return self._create_here(data)
        return self._created_there(await self._send(self._creating(data)), data)

    async def end(self) -> None:
        """End the call for everybody; raises as :meth:`get_or_create`."""
        await self._do(ending())

    async def participants(self) -> tuple[Participant, ...]:
        """Who is in the call, in the order they came; raises as :meth:`get_or_create`."""
        return await self._do(listing())

    async def mute(self, participant: str, *, muted: bool = True) -> None:
        """Let nobody hear somebody, or everybody again; raises as :meth:`get_or_create`."""
        await self._do(muting(participant, muted=muted))

    async def hold(self, participant: str, *, held: bool = True) -> None:
        """Let somebody neither hear nor be heard; raises as :meth:`get_or_create`."""
        await self._do(holding(participant, held=held))

    async def remove(self, participant: str, *, ban_s: float = 0.0) -> None:
        """Have somebody leave, and stay out so many seconds; raises as :meth:`get_or_create`."""
        await self._do(removing(participant, ban_s=ban_s))

    async def move(self, participant: str, to: "AsyncRTCCall") -> None:
        """Have somebody be in another call, by the connection they have.

        Raises as :meth:`get_or_create`.
        """
        await self._do(self._moving(participant, to))

    async def set_gain(self, listener: str, speaker: str, gain: float | None) -> None:
        """Say how loud one hears the other; raises as :meth:`get_or_create`.

        Args:
            listener: Their id, or ``*`` for all of whom nothing closer is said.
            speaker: The same. Both may be still to come.
            gain: 0 for not at all, 1 as they are, up to 4; None takes back what was said.
        """
        await self._do(hearing(listener, speaker, gain))

    async def send_dtmf(self, participant: str, digits: str) -> None:
        """Press keys towards somebody; raises as :meth:`get_or_create`."""
        await self._do(pressing(participant, digits))
