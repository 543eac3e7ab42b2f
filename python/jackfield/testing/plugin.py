"""The pytest plug-in: the fixture ``virtual_world``, and tests that run in its time.

An ``async def`` test that asks for ``virtual_world`` is a scene of that world; no other plug-in for
asynchronous tests is needed, and none gets hold of it.
"""

import functools
import inspect
from collections.abc import Callable, Coroutine, Generator
from typing import TYPE_CHECKING, ParamSpec, TypeAlias

import pytest

if TYPE_CHECKING:
    from jackfield.testing.world import World

FIXTURE = "virtual_world"

P = ParamSpec("P")

_MARKER = (
    f"{FIXTURE}(seed=0, *, settings=None, network=None, limit_s=3600): "
    f"how the fixture {FIXTURE} is made; the arguments are those of jackfield.testing.World"
)

_Collected: TypeAlias = pytest.Item | pytest.Collector | list[pytest.Item | pytest.Collector] | None
_Scene: TypeAlias = Callable[P, Coroutine[object, object, None]]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def virtual_world(request: pytest.FixtureRequest) -> "World":
    """A server in virtual time; ``@pytest.mark.virtual_world(seed=7)`` and so on changes it."""
    # Not before it is needed: the plug-in is loaded by every run of pytest.
    from jackfield.testing.world import World  # noqa: PLC0415

    marker = request.node.get_closest_marker(FIXTURE)
    return World(*marker.args, **marker.kwargs) if marker is not None else World()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_pycollect_makeitem() -> Generator[None, _Collected, _Collected]:
    """Make a plain test of each asynchronous one that asks for the fixture."""
    collected = yield
    for item in collected if isinstance(collected, list) else [collected]:
        if (
            isinstance(item, pytest.Function)
            and FIXTURE in item.fixturenames
            and inspect.iscoroutinefunction(item.obj)
        ):
            item.obj = _played(item.obj, item)
    return collected


def _played(scene: _Scene[P], item: pytest.Function) -> Callable[P, None]:
    @functools.wraps(scene)
    def _play(*args: P.args, **kwargs: P.kwargs) -> None:
        from jackfield.testing.world import World  # noqa: PLC0415  # as above

        world = item.funcargs[FIXTURE]
        assert isinstance(world, World), f"{FIXTURE} is another plug-in's"  # noqa: S101  # in a test
        world.play(scene(*args, **kwargs))

    return _play
