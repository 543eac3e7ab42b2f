"""Who comes into which call: what a request asks for, as far as it is granted."""

from collections.abc import Mapping

from jackfield.calls import CallName, JoinRequest, Place
from jackfield.calls.names import read_name, read_participant, read_resume, read_tenant
from jackfield.errors import RemoteProtocolError
from jackfield.tokens import Grant, GrantName
from jackfield.transports import WHEP, TransportSpec

NO_CALL = ""
"""A session with an agent of the server is in no call of many."""
PARTICIPANT_HEADER = "Jackfield-Participant"
RESUME_HEADER = "Jackfield-Resume"


def read_joining(
    query: Mapping[str, str], grant: Grant, transport: TransportSpec, *, resume: str | None = None
) -> JoinRequest | None:
    """Which call a request asks for, and as whom; None for a session with an agent.

    This is the one place where a grant restricts that.

    Args:
        query: What the URL says.
        grant: What whoever asks may do.
        transport: By which way they come.
        resume: The token of their place, where it came by a better way than the URL.

    Raises:
        RemoteProtocolError: 400, naming the parameter that is wrong; 403 for what is not granted.
    """
    entrance = GrantName.LISTEN if transport is WHEP else GrantName.JOIN
    if query.get("call") is None:
        if transport is WHEP:
            raise RemoteProtocolError("call: is missing, write ?call=TYPE:ID", code="malformed")
        grant.require(entrance, NO_CALL)
        return None
    call = CallName.read(query["call"]).within(read_acting(query, grant))
    cid = str(call)
    grant.require(entrance, cid)
    return JoinRequest(
        call=call,
        transport=transport.name,
        participant=grant.participant(read_participant(query.get("participant"))),
        name=grant.name or read_name(query.get("name")),
        resume=read_resume(resume or query.get("resume")),
        is_proven=bool(grant.subject),
        may_speak=transport is not WHEP and grant.allows(GrantName.SPEAK, cid),
        may_listen=grant.allows(GrantName.LISTEN, cid),
        token=grant.token if not grant.subject else b"",
    )


def read_acting(query: Mapping[str, str], grant: Grant) -> str:
    """The tenant for whom a request asks for something, empty for none.

    Raises:
        RemoteProtocolError: 400, it is none; 403, they are none of that one's.
    """
    return grant.acting_for(read_tenant(query.get("tenant")))


def place_headers(place: Place | None) -> dict[str, str]:
    """What a client is told of its place: who it is, and what it resumes with."""
    if place is None:
        return {}
    return {PARTICIPANT_HEADER: place.member.id, RESUME_HEADER: place.token}
