"""Packets and rates for programs."""

import numpy as np
import pytest

from jackfield.errors import CodecError
from jackfield.opus import OpusDecoder, OpusEncoder, Resampler


def test_a_frame_becomes_a_packet_and_a_frame_of_another_rate() -> None:
    encoder, decoder = OpusEncoder(16_000), OpusDecoder(48_000, 2)
    packet = encoder.encode(np.zeros(320, np.int16))
    assert 0 < len(packet) < 200
    assert decoder.decode(packet).shape == (2 * 960,)


def test_a_chunk_is_resampled_without_being_changed() -> None:
    chunk = np.full(882, 1_000, np.int16)
    resampler = Resampler(48_000)
    lengths = [len(resampler.process(44_100, chunk)) for _ in range(10)]
    assert set(lengths[1:]) == {960}
    assert np.all(chunk == 1_000)


def test_what_opus_has_not_is_named() -> None:
    with pytest.raises(CodecError, match="rate: 8000, 12000"):
        OpusEncoder(44_100)
    with pytest.raises(CodecError, match="channels: 1 or 2"):
        OpusDecoder(48_000, 0)
    with pytest.raises(CodecError):
        OpusEncoder(bit_rate=1)
    with pytest.raises(CodecError, match="bit_rate"):
        OpusEncoder().set_bit_rate(1)
    with pytest.raises(CodecError):
        OpusEncoder().encode(np.zeros(100, np.int16))
    with pytest.raises(CodecError):
        OpusDecoder().decode(b"")
    with pytest.raises(CodecError, match="rate"):
        Resampler().process(1, np.zeros(100, np.int16))
