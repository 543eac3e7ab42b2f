"""A voice out and in again, and what is done to it on its way."""

import numpy as np
import numpy.typing as npt
import pytest

from jackfield.effects import Gain
from jackfield.errors import CodecError
from jackfield.tox import AudioProcessor

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def _tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> Samples:
    time = np.arange(int(rate * seconds)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)


def _carried(processor: AudioProcessor, said: Samples, rate: int, channels: int = 1) -> Samples:
    size = rate // 50 * channels
    heard = []
    for start in range(0, len(said) - size + 1, size):
        packet = processor.process_outgoing(said[start : start + size], rate)
        pcm, _ = processor.process_incoming(packet)
        heard.append(pcm)
    return np.concatenate(heard)


def _pitch(pcm: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(pcm[len(pcm) // 2 :]))
    return float(np.argmax(spectrum)) * rate / (len(pcm) - len(pcm) // 2)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_a_tone_of_any_rate_is_the_same_tone_at_the_other_end(rate: int) -> None:
    processor = AudioProcessor(received_rate=16_000)
    heard = _carried(processor, _tone(rate), rate)
    assert abs(_pitch(heard, 16_000) - 440) < 3
    assert abs(len(heard) - 16_000) < 100
    assert 6_000 < np.max(heard[8_000:]) < 10_000


def test_both_channels_keep_apart() -> None:
    processor = AudioProcessor(96, channels=2)
    said = np.zeros(2 * 48_000, np.int16)
    said[::2] = _tone(48_000)
    heard = _carried(processor, said, 48_000, 2).astype(float)
    assert np.std(heard[48_000::2]) > 20 * np.std(heard[48_001::2])


def test_effects_stand_between_resampling_and_the_codec() -> None:
    processor = AudioProcessor(received_rate=8_000)
    trace: list[tuple[str, int]] = []

    def _out(samples: Floats) -> None:
        trace.append(("out", len(samples)))
        samples[:] = 0

    def _in(samples: Floats) -> None:
        trace.append(("in", len(samples)))

    processor.outgoing_effects.add(_out)
    processor.incoming_effects.add(_in)
    packet = processor.process_outgoing(_tone(8_000, 0.02), 8_000)
    # Two pieces of 10 ms at 48 kHz, though 8 kHz came: after the resampler.
    assert trace == [("out", 480), ("out", 480)]
    pcm, rate = processor.process_incoming(packet)
    assert trace[2:] == [("in", 480), ("in", 480)]
    # Given at 8 kHz: before the resampler.
    assert (rate, abs(len(pcm) - 160) < 20) == (8_000, True)
    for _ in range(5):
        packet = processor.process_outgoing(_tone(8_000, 0.02), 8_000)
        pcm, _ = processor.process_incoming(packet)
    # Silenced before it was encoded.
    assert np.max(np.abs(pcm)) < 50


def test_a_gain_of_the_chain_is_heard() -> None:
    processor = AudioProcessor()
    processor.outgoing_effects.add(Gain(-20.0))
    heard = _carried(processor, _tone(48_000), 48_000)
    assert 600 < np.max(heard[24_000:]) < 1_000


def test_the_bit_rate_is_that_of_the_packets() -> None:
    noise = np.random.default_rng(1).integers(-8_000, 8_000, 48_000).astype(np.int16)
    sizes = []
    processor = AudioProcessor(24)
    for rate in (24, 128):
        processor.set_bit_rate(rate)
        frames = noise.reshape(-1, 960)
        sizes.append(sum(len(processor.process_outgoing(frame, 48_000)) for frame in frames))
    assert 24_000 / 8 * 0.6 < sizes[0] < 24_000 / 8 * 1.3
    assert sizes[1] > 3 * sizes[0]


def test_what_cannot_be_is_refused_by_name() -> None:
    processor = AudioProcessor()
    with pytest.raises(CodecError, match=r"bit_rate: 6 to 510"):
        AudioProcessor(5)
    with pytest.raises(CodecError, match=r"bit_rate"):
        processor.set_bit_rate(511)
    with pytest.raises(CodecError, match=r"channels: 1 or 2"):
        AudioProcessor(channels=3)
    with pytest.raises(CodecError, match=r"no whole frame at 0 Hz"):
        processor.process_outgoing(_tone(48_000, 0.02), 0)
    with pytest.raises(CodecError, match=r"no whole frame"):
        processor.process_outgoing(_tone(44_100, 0.02)[:-1], 44_100)
    with pytest.raises(CodecError):
        processor.process_outgoing(_tone(48_000, 0.03), 48_000)
    with pytest.raises(CodecError):
        processor.process_incoming(b"")
    with pytest.raises(CodecError):
        processor.process_incoming(b"\xff" * 9)
