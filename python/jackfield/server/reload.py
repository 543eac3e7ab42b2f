"""New settings without a new process: what SIGHUP does."""

from collections.abc import Callable

import structlog

from jackfield.auth import check_exposure
from jackfield.config import Settings
from jackfield.errors import JackfieldError
from jackfield.server import logs
from jackfield.server.app import Server
from jackfield.server.tls import ServerTls

RELOADABLE = frozenset(
    {
        "api_keys",
        "api_secrets",
        "drain_timeout_s",
        "ice_servers",
        "idle_session_s",
        "max_session_s",
        "max_sessions",
        "retry_after_s",
        "served_transports",
        "token_grace_s",
        "token_leeway_s",
        "transport",
        "webhook_attempts",
        "webhook_backoff_max_s",
        "webhook_backoff_s",
        "webhook_queue",
        "webhook_timeout_s",
        "webhooks",
        "websocket_share",
    }
)
"""Settings that a running server follows; docs/configuration.md names them too."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class Reloader:
    """Reads the settings again and hands on what may change.

    Args:
        server: Follows.
        settings: In force.
        read: Brings flags, environment and file together again.
        tls: Reads its certificate again, if there is one.
    """

    def __init__(
        self,
        server: Server,
        settings: Settings,
        read: Callable[[], Settings],
        tls: ServerTls | None = None,
    ) -> None:
        self._server = server
        self._settings = settings
        self._read = read
        self._tls = tls

    def reload(self) -> None:
        """Follow the settings as they are now; those that cannot be used change nothing."""
        try:
            read = self._read()
            settings = merged(self._settings, read)
            check_exposure(settings)
            if self._tls is not None:
                self._tls.load()
        except JackfieldError as error:
            _log.warning("reload_failed", reason=str(error))
            return
        changed = differing(self._settings, settings)
        needs_restart = differing(settings, read)
        logs.learn(settings)
        self._server.reload(settings)
        self._settings = settings
        _log.info("settings_reloaded", changed=changed)
        if needs_restart:
            _log.warning("restart_needed", settings=needs_restart)


def merged(old: Settings, new: Settings) -> Settings:
    """The old settings, with the new values of those that may change."""
    return old.model_copy(update={name: getattr(new, name) for name in RELOADABLE})


def differing(left: Settings, right: Settings) -> list[str]:
    """The names of the settings that are not the same, never their values."""
    names = type(left).model_fields
    return [name for name in names if getattr(left, name) != getattr(right, name)]
