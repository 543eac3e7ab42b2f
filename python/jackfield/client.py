"""The SDK: calls that a program of yours joins.

::

    call = Client().video.rtc_call("default", "example")
    call.set_mock(MockConfig(participants=[MockParticipant(id="ann", audio=["hello.wav"])]))
    async with call.join("bot") as connection:
        async for participant, (rate, pcm) in connection.incoming_audio:
            ...
"""

import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from typing_extensions import override

from jackfield.call import Connection
from jackfield.errors import ConfigError, JoinError
from jackfield.mock import MockLine
from jackfield.v1 import MockConfig

KEY_VARIABLE = "JACKFIELD_API_KEY"
SECRET_VARIABLE = "JACKFIELD_API_SECRET"  # noqa: S105  # the name of a variable


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


class Joining:
    """A call about to be joined. ``async with`` leaves it at the end; after ``await``, you do."""

    def __init__(self, join: Callable[[], Connection]) -> None:
        self._join = join
        self._connection: Connection | None = None

    def __await__(self) -> Generator[None, None, Connection]:
        return self._begin().__await__()

    async def __aenter__(self) -> Connection:
        self._connection = await self._begin()
        return self._connection

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            await self._connection.leave()

    async def _begin(self) -> Connection:
        return self._join()


class BaseCall:
    """What calls of both clients do alike."""

    def __init__(self, call_type: str, call_id: str) -> None:
        self.type = call_type
        self.id = call_id
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
            JoinError: The call cannot be joined; the message says why.
        """
        return Joining(lambda: self._join(user_id))

    def _join(self, user_id: str) -> Connection:
        if not user_id:
            raise JoinError(f"{self.cid}: user_id is empty", call=self.cid)
        if self._mock is None:
            raise JoinError(
                f"{self.cid}: only mock calls can be joined yet, and set_mock() was not called",
                call=self.cid,
                code="unsupported",
            )
        return Connection(MockLine.join(self._mock, self.cid))

    def _get_or_create(self, data: CallRequest) -> CallResponse:
        if not data.created_by_id:
            raise ConfigError("created_by_id: is empty")
        if self._created is None:
            self._created = CallResponse(
                type=self.type, id=self.id, created_by_id=data.created_by_id
            )
        return self._created


class RTCCall(BaseCall):
    """A call, by :class:`Client`."""

    def get_or_create(self, *, data: CallRequest) -> CallResponse:
        """The call, made if there is none."""
        return self._get_or_create(data)


class AsyncRTCCall(BaseCall):
    """A call, by :class:`AsyncClient`."""

    async def get_or_create(self, *, data: CallRequest) -> CallResponse:
        """The call, made if there is none."""
        return self._get_or_create(data)


CallT = TypeVar("CallT", bound=BaseCall)


class Video(Generic[CallT]):
    """The calls of a client."""

    def __init__(self, call: Callable[[str, str], CallT]) -> None:
        self._call = call
        self._calls: WeakValueDictionary[tuple[str, str], CallT] = WeakValueDictionary()

    def rtc_call(self, call_type: str, call_id: str) -> CallT:
        """The call of that name; the same object as long as somebody holds it.

        Raises:
            ConfigError: A name is empty.
        """
        for field, value in (("call_type", call_type), ("call_id", call_id)):
            if not value:
                raise ConfigError(f"{field}: is empty")
        call = self._calls.get((call_type, call_id))
        if call is None:
            call = self._calls[call_type, call_id] = self._call(call_type, call_id)
        return call


class BaseClient:
    """What both clients have: a key and its secret.

    They are taken from ``JACKFIELD_API_KEY`` and ``JACKFIELD_API_SECRET`` when they are not given.
    Mock calls need neither.
    """

    def __init__(self, api_key: str | None = None, api_secret: str | None = None) -> None:
        self.api_key = os.environ.get(KEY_VARIABLE, "") if api_key is None else api_key
        self._api_secret = os.environ.get(SECRET_VARIABLE, "") if api_secret is None else api_secret

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}(api_key={self.api_key!r})"


class Client(BaseClient):
    """Calls without waiting, except in them."""

    def __init__(self, api_key: str | None = None, api_secret: str | None = None) -> None:
        super().__init__(api_key, api_secret)
        self.video = Video(RTCCall)


class AsyncClient(BaseClient):
    """The same, where everything is awaited."""

    def __init__(self, api_key: str | None = None, api_secret: str | None = None) -> None:
        super().__init__(api_key, api_secret)
        self.video = Video(AsyncRTCCall)
