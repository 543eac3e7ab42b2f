"""Join a call on a server and write what is heard there to a file, until the call ends.

JACKFIELD_URL=https://calls.example JACKFIELD_API_KEY=… JACKFIELD_API_SECRET=…
python examples/record_call.py standup standup.wav
"""

import asyncio
import sys
import wave

from jackfield import Client, JoinError


async def record(call_id: str, path: str) -> None:
    """Write one mono file."""
    call = Client().video.rtc_call("default", call_id)
    seconds = 0.0
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        async with call.join("recorder") as connection:
            async for participant, (rate, pcm) in connection.incoming_audio:
                if int(seconds) != int(seconds + len(pcm) / rate):
                    print(f"{seconds:.0f} s, {participant.name or participant.id} speaks")
                seconds += len(pcm) / rate
                file.writeframes(pcm.tobytes())
    print(f"{seconds:.1f} s written to {path}")


if __name__ == "__main__":
    try:
        asyncio.run(record(sys.argv[1], sys.argv[2]))
    except JoinError as error:
        sys.exit(f"{error} ({error.code})")
