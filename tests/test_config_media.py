"""Settings of the media core."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings


@pytest.mark.parametrize(
    "values", [{"encoder_complexity": 11}, {"sample_rate": 44100}, {"playout_limit_ms": 10}]
)
def test_values_that_cannot_work_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(values)
