"""All that operators have, put together."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter

from jackfield.calls import CallBook
from jackfield.config import Settings
from jackfield.line import Line
from jackfield.server.dialling import Dialler
from jackfield.server.event_feed import EventFeed
from jackfield.server.gate import Gate
from jackfield.server.metrics import Metrics
from jackfield.server.v1 import operator_routers
from jackfield.server.v1.event_socket import EventSocket
from jackfield.server.v1.event_stream import EventStream
from jackfield.server.v1.operating import Operating
from jackfield.server.v1.participants import Bring
from jackfield.server.v1.players import Players
from jackfield.server.v1.watching import Watching


class OperatorApi:
    """Resources and streams of one server.

    Args:
        settings: In force.
        gate: Lets requests in.
        feed: What happens in calls.
        metrics: Count streams.
        book: The calls there are; raises a CapacityError while the server starts.
        bring: Has an agent sit in a call.
        watch: Told of each session of somebody who was called.
    """

    def __init__(  # noqa: PLR0913  # the parts of a server that it steers
        self,
        settings: Settings,
        gate: Gate,
        feed: EventFeed,
        metrics: Metrics,
        book: Callable[[], CallBook],
        bring: Bring,
        *,
        watch: Callable[[Line], object] = lambda _: None,
    ) -> None:
        self._operating = Operating(settings, gate, book)
        self._players = Players()
        self._bring = bring
        self._dialler = Dialler(settings.request_timeout_s, watch=watch)
        self._watching = Watching(settings, feed, gate, metrics)
        self._socket = EventSocket(settings, self._watching)

    def routers(self) -> list[APIRouter]:
        """The routes of everything."""
        return [
            *operator_routers(self._operating, self._players, self._bring, self._dialler),
            EventStream(self._watching).router(),
            self._socket.router(),
        ]

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """What takes longer than a request runs in these tasks."""
        self._players.start(tasks)
        self._dialler.start(tasks)
        self._socket.start(tasks)

    def cut_off(self) -> int:
        """End streams whose key is not known any more; gives how many."""
        return self._watching.cut_off()

    def reload(self, settings: Settings) -> None:
        """Follow new settings."""
        self._operating.settings = settings
        self._watching.settings = settings
