"""How well a call goes, in numbers and as a word."""

from dataclasses import fields

from jackfield.tox import CallMetrics, CallQuality


def test_there_are_exactly_these_figures() -> None:
    assert [field.name for field in fields(CallMetrics)] == [
        "audio_latency",
        "video_latency",
        "packet_loss",
        "jitter",
        "cpu_usage",
        "memory_usage",
    ]


def test_words_can_be_compared() -> None:
    assert CallQuality.POOR < CallQuality.FAIR < CallQuality.GOOD
    assert [quality.value for quality in CallQuality] == [0, 1, 2]
