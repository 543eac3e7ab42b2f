"""A real server in a process of its own, started as users do, and what it says of itself."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "python/jackfield/server/static/index.html"
START_LIMIT_S = 60
STOP_LIMIT_S = 45
HTTP_LIMIT_S = 30
IDLE_LIMIT_S = 45

LogEvent: TypeAlias = dict[str, object]


class LiveServer:
    """``jackfield serve`` on a free port; its log is read as it is written."""

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        assert PAGE.is_file(), "the page is not built: run `make build`"
        # No STUN servers: nothing here may leave this machine.
        serve = ("serve", "--port", str(port), "--ice-server=", "--log-format", "json", *options)
        self._process = subprocess.Popen(  # our own program
            [sys.executable, "-m", "jackfield.cli", *serve],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._news = threading.Condition()
        self._log: list[LogEvent] = []
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        try:
            self.url = str(self.wait_for("listening", limit_s=START_LIMIT_S)["url"])
        except BaseException:
            self.kill()
            raise
        self.port = int(self.url.rstrip("/").rpartition(":")[2])
        self.whip = self.url + "whip"
        self.pid = self._process.pid

    @property
    def log(self) -> list[LogEvent]:
        """All it has logged so far."""
        with self._news:
            return list(self._log)

    @property
    def complaints(self) -> list[LogEvent]:
        """Errors, and what was printed that is no log: a panic, a traceback."""
        return [event for event in self.log if event.get("level") in (None, "error", "critical")]

    def events(self, name: str) -> list[LogEvent]:
        """Log events of one name."""
        return [event for event in self.log if event.get("event") == name]

    def wait_for(self, name: str, *, count: int = 1, limit_s: float = 15) -> LogEvent:
        """The count-th log event of a name, as soon as it is there."""
        deadline = time.monotonic() + limit_s
        with self._news:
            while len(found := [e for e in self._log if e.get("event") == name]) < count:
                left = deadline - time.monotonic()
                ended = not self._reader.is_alive() and self._process.poll() is not None
                if left <= 0 or ended:
                    raise AssertionError(f"the server never logged {count} x {name}: {self._log}")
                self._news.wait(min(left, 0.2))
        return found[count - 1]

    def begin_anew(self) -> None:
        """Wait until all calls have ended, and forget what was logged of them."""
        deadline = time.monotonic() + IDLE_LIMIT_S
        while (sessions := json.loads(self.get("health"))["sessions"]) > 0:
            assert time.monotonic() < deadline, f"{sessions} sessions never ended: {self.log}"
            time.sleep(0.05)
        assert self.complaints == []
        self.show_log()
        with self._news:
            self._log.clear()

    def show_log(self) -> None:
        """For whoever wonders why a test failed."""
        sys.stdout.write("".join(f"server: {json.dumps(event)}\n" for event in self.log))

    async def logged(self, name: str, *, count: int = 1, limit_s: float = 15) -> LogEvent:
        """The same without keeping the event loop from its work."""
        return await asyncio.to_thread(self.wait_for, name, count=count, limit_s=limit_s)

    def get(self, path: str) -> str:
        """The body of a GET."""
        with urllib.request.urlopen(self.url + path, timeout=HTTP_LIMIT_S) as response:  # noqa: S310
            body: bytes = response.read()
        return body.decode()

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that bear these labels."""
        families = text_string_to_metric_families(self.get("metrics"))
        return sum(
            sample.value
            for family in families
            for sample in family.samples
            if sample.name == f"jackfield_{name}" and labels.items() <= sample.labels.items()
        )

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()
        self._finish()

    def stop(self) -> int:
        """Ask it to end, and wait until it has; the answer is its exit code."""
        self._process.terminate()
        return self._finish()

    def _finish(self) -> int:
        try:
            return self._process.wait(STOP_LIMIT_S)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            if self._process.stdout is not None:
                self._process.stdout.close()

    def _read_log(self) -> None:
        for line in self._process.stdout or ():
            try:
                event = json.loads(line)
            except ValueError:
                event = {"text": line}
            with self._news:
                self._log.append(event)
                self._news.notify_all()


@contextmanager
def serving(folder: Path, *options: str, port: int = 0) -> Iterator[LiveServer]:
    """Start a server, and stop it whatever happens; it must have had nothing to complain about."""
    server = LiveServer(folder, "--drain-timeout-s", "0", *options, port=port)
    try:
        yield server
    except BaseException:
        server.show_log()
        raise
    finally:
        server.stop()
    assert not server.complaints, server.complaints
