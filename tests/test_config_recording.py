"""Settings of recordings: what is out of range is named."""

import pytest
from pydantic import ValidationError

from jackfield.config import Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"recording_format": "mp3"},
        {"recordings": 0},
        {"recording_queue_packets": 63},
        {"recording_bitrate": 5999},
        {"recording_complexity": 11},
        {"recording_max_minutes": -1},
        {"recording_upload_attempts": 0},
        {"recording_upload_backoff_ms": 0},
    ],
)
def test_a_setting_out_of_range_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings.model_validate(wrong)
