"""The C programs are compiled and run once, all of them at the same time."""

import subprocess
from pathlib import Path

import pytest

from capi_kit import DROP_IN, Run, run_all


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(150))


@pytest.fixture(scope="session")
def reference() -> Path:
    """Debian's library."""
    named = ["cc", "-print-file-name=libtoxcore.so.2"]
    told = subprocess.run(named, check=True, capture_output=True, text=True)
    found = Path(told.stdout.strip())
    if not found.is_absolute():
        pytest.skip("Debian's package libtoxcore-dev is not installed")
    return found.resolve()


@pytest.fixture(scope="session")
def ours(reference: Path) -> Path:
    """Our library, which takes the place of Debian's."""
    assert reference
    if not DROP_IN.exists():
        pytest.skip("`make toxav` has not built our library")
    return DROP_IN.resolve()


@pytest.fixture(scope="session")
def runs(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Run]:
    """What became of each program, with each library."""
    assert ours
    return run_all(tmp_path_factory.mktemp("capi"))
