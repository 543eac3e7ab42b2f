"""Opus (RFC 6716) and sample rates for programs that have samples or packets, by the media core."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.errors import CodecError

Samples: TypeAlias = npt.NDArray[np.int16]

MAX_BIT_RATE = 512_000
"""Bits per second, for both channels."""


class OpusEncoder:
    """Makes packets of frames.

    Args:
        rate: Samples per second of each channel: 8, 12, 16, 24 or 48 kHz.
        channels: 1, or 2 that are interleaved.
        bit_rate: Bits per second to aim at, 500 to 512,000.

    Raises:
        CodecError: Opus has no such streams; the message names the argument.
    """

    def __init__(self, rate: int = 48_000, channels: int = 1, bit_rate: int = 32_000) -> None:
        from jackfield import _core  # noqa: PLC0415  # whoever imports a type needs no core

        try:
            self._encoder = _core.OpusEncoder(rate, channels, bit_rate)
        except ValueError as error:
            raise CodecError(str(error), code="opus") from error

    def encode(self, pcm: Samples) -> bytes:
        """One packet of 2.5, 5, 10, 20, 40 or 60 ms, shape ``(samples * channels,)``.

        Raises:
            CodecError: The frame has another length.
        """
        try:
            return self._encoder.encode(pcm)
        except ValueError as error:
            raise CodecError(str(error), code="opus") from error

    def set_bit_rate(self, bit_rate: int) -> None:
        """Aim at another rate, in bits per second.

        Raises:
            CodecError: Opus has it not.
        """
        try:
            self._encoder.set_bit_rate(bit_rate)
        except ValueError as error:
            raise CodecError(f"bit_rate: {error}", code="opus") from error


class OpusDecoder:
    """Reads packets, whatever rate and channels they were made of.

    Args:
        rate: Samples per second that come out: 8, 12, 16, 24 or 48 kHz.
        channels: 1, or 2 that are interleaved.

    Raises:
        CodecError: Opus has no such streams; the message names the argument.
    """

    def __init__(self, rate: int = 48_000, channels: int = 1) -> None:
        from jackfield import _core  # noqa: PLC0415  # as above

        try:
            self._decoder = _core.OpusDecoder(rate, channels)
        except ValueError as error:
            raise CodecError(str(error), code="opus") from error

    def decode(self, packet: bytes) -> Samples:
        """The samples of a packet.

        Raises:
            CodecError: It is no packet of Opus.
        """
        try:
            return self._decoder.decode(packet)
        except ValueError as error:
            raise CodecError(str(error), code="opus") from error


class Resampler:
    """Brings a stream to one rate, chunk by chunk, without a trace of where chunks end.

    Args:
        rate: Samples per second of each channel that come out.
        channels: 1, or 2 that are interleaved.

    Raises:
        CodecError: There are no such streams.
    """

    def __init__(self, rate: int = 48_000, channels: int = 1) -> None:
        from jackfield import _core  # noqa: PLC0415  # as above

        try:
            self._resampler = _core.Resampler(rate, channels)
        except ValueError as error:
            raise CodecError(str(error), code="resampler") from error

    def process(self, rate: int, pcm: Samples) -> Samples:
        """The next samples, which came at ``rate``: 4 to 192 kHz, another one at any time.

        Raises:
            CodecError: No such rate can be converted.
        """
        try:
            return self._resampler.process(rate, pcm)
        except ValueError as error:
            raise CodecError(f"rate: {error}", code="resampler") from error
