"""The SDK: calls that a program of yours joins.

::

    client = Client("https://calls.example", api_key="key", api_secret="…")
    call = client.video.rtc_call("default", "example")
    async with call.join("bot") as connection:
        async for participant, (rate, pcm) in connection.incoming_audio:
            ...

Without a URL the call is one of this process, and after ``call.set_mock(…)`` one without anybody
else. What differs between the three is in ``handlers``; all give the same Connection.
"""

from jackfield.client.base import CallRequest, CallResponse
from jackfield.client.calls import AsyncRTCCall, RTCCall
from jackfield.client.clients import AsyncClient, Client
from jackfield.client.recorded import ServerRecording

__all__ = [
    "AsyncClient",
    "AsyncRTCCall",
    "CallRequest",
    "CallResponse",
    "Client",
    "RTCCall",
    "ServerRecording",
]
