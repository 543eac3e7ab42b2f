"""The servers that are compared, each started on loopback with a port of its own."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bench.tools import BENCH, ROOT, go_program, peer_python, stop

Command: TypeAlias = Sequence[str | Path]

START_LIMIT_S = 60
STOP_LIMIT_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A running server, as the load generator has to know it."""

    label: str
    url: str
    pid: int
    load_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A server of another project, in ``bench/peers``."""

    port: int
    options: tuple[str, ...] = ()
    path: str = "/whip"
    folder: str = ""
    load_options: tuple[str, ...] = ()


PEERS = {
    "pion": Peer(port=8102),
    "aiortc": Peer(port=8101),
    "aiortc-pass": Peer(port=8105, folder="aiortc", options=("--pass-through",)),
    "pipecat": Peer(port=8103),
    "fastrtc": Peer(port=8104, path="/webrtc/offer", load_options=("-api", "json", "-datachannel")),
}
OURS = "jackfield"
OUR_PORT = 8110
# All load comes from one client address, and a log line per session would be in the figures.
QUIET = ("--rate-limit", "0", "--log-level", "warning", "--ice-server=")


@contextmanager
def running(name: str, agent: str = "parrot", options: Sequence[str] = ()) -> Iterator[Target]:
    """Start a server, wait until it answers, stop it at the end.

    ``NAME=URL,PID`` stands for one that runs already and is left running. The agent and the options
    are for ours.
    """
    if "=" in name:
        label, _, rest = name.partition("=")
        url, _, pid = rest.rpartition(",")
        yield Target(label=label, url=url, pid=int(pid))
        return
    if name == OURS:
        command: Command = [Path(sys.executable).with_name("jackfield"), *_serve(agent), *options]
        peer = Peer(port=OUR_PORT)
    else:
        peer = PEERS[name]
        command = _peer_command(name, peer)
    with _started(name, command, peer) as target:
        yield target


@contextmanager
def misbehaving(how: str, agent: str) -> Iterator[Target]:
    """Our server with ``bench.misbehave`` in it."""
    command = [sys.executable, "-m", "bench.misbehave", how, *_serve(agent)]
    with _started(OURS, command, Peer(port=OUR_PORT)) as target:
        yield target


def _serve(agent: str) -> list[str]:
    return ["serve", "--port", str(OUR_PORT), "--agent", agent, *QUIET]


def _peer_command(name: str, peer: Peer) -> Command:
    if name == "pion":
        return [go_program("peers/pion"), "-addr", f"127.0.0.1:{peer.port}"]
    folder = peer.folder or name
    server = BENCH / "peers" / folder / "server.py"
    return [peer_python(folder), server, "--port", str(peer.port), *peer.options]


@contextmanager
def _started(label: str, command: Command, peer: Peer) -> Iterator[Target]:
    url = f"http://127.0.0.1:{peer.port}{peer.path}"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for_http(url, process)
            yield Target(label=label, url=url, pid=process.pid, load_options=peer.load_options)
        finally:
            stop(process, STOP_LIMIT_S)


def _wait_for_http(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server of {url} ended at once, with code {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return  # it answers, if only that it wants a POST
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{url} did not answer in {START_LIMIT_S} s")
