"""Structured logs: one JSON object a line, one event per change of state.

Fields are listed in docs/logs.md. What must never be in a log is taken out of every line here,
wherever it came from (``mask.py``).

Our own events go to the stream without the standard library's ``logging``, which costs more than
all the rest of an event; what libraries log comes by it and gets the same form.
"""

import contextlib
import json
import logging
import sys
from collections.abc import Callable
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from jackfield.config import Settings
from jackfield.config_server import LogFormat, LogLevel
from jackfield.server.mask import Mask

_mask = Mask()

_SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
)


class _LineLogger:
    """Writes lines that are ready to a stream; the methods are named as levels are."""

    __slots__ = ("_stream", "name")

    def __init__(self, name: str, stream: TextIO) -> None:
        self.name = name
        self._stream = stream

    def write(self, line: str) -> None:
        """A stream that is full or gone loses lines; calls go on."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = write


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything, also what libraries log, to one stream in one form.

    Args:
        settings: For level and form.
        stream: Where to; standard output if None.
    """
    _mask.forget()
    _mask.learn(settings)
    target = stream or sys.stdout
    last_steps = _last_steps(settings.log_format, target)
    structlog.configure(
        processors=[*_SHARED, *last_steps],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=lambda *names: _LineLogger(names[0] if names else "jackfield", target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last_steps],
        )
    )
    _replace_handlers(handler, settings.log_level)


def learn(settings: Settings) -> None:
    """Keep the secrets of new settings out of the log, besides those of the old."""
    _mask.learn(settings)


def _last_steps(log_format: LogFormat, stream: TextIO) -> list[Processor]:
    return [structlog.processors.format_exc_info, _masked(_renderer(log_format, stream))]


def _renderer(
    log_format: LogFormat, stream: TextIO
) -> Callable[[WrappedLogger, str, EventDict], str]:
    if log_format == "console" or (log_format == "auto" and stream.isatty()):
        return structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    encoder = json.JSONEncoder(ensure_ascii=False, default=repr)
    return lambda _, __, event: encoder.encode(event)


def _masked(render: Callable[[WrappedLogger, str, EventDict], str]) -> Processor:
    return lambda logger, name, event: _mask(render(logger, name, event))


def _replace_handlers(handler: logging.Handler, level: LogLevel) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    # It tells of each request with its address, which of a webhook may be a secret.
    logging.getLogger("httpx").setLevel(max(logging.WARNING, root.level))
    # uvicorn tells of each step of its start and stop; our own events say it once.
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, root.level))
