"""Answer one call in virtual time, record what the caller says, and tell what is in the file.

python examples/record_caller.py speech.wav recorded.opus

A server does the same with an agent that calls ``connection.record()``.
"""

import sys
from pathlib import Path

from jackfield import Connection, Recorded
from jackfield.testing import Conditions, World


def record_caller(speech: Path, target: Path) -> Recorded:
    """Have a caller say a file over a bad network, and record the call."""
    done: list[Recorded] = []

    async def agent(connection: Connection) -> None:
        recording = await connection.record(target)
        await connection.wait()
        done.append(await recording.wait())

    async def scene() -> None:
        caller = await world.call(agent, network=Conditions(loss=0.01, jitter_ms=30))
        caller.say(speech)
        await world.run(5)
        caller.hang_up()
        await world.run(1)

    world = World(seed=1)
    world.play(scene())
    return done[0]


if __name__ == "__main__":
    recorded = record_caller(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{recorded.location}: {recorded.seconds:.1f} s")
