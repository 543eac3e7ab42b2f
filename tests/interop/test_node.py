"""WebRTC stacks under Node.js: OBS Studio's, the browsers', and one written in TypeScript."""

import json
import subprocess
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from e2e.server import LiveServer

HERE = Path(__file__).parent / "node"
PACKETS = 100
ENOUGH = 0.9
"""Of what was sent: the rest may be on its way when the call ends, or lost by a busy machine."""


class Report(TypedDict):
    """One call: frames sent and heard, and the statuses of the client's requests."""

    sent: int
    heard: int
    ended: int
    patches: NotRequired[list[int]]


@pytest.fixture(scope="module")
def stacks() -> Path:
    """The folder with the stacks installed, which is done anew when their lock file changes."""
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / "installed.json"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        installed.write_bytes(lock.read_bytes())
    return HERE


@pytest.mark.timeout(300)  # the first run installs them
@pytest.mark.parametrize("stack", ["werift", "libdatachannel"])
def test_a_stack_hears_its_own_packets(stack: str, stacks: Path, parrot: LiveServer) -> None:
    report = _call(stack, stacks, parrot)
    assert report["heard"] >= ENOUGH * PACKETS
    assert report["ended"] == 200


@pytest.mark.timeout(300)
def test_the_stack_of_browsers_hears_itself_and_its_whip_client_trickles(
    stacks: Path, parrot: LiveServer
) -> None:
    report = _call("libwebrtc", stacks, parrot)
    assert report["heard"] >= ENOUGH * PACKETS
    assert report["patches"]
    assert set(report["patches"]) == {204}
    # This client closes the connection first, which may be noticed before its DELETE.
    assert report["ended"] in {200, 404}


def _call(stack: str, folder: Path, server: LiveServer) -> Report:
    command = ["node", "main.mjs", stack, server.whip, str(PACKETS)]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, timeout=60, check=True)
    report: Report = json.loads(done.stdout.splitlines()[-1])
    return report
