"""Somebody's way from one call into another, with the connections they have."""

from jackfield.calls.member import Member
from jackfield.engine import Engine
from jackfield.errors import RemoteProtocolError

MOVED = "moved"
"""Why they have left the one."""


def check_movable(member: Member) -> None:
    """Say whether somebody can be moved now.

    Raises:
        RemoteProtocolError: 409, they belong to their call; or have no connection, or none yet.
    """
    if member.is_agent:
        message = "participant: agents, and what is played, belong to their call"
        raise RemoteProtocolError(message, status_hint=409, code="agent_bound")
    member.reached()
    if None in member.lines.values():
        message = "participant: they are just coming back; try again"
        raise RemoteProtocolError(message, status_hint=409, code="participant_away")


def carry(engine: Engine, member: Member, number: int) -> None:
    """Have the core move their connections, all of which are held from then on.

    So nobody hears anything before the matrix of the other call is known.

    Raises:
        RemoteProtocolError: 409, the other call is on another media thread; nothing was done.
    """
    for session in member.lines:
        engine.set_held(session, True)  # noqa: FBT003  # the core's own signature
        if not engine.move_session(session, number):
            engine.set_held(session, member.participant.held)
            message = (
                "call: it is on another media thread, where no connection of this one can go; "
                "make calls between which people move beside each other"
            )
            raise RemoteProtocolError(message, status_hint=409, code="call_elsewhere")
