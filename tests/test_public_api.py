"""The package's front door."""

import jackfield


def test_all_is_sorted_and_everything_in_it_exists() -> None:
    assert jackfield.__all__ == sorted(jackfield.__all__)
    assert [name for name in jackfield.__all__ if not hasattr(jackfield, name)] == []


def test_what_an_agent_needs_is_at_the_front_door() -> None:
    assert {"Agent", "Connection", "Participant", "Event"} <= set(jackfield.__all__)


def test_what_a_mock_call_needs_is_at_the_front_door() -> None:
    needed = {"Client", "AsyncClient", "CallRequest", "MockConfig", "MockParticipant", "JoinError"}
    assert needed <= set(jackfield.__all__)


def test_every_error_is_at_the_front_door() -> None:
    raised = {name for name in vars(jackfield.errors) if name.endswith("Error")}
    assert raised <= set(jackfield.__all__)
