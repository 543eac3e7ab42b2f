"""The server as a process: its port, its signals, its last words."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import structlog

from jackfield.config import Settings
from jackfield.errors import ConfigError
from jackfield.server.run import listen, warn_of_few_descriptors
from server_kit import OFFER, SDP
from tox_kit import LIBRARIES

ROOT = Path(__file__).parents[2]
EXIT_TIMEOUT_S = 20
PROCESS_TIMEOUT_S = 60
"""A process starts in a second, but on a machine that compiles beside the tests in many."""


class Process:
    """A running server, its events and a client of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.events: list[dict[str, object]] = []
        self.client = httpx.Client(base_url=str(self.wait_for("listening")["url"]))

    def wait_for(self, name: str) -> dict[str, object]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == name:
                return self.events[-1]
        raise AssertionError(f"the server ended without {name!r}: {self.events}")

    def post(self, **headers: str) -> httpx.Response:
        return self.client.post("/whip", content=OFFER, headers={**SDP, **headers})

    def exit_code(self) -> int:
        return self.process.wait(EXIT_TIMEOUT_S)


@contextmanager
def started(*arguments: str) -> Iterator[Process]:
    path = os.pathsep.join(str(ROOT / folder) for folder in ("python", "tests"))
    command = [sys.executable, "-m", "fake_server", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    ) as process:
        try:
            running = Process(process)
            with running.client:
                yield running
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_sigterm_lets_calls_finish_and_takes_no_new_ones() -> None:
    with started() as server:
        assert "only this machine" in str(server.wait_for("no_api_keys")["detail"])
        opened = server.post()
        assert opened.status_code == 201
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("drain_started")
        assert server.client.get("/health/ready").status_code == 503
        assert server.client.get("/health/live").status_code == 200
        assert server.post().status_code == 503
        session = opened.url.join(opened.headers["Location"])
        assert server.client.delete(session).status_code == 200
        server.wait_for("drain_finished")
        assert server.exit_code() == 0


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_a_second_sigterm_does_not_wait() -> None:
    with started() as server:
        assert server.post().status_code == 201
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("drain_started")
        server.process.send_signal(signal.SIGTERM)
        server.wait_for("session_closed")
        assert server.events[-1]["reason"] == "shutdown"
        assert server.exit_code() == -signal.SIGTERM


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_sighup_rolls_a_transport_back_and_calls_go_on(tmp_path: Path) -> None:
    file = tmp_path / "jackfield.toml"
    file.write_text('transport = "websocket"\n')
    with started("--config", str(file)) as server:
        assert server.client.get("/v1/client-config").json()["transport"] == "websocket"
        opened = server.post()
        file.write_text('transport = "webrtc"\nserved_transports = ["websocket"]\n')
        server.process.send_signal(signal.SIGHUP)
        assert server.wait_for("settings_reloaded")["changed"] == ["transport", "served_transports"]
        told = server.client.get("/v1/client-config").json()
        assert (told["mode"], told["webrtc"]) == ("websocket", None)
        assert server.post().json()["code"] == "transport_off"
        file.write_text('transport = "webrtc"\n')
        server.process.send_signal(signal.SIGHUP)
        server.wait_for("settings_reloaded")
        assert server.client.get("/v1/client-config").json()["mode"] == "webrtc"
        assert server.client.delete(opened.url.join(opened.headers["Location"])).is_success
        assert server.post().status_code == 201


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_a_tox_identity_is_announced_and_kept(tmp_path: Path, library_name: str) -> None:
    settings = tmp_path / "jackfield.toml"
    profile = tmp_path / "server.tox"
    settings.write_text(
        f'tox_profile = "{profile}"\ntox_library = "{LIBRARIES[library_name]}"\n'
        'tox_password = "correct horse"\ntox_local_discovery = false\n'
    )
    addresses = []
    for _ in range(2):
        with started("--config", str(settings)) as server:
            addresses.append(server.wait_for("tox_ready")["address"])
            server.process.send_signal(signal.SIGTERM)
            assert server.exit_code() == 0
            assert "correct horse" not in str(server.events)
    assert len(str(addresses[0])) == 76
    assert addresses[0] == addresses[1]
    assert profile.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_ctrl_c_does_not_wait() -> None:
    with started() as server:
        assert server.post().status_code == 201
        server.process.send_signal(signal.SIGINT)
        server.wait_for("session_closed")
        assert server.exit_code() == 130


@pytest.mark.slow
@pytest.mark.timeout(PROCESS_TIMEOUT_S)
def test_streams_of_events_end_with_the_server_and_hold_up_nothing() -> None:
    with started() as server, server.client.stream("GET", "/v1/events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ":"
        server.process.send_signal(signal.SIGTERM)
        assert [line for line in lines if line] == []
        assert server.exit_code() == 0


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"cannot listen on 127\.0\.0\.1:{port}: .*--port"):
            listen(Settings(port=port))


def test_a_host_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:0"):
        listen(Settings(host="192.0.2.1", port=0))


def test_the_port_can_be_any_free_one() -> None:
    with listen(Settings(port=0)) as listener:
        assert listener.getsockname()[1] > 0


@pytest.mark.parametrize(("wanted", "warnings"), [(1024.0, 0), (1025.0, 1)])
def test_too_few_file_descriptors_are_told_at_the_start(wanted: float, warnings: int) -> None:
    with structlog.testing.capture_logs() as logs:
        warn_of_few_descriptors(
            {"file_descriptors_limit": 1024.0, "file_descriptors_wanted": wanted}
        )
        warn_of_few_descriptors({})
    assert [log["event"] for log in logs] == ["few_file_descriptors"] * warnings
