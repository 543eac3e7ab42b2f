"""Descriptions of what FastAPI cannot see."""

from jackfield.server.v1.description import audio_or, body_of, problems
from jackfield.server.v1.models import Digits, PlayFile


def test_each_status_is_a_problem_document() -> None:
    described = problems(404, 422)
    assert list(described) == [404, 422]
    assert described[404]["description"] == "Not Found"
    assert "application/problem+json" in str(described[404]["content"])


def test_a_body_is_described_by_its_model() -> None:
    assert "#/components/schemas/Digits" in str(body_of(Digits))
    either = str(audio_or(PlayFile))
    assert "#/components/schemas/PlayFile" in either
    assert "audio/*" in either
