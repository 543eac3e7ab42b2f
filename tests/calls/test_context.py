"""Limits of calls are settings."""

from dataclasses import fields

from jackfield.calls import CallLimits
from jackfield.config import Settings


def test_each_limit_is_the_setting_of_its_name() -> None:
    settings = Settings(max_calls=7, resume_window_s=2.5, chat_burst=3)
    limits = CallLimits.of(settings)
    assert (limits.max_calls, limits.resume_window_s, limits.chat_burst) == (7, 2.5, 3)
    for field in fields(limits):
        assert getattr(limits, field.name) == getattr(settings, field.name)
