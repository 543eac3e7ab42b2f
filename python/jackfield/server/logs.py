"""Structured logs: one JSON object a line, one event per change of state.

Fields are listed in docs/logs.md. What must never be in a log is taken out of every event here,
wherever it came from: SDP secrets, bearer tokens and the session URLs that stand for a password.
"""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from jackfield.config import LogFormat, LogLevel, Settings

_MASK = "***"
_TEMPLATE = r"\{\w+\}(?![^\s\"'\\])"  # of a route, which names its parameter and holds no value
_SECRETS = re.compile(
    r"((?:ice-pwd|ice-ufrag|fingerprint|crypto):(?:\S+\s)?|\bBearer\s+"
    rf"|/?\bwhip/(?!{_TEMPLATE}))[^\s\"'\\]+",
    re.IGNORECASE,
)


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything, also what libraries log, to one stream in one form.

    Args:
        settings: For level and form.
        stream: Where to; standard output if None.
    """
    stream = stream or sys.stdout
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_last_steps(settings.log_format, stream),
            ],
        )
    )
    _replace_handlers(handler, settings.log_level)


def without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Mask secrets in every text of an event."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _SECRETS.sub(rf"\1{_MASK}", value)
    return event


def _last_steps(log_format: LogFormat, stream: TextIO) -> list[Processor]:
    if log_format == "console" or (log_format == "auto" and stream.isatty()):
        plain = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        return [structlog.processors.format_exc_info, without_secrets, plain]
    return [
        structlog.processors.format_exc_info,
        without_secrets,
        structlog.processors.JSONRenderer(sort_keys=False, ensure_ascii=False),
    ]


def _replace_handlers(handler: logging.Handler, level: LogLevel) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    # uvicorn tells of each step of its start and stop; our own events say it once.
    logging.getLogger("uvicorn.error").setLevel(max(logging.WARNING, root.level))
