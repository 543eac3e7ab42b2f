"""Effects for voices: gain, noise suppression, echo cancellation, and functions of one's own.

For agents and whoever else has samples. The work is done by the media core, without the
interpreter: another thread of Python's goes on meanwhile. 20 ms of mono at 48 kHz take 0.1 ms with
noise suppression, 0.07 ms with automatic gain, 0.25 ms with echo cancellation.

Example::

    chain = EffectChain(rate=48_000)
    chain.add(NoiseSuppression())
    chain.add(AutomaticGain())
    cleaned = chain.process(pcm)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NewType, TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.errors import EngineError

Samples: TypeAlias = npt.NDArray[np.int16]
Function: TypeAlias = Callable[[npt.NDArray[np.float32]], object]
"""Changes at most 10 ms of interleaved samples in place, -1.0 to 1.0."""
EffectId = NewType("EffectId", int)
"""Names an effect of a chain."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Louder or quieter.

    Attributes:
        decibels: ``-math.inf``, silence, to 60 dB.
    """

    decibels: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticGain:
    """Brings speech to one loudness, slowly; never clips, and does not make noise loud.

    Attributes:
        headroom_db: How far below full scale the peaks of speech stay: 0 to 40 dB.
        max_gain_db: The most that is added: above 0, at most 60 dB.
        initial_gain_db: What is added before anything was heard: 0 to ``max_gain_db``.
        max_change_db_per_s: Above 0, at most 100 dB per second.
        max_noise_dbfs: No gain that makes noise louder than this: -90 to 0 dBFS.
    """

    headroom_db: float = 5.0
    max_gain_db: float = 50.0
    initial_gain_db: float = 15.0
    max_change_db_per_s: float = 6.0
    max_noise_dbfs: float = -50.0


@dataclass(frozen=True, slots=True)
class NoiseSuppression:
    """Takes out whatever is not speech, music too; 10 ms later."""


@dataclass(frozen=True, slots=True)
class EchoCancellation:
    """Takes out what :meth:`EffectChain.played` told, up to half a second later; 5 ms later."""


Effect: TypeAlias = Gain | AutomaticGain | NoiseSuppression | EchoCancellation | Function


class EffectChain:
    """Effects of one stream of audio, one after the other.

    They come and go while audio runs: a new one first listens for as long as it delays, then the
    sound goes over to it within 10 ms, so that nothing clicks. May be used from any thread; its
    functions take turns. An effect that is a function must not use the chain that it is in.

    Args:
        rate: Samples per second of each channel, 8,000 to 192,000.
        channels: 1, or 2 that are interleaved.

    Raises:
        ValueError: There are no such streams.
        EngineError: This core was built without effects.
    """

    def __init__(self, rate: int = 48_000, channels: int = 1) -> None:
        from jackfield import _core  # noqa: PLC0415  # what only declares effects needs no core

        if not hasattr(_core, "EffectChain"):
            message = "this core was built without effects: build it again with Rust 1.91 or newer"
            raise EngineError(message)
        self.rate = rate
        self.channels = channels
        self._chain = _core.EffectChain(rate, channels)

    def add(self, effect: Effect, *, before: EffectId | None = None) -> EffectId:
        """Put an effect before another one, or else behind all; its name, to remove it by.

        Raises:
            ValueError: A field of the effect is out of its range.
        """
        chain = self._chain
        match effect:
            case Gain(decibels):
                number = chain.add_gain(decibels, before)
            case AutomaticGain() as gain:
                levels = (gain.headroom_db, gain.max_gain_db, gain.initial_gain_db)
                limits = (gain.max_change_db_per_s, gain.max_noise_dbfs)
                number = chain.add_automatic_gain(*levels, *limits, before)
            case NoiseSuppression():
                number = chain.add_noise_suppression(before)
            case EchoCancellation():
                number = chain.add_echo_cancellation(before)
            case function:
                number = chain.add_function(function, before)
        return EffectId(number)

    def set_gain(self, effect: EffectId, decibels: float) -> bool:
        """Have a :class:`Gain` go to another one within 10 ms; False when that is none.

        Raises:
            ValueError: Above 60 dB, or no number.
        """
        return self._chain.set_gain(effect, decibels)

    def remove(self, effect: EffectId) -> bool:
        """Let an effect go, for 10 ms or until :meth:`reset`; False when it is not there."""
        return self._chain.remove(effect)

    @property
    def effects(self) -> list[EffectId]:
        """Names of the effects in their order."""
        return [EffectId(number) for number in self._chain.ids()]

    @property
    def delay(self) -> timedelta:
        """By how much what comes out lags behind what goes in."""
        return timedelta(seconds=self._chain.delay() / self.rate)

    def process(self, pcm: Samples) -> Samples:
        """The next samples of the stream as they are to be heard.

        Args:
            pcm: Any number of them, shape ``(samples * channels,)``; it stays as it is.

        Returns:
            As many, in an array of their own.

        Raises:
            Exception: What a function of the chain raised first.
        """
        return self._chain.process(pcm)

    def played(self, pcm: Samples) -> None:
        """Tell what is played now, in the stream's format: its echo is to be taken out."""
        self._chain.played(pcm)

    def reset(self) -> None:
        """Forget what was heard: what comes next is the start of a stream."""
        self._chain.reset()
