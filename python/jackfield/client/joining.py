"""A call about to be joined."""

from collections.abc import Awaitable, Callable, Generator
from types import TracebackType

from jackfield.call import Connection


class Joining:
    """``async with`` leaves the call at the end; after ``await``, you do."""

    def __init__(self, join: Callable[[], Awaitable[Connection]]) -> None:
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
        return await self._join()
