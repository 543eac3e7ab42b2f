"""Opens the calls, keeps them going, and prints the report."""

import argparse
import gc
import heapq
import json
import select
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.socketload.caller import FRAME_S, Caller, Signal, Turn
from bench.socketload.processes import Usage
from bench.socketload.report import Course, report
from bench.socketload.wire import RefusedError, dial

SETTLE_S = 2.0
TAIL_S = 1.0
DEFAULT_RATE = 16_000


@dataclass
class Generator:
    """All callers on one thread."""

    url: str
    rate: int
    call: str = ""
    speakers: int = 0
    callers: list[Caller] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    connected_ms: list[float] = field(default_factory=list)
    lag_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.signal = Signal(self.rate)
        self._due: list[tuple[float, int]] = []
        self._began = time.monotonic()

    def open(self) -> None:
        """Begin one more call."""
        began = time.monotonic()
        try:
            connection, reader = dial(self._endpoint(), self.rate)
        except (OSError, RefusedError) as error:
            self.errors.append(str(error))
            return
        now = time.monotonic()
        self.connected_ms.append(1e3 * (now - began))
        heapq.heappush(self._due, (now, len(self.callers)))
        frame = round((now - self._began) / FRAME_S) if self.call else 0
        turn = self._turn(len(self.callers))
        self.callers.append(Caller(connection, reader, self.signal, turn=turn, first_frame=frame))

    def run(self, until: float) -> None:
        """Send and receive until then."""
        while (now := time.monotonic()) < until:
            due = self._due[0][0] if self._due else until
            self._read(max(0.0, min(due, until) - now))
            self._send()

    def _endpoint(self) -> str:
        if not self.call:
            return self.url
        name = f"load-{len(self.callers) + len(self.errors)}"
        separator = "&" if "?" in self.url else "?"
        return f"{self.url}{separator}{urlencode({'call': self.call, 'participant': name})}"

    def _turn(self, index: int) -> Turn | None:
        if not self.call:
            return None
        speaker = index if index < self.speakers else None
        return Turn(speaker=speaker, speakers=max(1, self.speakers))

    def _read(self, wait: float) -> None:
        callers = {caller.connection: caller for caller in self.callers if not caller.is_over}
        # select(), as poll() rounds its time up to a millisecond.
        readable, _, _ = select.select(list(callers), [], [], wait)
        for connection in readable:
            callers[connection].read(time.monotonic())

    def _send(self) -> None:
        while self._due and self._due[0][0] <= (now := time.monotonic()):
            due, index = self._due[0]
            caller = self.callers[index]
            if caller.is_over:
                heapq.heappop(self._due)
                continue
            self.lag_ms.append(1e3 * (now - due))
            caller.send(now)
            heapq.heapreplace(self._due, (due + FRAME_S, index))


def main() -> int:
    """One run; 1 if a call could not be opened or ended early."""
    options = _options()
    generator = Generator(options.url, options.rate, call=options.call, speakers=options.speakers)
    gc.disable()
    before, began = Usage.now(options.pid), time.monotonic()
    for number in range(options.sessions):
        generator.run(began + number / options.ramp)
        generator.open()
    ramped, ramp_s = Usage.now(options.pid), time.monotonic() - began
    generator.run(time.monotonic() + SETTLE_S)
    generator.lag_ms.clear()
    opened, begin = Usage.now(options.pid), time.monotonic()
    generator.run(begin + options.duration)
    closed, end = Usage.now(options.pid), time.monotonic()
    lag_ms = list(generator.lag_ms)
    generator.run(end + TAIL_S)
    found = report(
        options.label,
        Course(
            callers=generator.callers,
            errors=generator.errors,
            connected_ms=generator.connected_ms,
            frame_bytes=generator.signal.frame_bytes,
            is_native=options.native,
            is_call=bool(options.call),
            lag_ms=lag_ms,
            begin=begin,
            end=end,
            ramp_s=ramp_s,
            before=before,
            ramped=ramped,
            opened=opened,
            closed=closed,
        ),
    )
    for caller in generator.callers:
        caller.close()
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found["failed"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="ws://HOST:PORT/ws/audio?agent=NAME")
    parser.add_argument("--pid", type=int, required=True, help="of the server")
    parser.add_argument("--label", default="")
    parser.add_argument("-n", "--sessions", type=int, default=1)
    parser.add_argument("--ramp", type=float, default=25, help="calls opened a second")
    parser.add_argument("--duration", type=float, default=20, help="of the window, in seconds")
    parser.add_argument("--rate", type=int, default=DEFAULT_RATE)
    parser.add_argument("--call", default="", help="join this call (TYPE:ID) instead of an echo")
    parser.add_argument(
        "--speakers",
        type=int,
        default=5,
        help="with --call: how many burst, in turn; others are silent",
    )
    parser.add_argument(
        "--native", action="store_true", help="each message comes back: also time messages"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
