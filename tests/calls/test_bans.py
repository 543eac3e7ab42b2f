"""Who may not come back for a while."""

import pytest

from jackfield.calls.bans import MOST, Bans
from jackfield.errors import RemoteProtocolError


def test_who_is_kept_out_is_let_in_again_in_time() -> None:
    bans = Bans()
    bans.add("ann", 100.0)
    bans.check("bob", 50.0)
    with pytest.raises(RemoteProtocolError, match="'ann' was sent out of this call, for 50 s more"):
        bans.check("ann", 50.0)
    bans.check("ann", 100.0)
    bans.check("ann", 50.0)


def test_of_too_many_the_oldest_is_let_in_again() -> None:
    bans = Bans()
    for number in range(MOST + 1):
        bans.add(f"p{number}", 100.0)
    bans.check("p0", 0.0)
    with pytest.raises(RemoteProtocolError):
        bans.check("p1", 0.0)
