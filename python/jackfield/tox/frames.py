"""What is heard and seen."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Plane: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class AudioFrame:
    """A piece of what a friend says.

    Attributes:
        pcm: 16 bit, interleaved where there are two channels.
        channels: 1 or 2.
        rate: Samples per second of each channel.
    """

    pcm: npt.NDArray[np.int16]
    channels: int
    rate: int

    @property
    def sample_count(self) -> int:
        """Of each channel."""
        return len(self.pcm) // self.channels

    def mono(self) -> npt.NDArray[np.int16]:
        """The mean of all channels."""
        if self.channels == 1:
            return self.pcm
        mixed: npt.NDArray[np.float64] = np.mean(self.pcm.reshape(-1, self.channels), axis=1)
        return mixed.astype(np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class VideoFrame:
    """A picture in YUV 4:2:0.

    Attributes:
        width: In pixels.
        height: In pixels.
        y: Brightness, ``height`` rows of at least ``width``: the rest of a row means nothing.
        u: Colour, half as wide and high; odd sides are rounded up.
        v: As ``u``.
    """

    width: int
    height: int
    y: Plane
    u: Plane
    v: Plane
