"""What every call of a client is: a name, whose it is, and how it is joined."""

from dataclasses import dataclass
from typing import TypeVar

import httpx

from jackfield.call import CallLine, Connection
from jackfield.calls import CallName, LiveCall
from jackfield.client.account import Account
from jackfield.client.cores import Cores
from jackfield.client.handlers.embedded import find_embedded_call, join_embedded_call
from jackfield.client.handlers.mock import join_mock_call
from jackfield.client.handlers.remote import join_remote_call
from jackfield.client.joining import Joining
from jackfield.client.operations import Operation, creating, moving, request_of
from jackfield.errors import ConfigError, JoinCode, JoinError, RemoteProtocolError
from jackfield.v1 import MockConfig

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """What a call is made with if there is none yet.

    Attributes:
        created_by_id: The user on whose behalf it is made.
    """

    created_by_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResponse:
    """A call that there is.

    Attributes:
        type: Its kind.
        id: Its name among those of its kind.
        created_by_id: Who made it.
    """

    type: str
    id: str
    created_by_id: str


class BaseCall:
    """What calls of both clients do alike."""

    def __init__(self, account: Account, cores: Cores, call_type: str, call_id: str) -> None:
        self.type = call_type
        self.id = call_id
        self._account = account
        self._cores = cores
        self._created: CallResponse | None = None
        self._mock: MockConfig | None = None

    @property
    def cid(self) -> str:
        """Type and id in one: what logs and errors name."""
        return f"{self.type}:{self.id}"

    def set_mock(self, config: MockConfig | None) -> None:
        """Have those who join from now on meet participants that speak files; None takes it back.

        Raises:
            ConfigError: This is no configuration.
        """
        if config is None:
            self._mock = None
            return
        if not isinstance(config, MockConfig):
            raise ConfigError(f"mock: must be a MockConfig, not {type(config).__name__}")
        self._mock = MockConfig()
        self._mock.CopyFrom(config)

    def join(self, user_id: str) -> Joining:
        """Join as this user: ``async with call.join("bot") as connection``.

        Raises, when it is entered or awaited:
            JoinError: The call cannot be joined; the message says why, and so does the code.
        """
        return Joining(lambda: self._join(user_id))

    async def _join(self, user_id: str) -> Connection:
        if not user_id:
            raise JoinError(f"{self.cid}: user_id is empty", call=self.cid)
        return Connection(await self._line(user_id))

    async def _line(self, user_id: str) -> CallLine:
        if self._mock is not None:
            return join_mock_call(self._mock, self.cid)
        if self._account.base_url:
            return await join_remote_call(self._cores, self._account, self.cid, user_id)
        maker = self._created.created_by_id if self._created is not None else user_id
        return await join_embedded_call(self._cores, self._name(), user_id, created_by_id=maker)

    def _name(self) -> CallName:
        try:
            return CallName.of(self.type, self.id)
        except RemoteProtocolError as error:
            raise JoinError(f"{self.cid}: {error}", code=JoinCode.JOIN, call=self.cid) from error

    def _create_here(self, data: CallRequest) -> CallResponse:
        self._check(data)
        if self._created is None:
            self._created = self._response(data.created_by_id)
        return self._created

    def _check(self, data: CallRequest) -> None:
        if not data.created_by_id:
            raise ConfigError("created_by_id: is empty")

    def _created_there(self, document: object, data: CallRequest) -> CallResponse:
        maker = document.get("created_by_id") if isinstance(document, dict) else None
        self._created = self._response(maker if isinstance(maker, str) else data.created_by_id)
        return self._created

    def _response(self, created_by_id: str) -> CallResponse:
        return CallResponse(type=self.type, id=self.id, created_by_id=created_by_id)

    def _creating(self, data: CallRequest) -> httpx.Request:
        self._check(data)
        return creating(self._account, self.type, self.id, data.created_by_id)

    def _request(self, operation: Operation[T]) -> httpx.Request:
        return request_of(operation, self._account, self.type, self.id)

    def _do_here(self, operation: Operation[T]) -> T:
        return operation.here(self._found())

    def _found(self) -> LiveCall:
        """The call, in this process."""
        call = find_embedded_call(self._cores, self._name())
        if call is None:
            raise RemoteProtocolError(
                f"{self.cid}: there is no such call", status_hint=404, code="call_unknown"
            )
        return call

    def _moving(self, participant: str, to: "BaseCall") -> Operation[None]:
        return moving(participant, to.cid, to._found)  # noqa: SLF001  # of the same class

    @property
    def _is_here(self) -> bool:
        return self._mock is not None or not self._account.base_url
