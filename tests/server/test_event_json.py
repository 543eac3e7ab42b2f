"""Events as JSON."""

from jackfield.events import Participant, participant_left
from jackfield.server.event_json import (
    event_type,
    event_types,
    payload_json,
    payload_schema,
    time_json,
)
from jackfield.v1 import Error, ErrorCode, Event, Levels


def test_an_event_is_named_as_in_the_proto_file() -> None:
    event = participant_left(Participant(id="ann", name="Ann", transport="whip"))
    assert event_type(event) == "participant_left"
    told = payload_json(event)["participant"]
    assert isinstance(told, dict)
    assert (told["id"], told["name"], told["transport"]) == ("ann", "Ann", "whip")


def test_fields_that_are_zero_are_told_too() -> None:
    told = payload_json(Event(error=Error()))
    assert told == {"code": "ERROR_CODE_UNSPECIFIED", "message": ""}
    assert event_type(Event()) == ""


def test_the_schema_describes_each_type() -> None:
    for kind in event_types():
        assert payload_schema(kind)["type"] == "object", kind
    error = payload_schema("error")
    assert error["required"] == ["code", "message"]
    properties = error["properties"]
    assert isinstance(properties, dict)
    assert properties["code"] == {"type": "string", "enum": list(ErrorCode.keys())}


def test_lists_and_numbers_are_described() -> None:
    event = Event(levels=Levels(levels=[Levels.Level(participant="ann", dbfs=-20.0)]))
    assert payload_json(event) == {"levels": [{"participant": "ann", "dbfs": -20.0}]}
    level = {"participant": {"type": "string"}, "dbfs": {"type": "number"}}
    items = {"type": "object", "properties": level, "required": ["participant", "dbfs"]}
    described = {"levels": {"type": "array", "items": items}}
    assert payload_schema("levels")["properties"] == described


def test_time_is_written_as_people_and_machines_read_it() -> None:
    assert time_json(1_700_000_000.1234) == "2023-11-14T22:13:20.123Z"
