"""Settings of calls of many."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings


def test_whoever_joins_makes_the_call_by_default() -> None:
    settings = Settings()
    assert settings.calls_on_demand
    assert (settings.resume_window_s, settings.call_idle_s) == (30, 60)


@pytest.mark.parametrize(
    "wrong",
    [{"max_calls": -1}, {"max_call_participants": 0}, {"resume_window_s": -1}, {"chat_rate": 0}],
)
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings.model_validate(wrong)
