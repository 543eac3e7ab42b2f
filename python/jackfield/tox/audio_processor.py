"""A voice as it goes over the network, and back, in the order in which a call does it."""

import numpy as np
import numpy.typing as npt

from jackfield.effects import EffectChain
from jackfield.errors import CodecError
from jackfield.opus import OpusDecoder, OpusEncoder, Resampler

Samples = npt.NDArray[np.int16]

RATE = 48_000
"""What effects and Opus work at."""


class AudioProcessor:
    """Out: samples, resampled, through effects, encoded. In: decoded, through effects, resampled.

    Its parts are the media core's. One stream each way; not for several threads at once.

    Args:
        bit_rate: kbit/s to aim at, 6 to 510.
        channels: 1, or 2 that are interleaved, both ways.
        received_rate: Samples per second of what :meth:`process_incoming` gives, 4 to 192 kHz.

    Attributes:
        outgoing_effects: What is done to what goes out, at 48 kHz: none at first.
        incoming_effects: What is done to what comes in, at 48 kHz.

    Raises:
        CodecError: There is no such stream; the message names the argument.
    """

    def __init__(self, bit_rate: int = 48, *, channels: int = 1, received_rate: int = RATE) -> None:
        self._encoder = OpusEncoder(RATE, channels, _bits(bit_rate))
        self._decoder = OpusDecoder(RATE, channels)
        self._channels = channels
        self._received_rate = received_rate
        self._outward = Resampler(RATE, channels)
        self._inward = Resampler(received_rate, channels)
        self._waiting: Samples = np.zeros(0, np.int16)
        self.outgoing_effects = EffectChain(RATE, channels)
        self.incoming_effects = EffectChain(RATE, channels)

    def process_outgoing(self, pcm: Samples, sample_rate: int) -> bytes:
        """One frame as an Opus packet.

        Args:
            pcm: 2.5, 5, 10, 20, 40 or 60 ms, shape ``(samples * channels,)``.
            sample_rate: Samples per second of each channel, 4 to 192 kHz.

        Raises:
            CodecError: The frame has another length, or the rate cannot be converted.
        """
        size, rest = divmod(len(pcm) * RATE, max(sample_rate, 1))
        if sample_rate <= 0 or rest or size % self._channels:
            raise CodecError(f"pcm: no whole frame at {sample_rate} Hz", code="opus")
        resampled = self._outward.process(sample_rate, pcm)
        # The first frame comes with what makes up for the resampler's delay.
        whole = np.concatenate([self._waiting, resampled])
        frame, self._waiting = whole[:size], whole[size:]
        return self._encoder.encode(self.outgoing_effects.process(frame))

    def process_incoming(self, packet: bytes) -> tuple[Samples, int]:
        """The samples of an Opus packet, shape ``(samples * channels,)``, and their rate.

        Raises:
            CodecError: It is no packet of Opus.
        """
        heard = self.incoming_effects.process(self._decoder.decode(packet))
        return self._inward.process(RATE, heard), self._received_rate

    def set_bit_rate(self, bit_rate: int) -> None:
        """Aim at another rate from the next frame on: 6 to 510 kbit/s.

        Raises:
            CodecError: Opus has it not.
        """
        self._encoder.set_bit_rate(_bits(bit_rate))


def _bits(kilobits: int) -> int:
    if not 6 <= kilobits <= 510:  # noqa: PLR2004  # as ToxAV has them
        raise CodecError("bit_rate: 6 to 510 kbit/s", code="opus")
    return kilobits * 1000
