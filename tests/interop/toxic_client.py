"""Debian's terminal client of Tox, in a terminal that a test reads and types into."""

import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable
from pathlib import Path

from jackfield.tox import Tox
from tox_kit import Side, until

PROGRAM = "toxic"
ROWS, COLUMNS = 40, 120
NEXT_WINDOW = b"\x10"
CLOSING_S = 20.0
CONTROL = re.compile(rb"\x1b(?:[\[()][0-9;?]*[A-Za-z]?|[=>])|[\x0e\x0f]")
"""What moves the cursor and sets colours."""
SETTINGS = "ui = { nodelist_update_freq = 0; show_welcome_msg = false; };\n"


class Toxic:
    """The client, whose one friend is a Tox of this process, and who knows of no other node.

    Args:
        folder: Its home.
        library: A stand-in for libtoxcore, which it is started with.
        identity: What it is, as libtoxcore saves it.
        friend: Its friend, to whom it connects.
    """

    def __init__(self, folder: Path, library: Path, identity: bytes, friend: Tox) -> None:
        profile, nodes, settings = (folder / name for name in ("own.tox", "nodes", "settings"))
        profile.write_bytes(identity)
        nodes.write_text(_node(friend))
        settings.write_text(SETTINGS)
        self._shown = b""
        self._terminal, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        files = [f"--file={profile}", f"--nodes={nodes}", f"--config={settings}"]
        self._process = subprocess.Popen(
            [PROGRAM, "--ipv4", "--no-lan", "--default-locale", *files],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TERM": "vt100",
                "LD_PRELOAD": str(library),
                "ALSOFT_DRIVERS": "null",  # this machine's loudspeakers are not its
            },
            start_new_session=True,
        )
        os.close(inner)

    @property
    def libraries(self) -> set[Path]:
        """The files of libtoxcore that it has loaded."""
        lines = Path(f"/proc/{self._process.pid}/maps").read_text().splitlines()
        return {Path(line.split()[-1]) for line in lines if "libtoxcore" in line}

    def read(self) -> None:
        """Take what it has written."""
        while select.select([self._terminal], [], [], 0)[0]:
            try:
                self._shown += os.read(self._terminal, 65536)
            except OSError:  # it has ended
                return

    def shows(self, words: str) -> bool:
        """Whether it has written that since something was last typed."""
        return words in CONTROL.sub(b"", self._shown).decode(errors="replace")

    def type(self, line: str) -> None:
        self._shown = b""
        os.write(self._terminal, line.encode() + b"\r")

    def turn_over(self) -> None:
        """Look at the next window."""
        os.write(self._terminal, NEXT_WINDOW)

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            self.type("/quit")
        try:
            self._process.wait(CLOSING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._terminal)


class Visit:
    """The client and its friend, who drives himself and reads along whenever somebody waits."""

    def __init__(self, toxic: Toxic, friend: Side) -> None:
        self.toxic = toxic
        self.friend = friend

    def open_chat(self) -> None:
        """A message opens its window, the third, in which there are calls as well."""
        self.until(lambda: self.friend.is_online)
        self.friend.listen()
        self.friend.tox.send_message(self.friend.friend, "hello")
        self.see("[1]")
        for _ in range(2):
            self.toxic.turn_over()
        self.see("hello")

    def see(self, words: str) -> None:
        self.until(lambda: self.toxic.shows(words))

    def until(self, is_so: Callable[[], bool]) -> None:
        until(is_so, self._turn)

    def _turn(self) -> None:
        self.friend.tox.iterate()
        if self.friend.tox.av is not None:
            self.friend.av.iterate()
        self.toxic.read()


def _node(tox: Tox) -> str:
    """The one node of a network, as nodes.tox.chat would list it."""
    node = {
        "ipv4": "127.0.0.1",
        "ipv6": "-",
        "port": tox.udp_port,
        "tcp_ports": [],
        "public_key": tox.dht_id,
        "maintainer": "-",
        "location": "-",
        "status_udp": True,
        "status_tcp": False,
        "version": "1000002018",
        "motd": "-",
        "last_ping": 1,
    }
    # It looks for these very characters.
    return json.dumps({"last_scan": 1, "last_refresh": 1, "nodes": [node]}, separators=(",", ":"))
