"""Who has a place in a call, found by id, by token and by session."""

import secrets
from collections.abc import Iterable, Iterator, Sequence

from jackfield.calls.member import JoinRequest, Member, place_given_up, unknown_participant
from jackfield.errors import CapacityError, RemoteProtocolError
from jackfield.events import Participant

_TOKEN_BYTES = 24
"""192 bits: a token cannot be guessed."""
_TOKENS = 8
"""Of one place: so many answers may be on their way, or have come to nothing."""
_ID_BYTES = 6


class Roster:
    """The places of one call.

    Args:
        limit: How many there may be.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._by_id: dict[str, Member] = {}
        self._by_token: dict[str, Member] = {}
        self._by_session: dict[int, Member] = {}

    def __iter__(self) -> Iterator[Member]:
        return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, participant: str) -> Member:
        """The place of somebody others know of.

        Raises:
            RemoteProtocolError: 404, there is none.
        """
        member = self._by_id.get(participant)
        if member is None or not member.is_announced:
            raise unknown_participant(participant)
        return member

    @property
    def announced(self) -> Sequence[Member]:
        """Those whom the others know of, in the order they came."""
        return [member for member in self if member.is_announced]

    def has(self, member: Member) -> bool:
        """Whether this place is still theirs."""
        return self._by_id.get(member.id) is member

    def of_session(self, session: int) -> Member | None:
        """Whose session it is."""
        return self._by_session.get(session)

    def admit(self, request: JoinRequest) -> Member:
        """Give somebody a place, or the one they had.

        Raises:
            RemoteProtocolError: 409, it is somebody else's; 410, it was given up.
            CapacityError: There are no places left.
        """
        if request.resume:
            return self._resumed(request)
        taken = self._by_id.get(request.participant)
        if taken is not None and not request.is_proven:
            raise _taken(request.participant, "who that is resumes with the token they were given")
        return taken or self._add(request)

    def check(self, participant: str) -> None:
        """Say whether somebody of another call could have a place, too.

        Raises:
            RemoteProtocolError: 409, their id is somebody else's here.
            CapacityError: There are no places left.
        """
        if participant in self._by_id:
            raise _taken(participant, "have that one leave first")
        self._require_room()

    def receive(self, member: Member, tokens: Iterable[str]) -> None:
        """Take in somebody with a place in another call: their tokens and sessions go on."""
        self._by_id[member.id] = member
        self._by_token.update(dict.fromkeys(tokens, member))
        self._by_session.update(dict.fromkeys(member.lines, member))

    def holder(self, token: str) -> Member | None:
        """Whose place this takes again."""
        return self._by_token.get(token)

    def issue(self, member: Member) -> str:
        """A new token that takes the place again, besides those there are."""
        issued = self._tokens_of(member)
        if len(issued) >= _TOKENS:
            # The first one is in use, or may come to be.
            del self._by_token[issued[1]]
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._by_token[token] = member
        return token

    def settle(self, member: Member, token: str) -> None:
        """From now on only this token takes the place: whoever has it needs no older one."""
        self._forget_tokens(member)
        self._by_token[token] = member

    def withdraw(self, token: str) -> None:
        """This token takes no place any more."""
        self._by_token.pop(token, None)

    def remove(self, member: Member) -> Sequence[str]:
        """Nobody has this place any more; gives the tokens that took it."""
        self._by_id.pop(member.id, None)
        return self._forget_tokens(member)

    def enter(self, member: Member, session: int) -> None:
        """A session is theirs from now on."""
        member.lines[session] = None
        self._by_session[session] = member

    def leave(self, session: int) -> None:
        """A session is nobody's any more."""
        self._by_session.pop(session, None)

    def _add(self, request: JoinRequest) -> Member:
        self._require_room()
        participant = Participant(
            id=request.participant or self._new_id(request.transport),
            name=request.name,
            transport=request.transport,
            tenant=request.call.tenant,
        )
        member = Member(participant=participant, is_agent=request.is_agent)
        self._by_id[member.id] = member
        return member

    def _resumed(self, request: JoinRequest) -> Member:
        member = self._by_token.get(request.resume)
        if member is None:
            raise place_given_up()
        if request.participant not in ("", member.id):
            raise RemoteProtocolError(
                "resume: this is the place of another participant",
                status_hint=409,
                code="resume_mismatch",
            )
        return member

    def _require_room(self) -> None:
        if len(self) >= self._limit:
            raise CapacityError(
                f"all {self._limit} places of this call are taken", code="call_full"
            )

    def _forget_tokens(self, member: Member) -> Sequence[str]:
        tokens = self._tokens_of(member)
        for token in tokens:
            del self._by_token[token]
        return tokens

    def _tokens_of(self, member: Member) -> list[str]:
        return [token for token, owner in self._by_token.items() if owner is member]

    def _new_id(self, transport: str) -> str:
        return f"{transport}-{secrets.token_hex(_ID_BYTES)}"


def _taken(participant: str, remedy: str) -> RemoteProtocolError:
    return RemoteProtocolError(
        f"participant: {participant!r} is in this call already; {remedy}",
        status_hint=409,
        code="participant_taken",
    )
