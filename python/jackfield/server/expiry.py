"""Ends sessions that nobody has any use for any more, and says why."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from jackfield.calls import LiveCall
from jackfield.config import Settings
from jackfield.line import Line
from jackfield.tokens import Grant

LOOK_S = 15.0
"""Between two looks at all sessions; so much later than the settings say one may end."""
INACTIVE = "inactive"
"""Nothing was said or heard for ``idle_session_s``."""
TOO_OLD = "max_duration"
"""It has lasted ``max_session_s``."""
TOKEN_EXPIRED = "token_expired"  # noqa: S105  # a reason
"""The token that let them in has, ``token_grace_s`` ago."""

_COUNTED = ("packets_received", "packets_sent")

Stats: TypeAlias = Callable[[int], Mapping[str, float] | None]
"""The core's figures of a session."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.session")


@dataclass(slots=True)
class _Watched:
    """One session; times are those of the clock that only goes forward."""

    line: Line
    grant: Grant | None
    opened_at: float
    active_at: float
    packets: float = 0.0


class Expiry:
    """See the module.

    Args:
        settings: Say how long is too long.
        stats: The core's figures of a session, ``None`` for one that is over.
        count: Told why each was ended.
        clock: Seconds that only go forward.
        wall: Seconds since 1970, which tokens are dated by.

    Attributes:
        settings: May be replaced.
    """

    def __init__(
        self,
        settings: Settings,
        stats: Stats,
        count: Callable[[str], object],
        *,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self.settings = settings
        self._stats = stats
        self._count = count
        self._clock = clock
        self._wall = wall
        self._by_session: dict[int, _Watched] = {}

    def __len__(self) -> int:
        return len(self._by_session)

    def watch(self, line: Line, grant: Grant | None = None) -> None:
        """Look at a session from now on, until it ends.

        Args:
            line: Its own.
            grant: What let them in.
        """
        now = self._clock()
        self._by_session[line.session] = _Watched(line, grant, now, now)
        line.at_end(lambda: self._by_session.pop(line.session, None))

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look()

    def look(self) -> None:
        """End those whose time has come."""
        for watched in list(self._by_session.values()):
            why = self._why_over(watched)
            if why:
                line = watched.line
                # Its end may take a moment: nobody is to be told twice.
                del self._by_session[line.session]
                self._count(why)
                _log.info("session_expired", session=line.session, call=line.call, reason=why)
                line.expel(why)

    def _why_over(self, watched: _Watched) -> str:
        """A word, empty while it may go on."""
        settings, now = self.settings, self._clock()
        self._note_packets(watched, now)
        if _is_past(now, watched.opened_at, settings.max_session_s):
            return TOO_OLD
        until = watched.grant.expires_at if watched.grant is not None else 0.0
        if until and _is_past(self._wall(), until, settings.token_grace_s):
            return TOKEN_EXPIRED
        if _is_past(now, watched.active_at, settings.idle_session_s):
            return INACTIVE
        return ""

    def _note_packets(self, watched: _Watched, now: float) -> None:
        figures = self._stats(watched.line.session) or {}
        packets = sum(figures.get(name, 0.0) for name in _COUNTED)
        if packets != watched.packets or _has_pictures(watched.line):
            watched.packets = packets
            watched.active_at = now


def _is_past(now: float, since: float, limit: float) -> bool:
    """Whether that long ago is too long; 0 is no limit."""
    return 0 < limit <= now - since


def _has_pictures(line: Line) -> bool:
    """Whether somebody in its call sends pictures, which the core does not count by session."""
    call = line.company
    return isinstance(call, LiveCall) and any("video" in one.tracks for one in call.participants)
