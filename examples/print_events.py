"""Join a call and print what happens in it.

With files its participants speak them, without any it is a call of the server at JACKFIELD_URL.

python examples/print_events.py hello.wav song.mp3
"""

import asyncio
import sys

from jackfield import Client, MockConfig, MockParticipant


async def print_events(*paths: str) -> None:
    """Join, print each event, and sum up the audio."""
    call = Client().video.rtc_call("default", "example")
    if paths:
        speakers = [MockParticipant(id=path, audio=[path]) for path in paths]
        call.set_mock(MockConfig(participants=speakers, realtime=False))
    seconds = 0.0
    async with call.join("printer") as connection:
        async for event in connection:
            if event.HasField("rtc_packet"):
                pcm = event.rtc_packet.audio.pcm
                seconds += len(pcm.data) / 2 / pcm.channels / pcm.sample_rate
            else:
                print(str(event).strip())
    print(f"{seconds:.1f} s of audio")


if __name__ == "__main__":
    asyncio.run(print_events(*sys.argv[1:]))
