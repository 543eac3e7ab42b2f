"""Finds an agent by ``module:function``."""

import importlib
import inspect
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from jackfield.call import Agent
from jackfield.errors import AgentError


def load_function(name: str, *, known: Sequence[str]) -> Agent:
    """Import ``module:function`` and check that it can be an agent.

    Args:
        name: Dots may lead deeper: ``package.module:object.method``.
        known: Names of agents that need no import, for the error's sentence.

    Raises:
        AgentError: With one sentence that says what is wrong.
    """
    module_name, separator, path = name.partition(":")
    if not separator or not module_name or not path:
        raise AgentError(
            f"there is no agent {name!r}: use {', '.join(known)}, or module:function of yours"
        )
    found: object = _import(module_name)
    for part in path.split("."):
        if not hasattr(found, part):
            raise AgentError(f"agent {name!r}: there is no {part!r} in {_describe(found)}")
        found = getattr(found, part)
    return _checked(name, found)


def _import(name: str) -> ModuleType:
    # `python -m` and uvicorn look in the working directory as well; a console script does not.
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(error.name + ".")):
            raise AgentError(f"agent module {name!r} is not in {here} or installed") from error
        raise AgentError(f"agent module {name!r} needs {error.name!r}: not installed") from error
    except Exception as error:
        raise AgentError(
            f"agent module {name!r} cannot be imported: {type(error).__name__}: {error}"
        ) from error


def _checked(name: str, found: object) -> Agent:
    if not callable(found):
        raise AgentError(f"agent {name!r} is {_describe(found)}, not a function")
    if isinstance(found, type):
        raise AgentError(f"agent {name!r} is a class: name an async function or a method")
    if not _is_async(found):
        raise AgentError(f"agent {name!r} is not async: write `async def`")
    try:
        inspect.signature(found).bind(object())
    except TypeError as error:
        raise AgentError(
            f"agent {name!r} must take exactly one argument, the connection ({error})"
        ) from error
    return found


def _is_async(found: object) -> bool:
    call = getattr(type(found), "__call__", None)  # noqa: B004  # the method itself is asked
    return inspect.iscoroutinefunction(found) or inspect.iscoroutinefunction(call)


def _describe(found: object) -> str:
    if isinstance(found, ModuleType):
        return f"module {found.__name__!r}"
    return f"a {type(found).__name__}"
