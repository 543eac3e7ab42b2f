"""Somebody who calls: speaks, listens, hangs up or vanishes."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.audio import load_wav
from jackfield.engine import Samples, VirtualEngine
from jackfield.engine import VirtualCaller as CorePeer
from jackfield.line import Line
from jackfield.testing.network import Conditions
from jackfield.testing.recording import Recording

RATE = 48_000
"""Of what callers say and hear, in Hz."""

Speech: TypeAlias = Path | tuple[int, Samples]
"""A WAV file, or a sample rate and mono int16 samples."""

_FRAME = RATE // 50
_NS = 1_000_000_000
_KINDS = ("received", "redundant", "fec", "concealed", "silence")


class Caller:
    """One virtual caller in a call with an agent, or in one of many.

    Its microphone and its loudspeaker are on from the moment of connection.
    """

    def __init__(self, engine: VirtualEngine, peer: CorePeer, line: Line, resume: str = "") -> None:
        self._engine = engine
        self._peer = peer
        self._line = line
        self._resume = resume

    @property
    def session(self) -> int:
        """The id of its session in the core and in the logs."""
        return self._line.session

    @property
    def participant(self) -> str:
        """Its id in its call."""
        return self._line.participant.id

    @property
    def resume(self) -> str:
        """What takes its place again in a call of many, by :meth:`World.join`; else empty."""
        return self._resume

    @property
    def said(self) -> Recording:
        """What its microphone took so far, silence included."""
        began_ns, samples = self._peer.said()
        return Recording(rate=RATE, samples=samples, began_s=began_ns / _NS)

    @property
    def heard(self) -> Recording:
        """What its loudspeaker played so far, with silence where nothing played.

        Its times are right to within a frame of 20 ms.
        """
        times, _, samples = self._peer.heard()
        return _laid_out(times, samples)

    @property
    def frames_heard(self) -> Mapping[str, int]:
        """How the 20 ms frames it heard came about.

        ``received`` from their packets, ``redundant`` from RED, ``fec`` from the next packet,
        ``concealed`` made up, ``silence`` as nothing was sent.
        """
        _, kinds, _ = self._peer.heard()
        counts = np.bincount(kinds, minlength=len(_KINDS)).tolist()
        return dict(zip(_KINDS, counts, strict=True))

    @property
    def packets_received(self) -> int:
        """Media packets that reached it."""
        return self._peer.packets_received

    @property
    def statistics(self) -> Mapping[str, float]:
        """The core's figures of this call: loss, jitter, delays; empty when it is over."""
        return self._engine.session_stats(self.session) or {}

    @property
    def end(self) -> str:
        """Why the call ended: ``local``, ``peer``, ``consent_expired`` …; empty while it lasts."""
        return self._line.close_code

    async def ended(self) -> str:
        """Wait for the end of the call; the answer is :attr:`end`."""
        return await self._line.closed()

    def say(self, speech: Speech) -> None:
        """Say something, after what it is saying already.

        Raises:
            CodecError: The file cannot be read.
        """
        rate, samples = load_wav(speech) if isinstance(speech, Path) else speech
        self._peer.say(rate, samples)

    async def spoken(self, speech: Speech) -> None:
        """Say something, and wait until it is said."""
        rate, samples = load_wav(speech) if isinstance(speech, Path) else speech
        self._peer.say(rate, samples)
        await asyncio.sleep(len(samples) / rate)

    def fall_silent(self) -> None:
        """Forget what is not said yet."""
        self._peer.fall_silent()

    def hang_up(self) -> None:
        """End the call as a browser does."""
        self._peer.hang_up()

    def vanish(self) -> None:
        """Lose the network: from now on nothing arrives in either direction."""
        self._peer.set_cut(True)

    def come_back(self) -> None:
        """Find the network again."""
        self._peer.set_cut(False)

    def change_network(self, network: Conditions) -> None:
        """Be on another network from now on."""
        self._peer.set_network(network)


def _laid_out(times: npt.NDArray[np.uint64], samples: Samples) -> Recording:
    """Frames one after the other, as a loudspeaker plays them, and silence where none is."""
    if not len(times):
        return Recording(rate=RATE, samples=samples, began_s=0.0)
    began_ns = int(times[0])
    due = ((times - times[0]).astype(np.int64) * RATE // _NS).tolist()
    starts, end = [], 0
    for at in due:
        # Less than a frame late is what the buffer of a sound card makes good.
        start = end if at < end + _FRAME else at
        starts.append(start)
        end = start + _FRAME
    line = np.zeros(end, np.int16)
    for start, frame in zip(starts, samples.reshape(-1, _FRAME), strict=True):
        line[start : start + _FRAME] = frame
    return Recording(rate=RATE, samples=line, began_s=began_ns / _NS)
