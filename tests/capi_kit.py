"""Builds the C programs of ``capi/tests`` and runs them with Debian's library and with ours."""

import difflib
import os
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from repo.tree import ROOT

SOURCES = ROOT / "capi/tests"
EXAMPLES = ROOT / "capi/examples"
BUILT = ROOT / "target/toxav"
DROP_IN = BUILT / "drop-in/libtoxcore.so.2"
#: What both libraries run, and what only ours is asked for: the reference stands still or crashes.
COMPARED = (
    "callbacks",
    "calls",
    "conference",
    "controls",
    "crossing",
    "crowd",
    "endings",
    "errors",
    "instances",
    "media",
    "messages",
)
OURS_ALONE = ("hostile", "killed", "switchboard", "threads")
LIMIT_S = 100
FLAGS = ("-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-g")
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of a program."""

    lines: tuple[str, ...]
    errors: str
    code: int

    @property
    def libraries(self) -> dict[str, Path]:
        """Which file served each of the functions that the program looked up."""
        told = (line.split(maxsplit=2) for line in self.errors.splitlines())
        return {words[1]: Path(words[2]).resolve() for words in told if words[:1] == ["library"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Where the reference is known to differ from ours."""

    #: The reference's lines and ours, for each difference.
    listed: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    #: After this line the reference's outcomes are no longer the same at each run.
    until: str | None


@cache
def differences(program: str) -> Differences:
    """What ``differences.toml`` says of a program."""
    read = tomllib.loads((SOURCES / "differences.toml").read_text())
    own = [entry for entry in read["difference"] if entry["program"] == program]
    until = [entry["until"] for entry in read["undefined"] if entry["program"] == program]
    listed = tuple((tuple(entry["reference"]), tuple(entry["ours"])) for entry in own)
    return Differences(listed=listed, until=until[0] if until else None)


def expected(program: str) -> tuple[str, ...]:
    """The outcomes that our library is to have."""
    return tuple((SOURCES / f"expected/{program}.txt").read_text().splitlines())


def unlisted(program: str, reference: tuple[str, ...]) -> list[str]:
    """Where the reference's lines differ from ours other than is written down."""
    known = differences(program)
    theirs, ours = _comparable(reference, known.until), _comparable(expected(program), known.until)
    found = difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    hunks = [
        (theirs[first:last], ours[begin:end])
        for tag, first, last, begin, end in found
        if tag != "equal"
    ]
    missing = [f"gone: {hunk}" for hunk in known.listed if hunk not in hunks]
    return missing + [f"new: {hunk}" for hunk in hunks if hunk not in known.listed]


def _comparable(lines: tuple[str, ...], until: str | None) -> tuple[str, ...]:
    if until == "":
        return ()
    return lines[: lines.index(until) + 1] if until in lines else lines


def files_of(program: str) -> list[str]:
    """What a program is compiled of."""
    return [str(SOURCES / f"{name}.c") for name in (program, "pair", "clock")]


def compiled(program: str, folder: Path, *flags: str) -> Path:
    """A program, linked with Debian's library; the loader may give it ours instead."""
    made = folder / program
    files = files_of(program)
    command = ["cc", *FLAGS, *flags, *files, "-o", str(made), "-ltoxcore", "-lm", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True, timeout=LIMIT_S)
    return made


def pkg_config() -> list[str]:
    """What a compiler is told for our library."""
    environment = dict(os.environ) | {"PKG_CONFIG_PATH": str(BUILT / "lib/pkgconfig")}
    command = ["pkg-config", "--cflags", "--libs", "toxav"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return told.stdout.split()


def compiled_example(name: str, folder: Path) -> Path:
    """A program of ``capi/examples``, as somebody would make it of our library."""
    made = folder / name
    files = [str(EXAMPLES / f"{part}.c") for part in (name, "node")]
    command = ["cc", *FLAGS, "-o", str(made), *files, *pkg_config()]
    subprocess.run(command, check=True, capture_output=True, timeout=LIMIT_S)
    return made


def run(program: Path, library: Path | None = None, *prefix: str) -> Run:
    """Run it with a folder's libraries before the system's."""
    environment = dict(os.environ)
    if library is not None:
        environment["LD_LIBRARY_PATH"] = str(library)
    done = subprocess.run(
        [*prefix, str(program)],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        env=environment,
    )
    return Run(lines=tuple(done.stdout.splitlines()), errors=done.stderr, code=done.returncode)


def run_all(folder: Path) -> dict[tuple[str, str], Run]:
    """All programs at once, as they mostly wait: by name, and whose library it was."""
    with ThreadPoolExecutor(len(COMPARED) * 2 + len(OURS_ALONE)) as pool:
        programs = dict(
            zip(
                (*COMPARED, *OURS_ALONE),
                pool.map(lambda name: compiled(name, folder), (*COMPARED, *OURS_ALONE)),
                strict=True,
            )
        )
        ours = {(name, "ours"): (path, DROP_IN.parent) for name, path in programs.items()}
        theirs = {(name, "reference"): (programs[name], None) for name in COMPARED}
        runs = {key: pool.submit(run, *what) for key, what in {**ours, **theirs}.items()}
        return {key: waiting.result() for key, waiting in runs.items()}
