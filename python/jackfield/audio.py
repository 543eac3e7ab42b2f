"""Audio files as mono int16 arrays.

The standard library's ``wave`` reads no floating point and no extensible headers, which is what
editors write today, so the few chunks that matter are read here.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.engine import Samples
from jackfield.errors import CodecError

Floats: TypeAlias = npt.NDArray[np.float64]

_PCM, _FLOAT, _EXTENSIBLE = 0x0001, 0x0003, 0xFFFE
_FORMAT_NAMES = {0x0002: "ADPCM", 0x0006: "A-law", 0x0007: "mu-law", 0x0055: "MP3"}
_FMT_SIZE, _EXTENSIBLE_FMT_SIZE, _SUBFORMAT_AT = 16, 40, 24
_FULL_SCALE = 32_768
_MAX_RATE = 192_000


@dataclass(frozen=True, slots=True)
class _Format:
    encoding: int
    channels: int
    rate: int
    bits: int


def load_wav(path: Path) -> tuple[int, Samples]:
    """Read a WAV file: 8, 16, 24 or 32-bit PCM, 32 or 64-bit float, any number of channels.

    Channels are averaged, as calls are mono.

    Returns:
        The sample rate and the samples.

    Raises:
        CodecError: Naming the file and what is wrong with it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodecError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return decode_wav(data)
    except CodecError as error:
        raise CodecError(f"{path}: {error}") from error


def decode_wav(data: bytes) -> tuple[int, Samples]:
    """Read the bytes of a WAV file; see :func:`load_wav`."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise CodecError("is no WAV file (no RIFF/WAVE header)")
    layout: _Format | None = None
    for name, body in _chunks(data):
        if name == b"fmt ":
            layout = _read_format(body)
        elif name == b"data":
            if layout is None:
                raise CodecError("has audio before its format")
            return layout.rate, _samples(layout, body)
    raise CodecError("has no audio (no data chunk)")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        # A size beyond the end is what writers leave that stream or crash: the rest is audio.
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _read_format(body: bytes) -> _Format:
    if len(body) < _FMT_SIZE:
        raise CodecError("has a format chunk that is cut off")
    encoding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if encoding == _EXTENSIBLE and len(body) >= _EXTENSIBLE_FMT_SIZE:
        (encoding,) = struct.unpack_from("<H", body, _SUBFORMAT_AT)
    if (encoding, bits) not in _DECODERS:
        raise CodecError(f"is {_name(encoding, bits)}, which is not read: use 16-bit PCM")
    if not channels or not 0 < rate <= _MAX_RATE:
        raise CodecError(f"claims {channels} channels at {rate} Hz")
    return _Format(encoding, channels, rate, bits)


def _name(encoding: int, bits: int) -> str:
    if encoding in (_PCM, _FLOAT):
        return f"{bits}-bit {'PCM' if encoding == _PCM else 'float'}"
    return _FORMAT_NAMES.get(encoding, f"WAV format {encoding:#06x}")


def _samples(layout: _Format, body: bytes) -> Samples:
    frame = layout.channels * layout.bits // 8
    whole = body[: len(body) // frame * frame]
    decoded = _DECODERS[layout.encoding, layout.bits](whole)
    if layout.channels > 1:
        decoded = decoded.reshape(-1, layout.channels).mean(axis=1)
    limited = np.clip(np.rint(decoded), -_FULL_SCALE, _FULL_SCALE - 1)
    return limited.astype(np.int16)


def _pcm8(body: bytes) -> Floats:
    return (np.frombuffer(body, np.uint8).astype(np.float64) - 128) * 256


def _pcm16(body: bytes) -> Floats:
    return np.frombuffer(body, "<i2").astype(np.float64)


def _pcm24(body: bytes) -> Floats:
    # Three bytes become the upper three of a 32-bit number, which keeps the sign.
    wide = np.zeros((len(body) // 3, 4), np.uint8)
    wide[:, 1:] = np.frombuffer(body, np.uint8).reshape(-1, 3)
    return wide.reshape(-1).view("<i4").astype(np.float64) / 65_536


def _pcm32(body: bytes) -> Floats:
    return np.frombuffer(body, "<i4").astype(np.float64) / 65_536


def _float32(body: bytes) -> Floats:
    return _from_unit(np.frombuffer(body, "<f4").astype(np.float64))


def _float64(body: bytes) -> Floats:
    return _from_unit(np.frombuffer(body, "<f8").astype(np.float64))


def _from_unit(samples: Floats) -> Floats:
    return np.clip(np.nan_to_num(samples), -1, 1) * _FULL_SCALE


_DECODERS: Mapping[tuple[int, int], Callable[[bytes], Floats]] = {
    (_PCM, 8): _pcm8,
    (_PCM, 16): _pcm16,
    (_PCM, 24): _pcm24,
    (_PCM, 32): _pcm32,
    (_FLOAT, 32): _float32,
    (_FLOAT, 64): _float64,
}
