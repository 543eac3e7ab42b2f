"""Media cores that joined calls share."""

import asyncio

from client_kit import a_side
from jackfield.client.cores import Core, Cores
from media_kit import open_line, settle


async def test_a_core_lasts_until_its_last_user_has_released_it() -> None:
    async with a_side() as side:
        first = side.cores.take("a", "127.0.0.1")
        assert side.cores.take("a", "127.0.0.1") is first
        assert side.cores.known("a") is first
        first.release()
        assert side.cores.known("a") is first
        first.release()
        await first.released()
        assert side.cores.known("a") is None


async def test_cores_are_bound_where_they_are_asked_to_be() -> None:
    async with a_side() as side:
        core = side.cores.take("a", "0.0.0.0")  # noqa: S104
        assert core.settings.media_address == "0.0.0.0"  # noqa: S104
        core.release()
        await core.released()


async def test_a_core_is_released_with_a_session() -> None:
    async with a_side() as side:
        core = side.core()
        line = await open_line(core.hub)
        core.release_after(line)
        line.close()
        await settle()
        assert side.cores.known("test") is None
        await core.released()


async def test_each_event_loop_has_its_own() -> None:
    async with a_side() as side:
        core = side.cores.take("a", "127.0.0.1")
        known = await asyncio.to_thread(lambda: asyncio.run(_known(side.cores)))
        assert known is None
        core.release()
        await core.released()


async def _known(cores: Cores) -> Core | None:
    return cores.known("a")
