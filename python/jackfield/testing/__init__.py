"""Tests of agents: real callers, bad networks, and a clock that nobody has to wait for.

The pytest plug-in gives a test the fixture ``virtual_world``::

    from pathlib import Path

    from jackfield.testing import Conditions, World
    from my_agents import greeter


    async def test_the_caller_is_greeted(virtual_world: World) -> None:
        caller = await virtual_world.call(greeter, network=Conditions(loss=0.05, jitter_ms=30))
        await virtual_world.run(5)
        assert caller.heard.sounds() is not None

Everything between the caller's microphone and its loudspeaker is real: SDP, ICE, DTLS, SRTP, Opus,
jitter buffers, the media core, the agent. Only the network and the clock are imagined; they follow
a seed. docs/testing.md has more.
"""

from jackfield.testing.caller import Caller
from jackfield.testing.network import Conditions
from jackfield.testing.recording import Match, Recording
from jackfield.testing.virtual_loop import VirtualTimeError
from jackfield.testing.world import World

__all__ = ["Caller", "Conditions", "Match", "Recording", "VirtualTimeError", "World"]
