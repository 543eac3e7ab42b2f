"""What measurements run: programs built on first use, Python environments, processes ended."""

import os
import subprocess
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jackfield"


def go_program(source: str) -> Path:
    """Build a Go program of this folder; Go itself knows when there is nothing to do."""
    binary = CACHE / "bin" / source.replace("/", "-")
    binary.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["go", "build", "-o", binary, "."], cwd=BENCH / source, check=True)
    return binary


def c_program(source: str, *libraries: str) -> Path:
    """Build the one C file of a folder; that takes a second."""
    binary = CACHE / "bin" / source
    binary.parent.mkdir(parents=True, exist_ok=True)
    command = ["cc", "-O2", "-Wall", "-Wextra", "-o", str(binary), f"{source}/{source}.c"]
    subprocess.run([*command, *libraries], cwd=BENCH, check=True)
    return binary


def peer_python(peer: str) -> Path:
    """The interpreter of a peer's own environment, made anew when its requirements change."""
    requirements = BENCH / "peers" / peer / "requirements.txt"
    environment = CACHE / "peers" / peer
    installed = environment / "requirements.txt"
    if not installed.exists() or installed.read_bytes() != requirements.read_bytes():
        subprocess.run(["uv", "venv", "--quiet", "--clear", environment], check=True)
        install = ["uv", "pip", "install", "--quiet", "--python", str(environment), "-r"]
        subprocess.run([*install, str(requirements)], check=True)
        installed.write_bytes(requirements.read_bytes())
    return environment / "bin" / "python"


def stop(process: "subprocess.Popen[bytes]", limit_s: float) -> None:
    """Ask a process to end, and end it when it has not after a while."""
    process.terminate()
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
