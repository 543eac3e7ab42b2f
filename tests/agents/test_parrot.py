"""The parrot in Python."""

import asyncio

import numpy as np

from fakes import FakeEngine
from jackfield.agents.parrot import pcm_parrot
from media_kit import frames, open_call, running_hub, settle


async def test_the_parrot_says_back_exactly_what_it_heard(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        parrot = asyncio.create_task(pcm_parrot(call))
        said = frames(25)
        for frame in said:
            engine.speak(call.session, frame)
            await settle()
        engine.advance(500)
        assert np.array_equal(engine.heard(call.session), np.concatenate(said))
        engine.end(call.session, "peer")
        await parrot
