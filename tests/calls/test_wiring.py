"""The core is told no more of who hears whom than it must know."""

from fakes import FakeEngine
from jackfield.calls import EVERYBODY, CallName, JoinRequest
from jackfield.calls.matrix import Matrix
from jackfield.calls.roster import Roster
from jackfield.calls.wiring import Wiring


def test_only_what_changes_is_told(engine: FakeEngine) -> None:
    roster, matrix = Roster(3), Matrix(10)
    call = engine.create_call()
    wiring = Wiring(engine, call, matrix, roster)
    for session, name in enumerate(("ann", "bob", "coach"), 1):
        request = JoinRequest(call=CallName("a", "b"), transport="whip", participant=name)
        member = roster.admit(request)
        roster.enter(member, session)
        wiring.connect(member, session)
    assert engine.calls.gains == {}
    wiring.set_gain(EVERYBODY, "coach", 0.0)
    assert engine.calls.gains == {(1, 3): 0.0, (2, 3): 0.0}
    engine.calls.gains.clear()
    wiring.set_gain("ann", "coach", 0.0)  # as it is already
    wiring.set_gain(EVERYBODY, "coach", None)
    assert engine.calls.gains == {(2, 3): 1.0}
