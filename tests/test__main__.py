"""The package as a command."""

import subprocess
import sys


def test_python_m_jackfield_is_jackfield() -> None:
    command = [sys.executable, "-m", "jackfield"]
    config = subprocess.run([*command, "config"], capture_output=True, text=True, check=True)
    assert 'agent = "parrot"  # default' in config.stdout
    usage = subprocess.run(command, capture_output=True, text=True, check=False)
    assert usage.returncode == 2
    assert usage.stderr.startswith("usage: jackfield ")
