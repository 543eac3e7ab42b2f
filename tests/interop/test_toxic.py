"""Debian's toxic with our library, in calls with a friend on libtoxcore's own."""

import shutil
from collections.abc import Iterator

import pytest

from capi_kit import DROP_IN
from interop.toxic_client import PROGRAM, Toxic, Visit
from jackfield.tox import CallControl, CallState
from tox_fixtures import FOUND
from tox_kit import MISSING, Side, make_tox, melody

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Somebody at toxic whose friend is on Debian's library; they are in each other's sight."""
    if shutil.which(PROGRAM) is None:
        pytest.skip("toxic is missing: apt-get install toxic")
    if not DROP_IN.exists():
        pytest.skip(MISSING["jackfield"])
    if "libtoxcore" not in FOUND:
        pytest.skip(MISSING["libtoxcore"])
    friend, other = (make_tox(FOUND["libtoxcore"]) for _ in range(2))
    other.friend_accept(friend.public_key)
    side = Side(friend, friend.friend_accept(other.public_key))
    identity = other.savedata()
    other.kill()
    toxic = Toxic(tmp_path_factory.mktemp("toxic"), DROP_IN.resolve(), identity, friend)
    try:
        visit = Visit(toxic, side)
        visit.open_chat()
        yield visit
    finally:
        toxic.close()
        friend.kill()


def test_toxic_has_no_other_library_than_ours(visit: Visit) -> None:
    assert visit.toxic.libraries == {DROP_IN.resolve()}


def test_toxic_answers_a_call_and_hangs_up(visit: Visit) -> None:
    friend = visit.friend
    friend.av.call(friend.friend, 48, 0)
    visit.see("Incoming audio call!")
    visit.toxic.type("/answer")
    visit.see("Call Active")
    visit.until(lambda: bool(friend.state & CallState.ACCEPTING_AUDIO))
    friend.av.audio_send_frame(friend.friend, melody(0.02), 960, 1, 48_000)
    visit.toxic.type("/hangup")
    visit.see("Call ended!")
    visit.until(lambda: friend.state is CallState.FINISHED)


def test_toxic_calls_and_is_hung_up_on(visit: Visit) -> None:
    friend = visit.friend
    friend.calls.clear()
    visit.toxic.type("/call")
    visit.until(lambda: bool(friend.calls))
    friend.av.answer(friend.friend, 48, 0)
    visit.see("Call Active")
    friend.av.call_control(friend.friend, CallControl.CANCEL)
    visit.see("Call ended!")
