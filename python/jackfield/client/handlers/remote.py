"""Calls on a server, joined as a WebRTC peer."""

import ipaddress
import itertools
from urllib.parse import urlsplit

from jackfield.client.account import Account
from jackfield.client.cores import Core, Cores
from jackfield.client.remote_line import RemoteLine

_numbers = itertools.count()


async def join_remote_call(cores: Cores, account: Account, call: str, user_id: str) -> RemoteLine:
    """Join.

    Raises:
        JoinError: The server does not let them in, or there is none.
        ConfigError: The core is not built.
    """
    line = RemoteLine(lambda: core_for(cores, account.base_url), account, call, user_id)
    await line.open()
    return line


def core_for(cores: Cores, base_url: str) -> Core:
    """A core of its own that can reach a server: over loopback only when that is where it is.

    Two sessions of one core with one server would be between the same two addresses.
    """
    host = urlsplit(base_url).hostname or ""
    return cores.take(f"remote {next(_numbers)}", _bind(host))


def _bind(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "::"
    if address.is_loopback:
        return str(address)
    return "0.0.0.0" if address.version == 4 else "::"  # noqa: PLR2004, S104  # who is asked is ours to choose
