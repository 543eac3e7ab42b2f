"""Which names the libraries offer, and what they leave to others."""

import subprocess
from pathlib import Path

from capi_kit import BUILT
from repo.tree import ROOT


def _listed(name: str) -> set[str]:
    return set((ROOT / "capi" / name).read_text().split())


def _exported(library: Path) -> set[str]:
    command = ["nm", "-D", "--defined-only", str(library)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {line.split()[-1] for line in told.splitlines()}


def test_the_list_has_the_names_of_debians_library(reference: Path) -> None:
    assert _listed("exports.txt") == _exported(reference)
    assert len(_listed("exports.txt")) == 334


def test_both_stand_ins_offer_exactly_these_names(ours: Path) -> None:
    for library in (ours, BUILT / "lib/libtoxav.so.2"):
        assert _exported(library) == _listed("exports.txt"), library


def test_what_is_ours_alone_has_names_of_its_own(ours: Path) -> None:
    assert ours
    own = _exported(BUILT / "lib/libjackfield_tox.so") - _listed("exports.txt")
    assert own == _listed("exports-jackfield.txt")
    assert all(name.startswith("jackfield_tox_") for name in own)


def test_code_is_shared_between_processes(ours: Path) -> None:
    told = subprocess.run(
        ["readelf", "-d", str(ours)], check=True, capture_output=True, text=True
    ).stdout
    assert "TEXTREL" not in told
    assert "[libtoxcore.so.2]" in told
    assert "libtoxcore" not in "".join(line for line in told.splitlines() if "NEEDED" in line)
