"""One session with a server, until it stands."""

import pytest

from client_kit import ACCOUNT, ANN, BOB, CALL, Side, a_side
from jackfield.client.leg import Leg
from jackfield.client.signalling import Signalling
from jackfield.errors import CapacityError
from jackfield.events import audio_slot, participant_joined
from jackfield.v1 import Event
from media_kit import settle, tone


class Owner:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def told(self, _: Leg, event: Event) -> None:
        self.heard.append(event.WhichOneof("payload") or "")

    def lost(self, _: Leg) -> None:
        self.heard.append("lost")

    def ended(self, _: Leg, code: str, detail: str) -> None:
        self.heard.append(f"ended: {code}{detail}")


def leg_of(side: Side, owner: Owner) -> Leg:
    core = side.core()
    return Leg(core, Signalling(core.http, ACCOUNT, CALL, "bot"), CALL, owner)


async def test_what_is_told_before_it_stands_is_kept_in_order() -> None:
    owner = Owner()
    async with a_side() as side:
        leg = leg_of(side, owner)
        await leg.open(ANN)
        side.engine.tell(leg.line.session, participant_joined(ANN))
        await settle()
        assert owner.heard == []
        early = [event.WhichOneof("payload") for event in leg.stand()]
        assert early == ["call_join_response", "participant_joined"]
        side.engine.tell(leg.line.session, participant_joined(ANN))
        await settle()
        assert owner.heard == ["participant_joined"]
        await leg.leave()


async def test_a_message_that_is_none_is_passed_over() -> None:
    owner = Owner()
    async with a_side() as side:
        leg = leg_of(side, owner)
        await leg.open(ANN)
        leg.stand()
        side.engine.notice("message", leg.line.session, data=b"\xff\xff")
        await settle()
        assert owner.heard == []
        await leg.leave()


@pytest.mark.parametrize(
    ("code", "told"), [("peer", "ended: peer"), ("consent_expired", "lost"), ("error", "lost")]
)
async def test_its_end_is_a_loss_unless_somebody_wanted_it(code: str, told: str) -> None:
    owner = Owner()
    async with a_side() as side:
        leg = leg_of(side, owner)
        await leg.open(ANN)
        leg.stand()
        side.engine.end(leg.line.session, code)
        await settle()
        assert owner.heard == [told]


async def test_who_ends_it_is_not_told_so() -> None:
    owner = Owner()
    async with a_side() as side:
        leg = leg_of(side, owner)
        await leg.open(ANN)
        leg.stand()
        leg.close()
        await settle()
        assert owner.heard == []
        await leg.leave()


async def test_a_core_that_is_full_says_so() -> None:
    async with a_side() as side:
        leg = leg_of(side, Owner())
        side.engine.shutdown()
        with pytest.raises(CapacityError, match="shutting down"):
            await leg.open(ANN)
        assert leg.waited_for == "the media core"


async def test_whom_one_hears_where_is_its_own_affair() -> None:
    owner = Owner()
    async with a_side() as side:
        leg = leg_of(side, owner)
        await leg.open(ANN, slots=2)
        leg.stand()
        session = leg.line.session
        side.engine.speak(session, tone(), source=2)
        await settle()
        side.engine.tell(session, audio_slot("slot2", BOB))
        await settle()
        side.engine.speak(session, tone(), source=2)
        side.engine.speak(session, tone(), source=session)
        await settle()
        heard = [(await anext(leg.line.frames))[0] for _ in range(len(leg.line.frames))]
        assert heard == [BOB, ANN], "before anybody was named there, nothing"
        assert owner.heard == []
        await leg.leave()
