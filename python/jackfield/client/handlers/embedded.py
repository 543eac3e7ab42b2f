"""Calls of this process: everybody sits in them, and nothing of them goes over a network."""

from jackfield.calls import CallName, JoinRequest, LiveCall
from jackfield.client.cores import Core, Cores
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    JackfieldError,
    JoinCode,
    JoinError,
    RemoteProtocolError,
)
from jackfield.line import Line

TRANSPORT = "embedded"
_NAME = "embedded"
_BIND = "127.0.0.1"


async def join_embedded_call(
    cores: Cores, name: CallName, user_id: str, *, created_by_id: str = ""
) -> Line:
    """Join; a call that nobody is in begins with it.

    Raises:
        JoinError: There is no room, or somebody with that id is in the call.
        ConfigError: The core is not built.
    """
    core = cores.take(_NAME, _BIND)
    try:
        call = core.book.get_or_create(name, created_by_id=created_by_id)
        request = JoinRequest(call=name, transport=TRANSPORT, participant=user_id)
        line = await call.open_seat(request)
    except (CapacityError, CallEndedError, RemoteProtocolError) as error:
        core.release()
        raise JoinError(f"{name}: {error}", code=_code(error), call=str(name)) from error
    except BaseException:
        core.release()
        raise
    core.release_after(line)
    return line


def find_embedded_call(cores: Cores, name: CallName) -> LiveCall | None:
    """The call of that name in this event loop, if somebody is in it."""
    core: Core | None = cores.known(_NAME)
    return core.book.get(name) if core is not None else None


def _code(error: JackfieldError) -> JoinCode:
    return JoinCode(error.code) if error.code in {*JoinCode} else JoinCode.JOIN
