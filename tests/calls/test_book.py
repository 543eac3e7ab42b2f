"""All calls by their names."""

import pytest
from structlog.testing import capture_logs

from call_kit import NAME, switchboard
from fakes import FakeEngine
from jackfield.calls import CallName
from jackfield.errors import CapacityError, RemoteProtocolError


async def test_a_call_is_made_once_and_found_by_its_name(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        with pytest.raises(RemoteProtocolError) as refused:
            board.book.find(NAME)
        assert (refused.value.status_hint, refused.value.code) == (404, "call_unknown")
        call = board.book.get_or_create(NAME, created_by_id="ann")
        assert board.book.get_or_create(NAME) is board.book.find(NAME) is call
        assert [one.cid for one in board.book] == ["default:standup"]
        assert board.last().call_created.created_by_id == "ann"


async def test_there_are_only_so_many_calls(engine: FakeEngine) -> None:
    async with switchboard(engine, max_calls=1) as board:
        board.book.get_or_create(NAME)
        with pytest.raises(CapacityError) as refused:
            board.book.get_or_create(CallName("default", "other"))
        assert refused.value.code == "calls_full"
        board.book.end_all("ended")
        board.book.get_or_create(CallName("default", "other"))


async def test_a_core_that_is_shutting_down_makes_no_calls(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        engine.shutdown()
        with pytest.raises(CapacityError):
            board.book.get_or_create(NAME)


async def test_who_watches_no_more_is_told_nothing(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        told: list[str] = []
        stop = board.book.watch(lambda call, _: told.append(str(call)))
        board.book.get_or_create(NAME)
        stop()
        board.book.end_all("ended")
        assert told == ["default:standup"]
        assert board.book.counts.ended == {"ended": 1}


async def test_two_tenants_have_two_calls_of_the_same_name(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        with capture_logs() as logs:
            acme, other = (board.book.get_or_create(NAME.within(whose)) for whose in ("a", "b"))
        assert acme is not other
        assert acme.cid == other.cid == "default:standup"
        assert board.book.get(NAME) is None
        assert [log["tenant"] for log in logs] == ["a", "b"]
        ann = await board.join("ann", into=acme)
        assert ann.place.member.participant.tenant == "a"
        assert other.participants == []
        assert board.book.keeping(NAME.within("b"), ann.token) is other, "whose place is not there"
