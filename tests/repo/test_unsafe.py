"""`unsafe` stays where somebody looks for it: beside foreign functions and sockets."""

import re

from repo.tree import files_under, shown

# Files that may hold unsafe blocks, each with the reason.
ALLOWED = {
    "crates/engine/src/driver/mmsg.rs": "recvmmsg and sendmmsg with control messages",
    "crates/engine/src/driver/descriptor.rs": "duplicates a descriptor known by its number",
    "crates/libtoxav/src": "is the C interface, and calls libtoxcore",
    "crates/media/src/opus": "calls libopus",
    "crates/media/src/vpx": "calls libvpx",
}


def test_unsafe_code_is_only_where_it_is_expected() -> None:
    block = re.compile(r"^(?!\s*//).*\bunsafe\b(?!_)", re.MULTILINE)
    found = {shown(path) for path in files_under("crates", ".rs") if block.search(path.read_text())}
    assert {path for path in found if not path.startswith(tuple(ALLOWED))} == set()


def test_no_allowance_outlives_its_unsafe_code() -> None:
    for place in ALLOWED:
        sources = [path for path in files_under("crates", ".rs") if shown(path).startswith(place)]
        assert any("unsafe" in path.read_text() for path in sources), place
