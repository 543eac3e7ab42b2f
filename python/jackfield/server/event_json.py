"""Events as JSON: the one mapping for streams, webhooks and their description.

It is protobuf's own (https://protobuf.dev/programming-guides/json), with the names of the .proto
file and with fields that are zero, so that a reader finds every field.
"""

from datetime import UTC, datetime
from typing import cast

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.json_format import MessageToDict

from jackfield.v1 import Event

_INTEGERS = frozenset({FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_UINT32})
_NUMBERS = frozenset({FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT})


def event_type(event: Event) -> str:
    """Which member of the message is set, "" for none."""
    return event.WhichOneof("payload") or ""


def event_types() -> list[str]:
    """All that there are."""
    return [field.name for field in Event.DESCRIPTOR.oneofs_by_name["payload"].fields]


def payload_json(event: Event) -> dict[str, object]:
    """The member that is set."""
    payload = getattr(event, event_type(event))
    return MessageToDict(
        payload, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def payload_schema(kind: str) -> dict[str, object]:
    """The JSON Schema of :func:`payload_json` for events of this type."""
    # The types know two classes of descriptors, which are one.
    message = cast("Descriptor", Event.DESCRIPTOR)
    return _value_schema(message.fields_by_name[kind])


def time_json(seconds: float) -> str:
    """Seconds since 1970 as RFC 3339 writes them, to the millisecond."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _message_schema(message: Descriptor) -> dict[str, object]:
    properties = {field.name: _field_schema(field) for field in message.fields}
    required = [field.name for field in message.fields if not field.has_presence]
    return {"type": "object", "properties": properties, "required": required}


def _field_schema(field: FieldDescriptor) -> dict[str, object]:
    one = _value_schema(field)
    return {"type": "array", "items": one} if field.is_repeated else one


def _value_schema(field: FieldDescriptor) -> dict[str, object]:
    if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
        return _message_schema(_message_of(field))
    if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM and field.enum_type is not None:
        return {"type": "string", "enum": [value.name for value in field.enum_type.values]}
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return {"type": "boolean"}
    if field.cpp_type in _INTEGERS:
        return {"type": "integer"}
    # Protobuf writes 64-bit integers, and numbers that JSON has not, as text.
    return {"type": "number"} if field.cpp_type in _NUMBERS else {"type": "string"}


def _message_of(field: FieldDescriptor) -> Descriptor:
    message = field.message_type
    if message is None:
        raise TypeError(f"{field.full_name} is no message")
    return message
