"""A sound system of one's own: a loudspeaker that nobody hears, and a microphone that hears a file.

Firefox can pretend to have a microphone, but only one that hums; and without a sound system its
audio never starts.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.tools import stop

RATE = 48_000
START_LIMIT_S = 45
STOP_LIMIT_S = 30
NEEDS = ("pulseaudio", "pactl", "ffmpeg")


@contextmanager
def sound_system(folder: Path, speech: Path) -> Iterator[Mapping[str, str]]:
    """The environment of programs that are to hear and play there.

    Args:
        folder: For its sockets; short, as the names of sockets may not be long.
        speech: What is said into the microphone, again and again.
    """
    address = folder / "sound"
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{address}",
    }
    modules = (
        f"module-native-protocol-unix auth-anonymous=1 socket={address}",
        f"module-null-sink sink_name=speaker rate={RATE}",
        f"module-null-sink sink_name=voice rate={RATE}",
    )
    daemon = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
    loads = [part for module in modules for part in ("-L", module)]
    with ExitStack() as running:
        running.enter_context(_program([*daemon, *loads], environment))
        _await_answer(environment)
        _control(environment, "set-default-sink", "speaker")
        _control(environment, "set-default-source", "voice.monitor")
        say = ["ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(speech)]
        target = ["-f", "pulse", "-device", "voice", "speech"]
        running.enter_context(_program([*say, *target], environment))
        yield environment


@contextmanager
def _program(command: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        stop(process, STOP_LIMIT_S)


def _await_answer(environment: Mapping[str, str]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not _answers(environment):
        assert time.monotonic() < deadline, "PulseAudio never answered"
        time.sleep(0.1)


def _answers(environment: Mapping[str, str]) -> bool:
    asked = subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False)
    return asked.returncode == 0


def _control(environment: Mapping[str, str], *command: str) -> None:
    subprocess.run(["pactl", *command], env=environment, check=True)
