"""How requests and answers of ``/v1`` are described where FastAPI cannot see them."""

from http import HTTPStatus

from pydantic import BaseModel

from jackfield.server.problems import PROBLEM_JSON

REFERENCE = "#/components/schemas/{model}"
PROBLEM = "ProblemDocument"
EVENT = "Event"


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The errors that an operation may answer with, besides those that all may."""
    schema = {"$ref": REFERENCE.format(model=PROBLEM)}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_JSON: {"schema": schema}},
        }
        for status in statuses
    }


def body_of(model: type[BaseModel]) -> dict[str, object]:
    """A request's JSON document, which is read only after the key was."""
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def audio_or(model: type[BaseModel]) -> dict[str, object]:
    """A request that sends audio, or names it in a JSON document."""
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    audio = {"schema": {"type": "string", "format": "binary"}}
    content = {"application/json": {"schema": schema}, "audio/*": audio}
    return {"requestBody": {"required": True, "content": content}}
