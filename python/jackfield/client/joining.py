"""A call about to be joined."""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import TracebackType

from typing_extensions import override

from jackfield.call import Connection


class Joining(Coroutine[object, object, Connection]):
    """``async with`` leaves the call at the end; after ``await``, you do.

    It is a coroutine as well, as asyncio's ``create_task`` and ``TaskGroup`` want one.
    """

    def __init__(self, join: Callable[[], Awaitable[Connection]]) -> None:
        self._join = join
        self._connection: Connection | None = None
        self._begun: Coroutine[object, object, Connection] | None = None

    @override
    def __await__(self) -> Generator[object, object, Connection]:
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

    @override
    def send(self, value: object) -> object:
        return self._steps().send(value)

    @override
    def throw(
        self,
        kind: type[BaseException] | BaseException,
        value: object = None,
        traceback: TracebackType | None = None,
        /,
    ) -> object:
        error = value if isinstance(value, BaseException) else kind
        return self._steps().throw(error if isinstance(error, BaseException) else error())

    @override
    def close(self) -> None:
        if self._begun is not None:
            self._begun.close()

    def _steps(self) -> Coroutine[object, object, Connection]:
        """Not earlier than somebody runs it: who only looks at it owes it no ``await``."""
        if self._begun is None:
            self._begun = self._begin()
        return self._begun

    async def _begin(self) -> Connection:
        return await self._join()
