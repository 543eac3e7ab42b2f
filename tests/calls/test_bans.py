"""Who may not come back for a while."""

import pytest

from jackfield.calls.bans import MOST, Bans
from jackfield.errors import RemoteProtocolError


def test_who_is_kept_out_is_let_in_again_in_time() -> None:
    bans = Bans()
    bans.add("ann", until=100.0)
    bans.check("bob", now=50.0)
    with pytest.raises(RemoteProtocolError, match="'ann' was sent out of this call, for 50 s more"):
        bans.check("ann", now=50.0)
    bans.check("ann", now=100.0)
    bans.check("ann", now=50.0)


def test_of_too_many_the_oldest_is_let_in_again() -> None:
    bans = Bans()
    for number in range(MOST + 1):
        bans.add(f"p{number}", until=100.0)
    bans.check("p0", now=0.0)
    with pytest.raises(RemoteProtocolError):
        bans.check("p1", now=0.0)


def test_a_token_is_kept_out_as_an_id_is_and_not_told() -> None:
    bans = Bans()
    bans.add(b"digest", until=100.0)
    with pytest.raises(RemoteProtocolError, match="who came with this token was sent") as refused:
        bans.check(b"digest", now=50.0)
    assert "digest" not in str(refused.value)
    bans.check("digest", now=50.0)
    bans.check(b"", now=50.0)
