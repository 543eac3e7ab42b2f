"""WAV files of every kind that editors write."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.audio import decode_wav, load_wav
from jackfield.errors import CodecError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE


def wav(
    data: bytes,
    *,
    bits: int = 16,
    channels: int = 1,
    rate: int = 16_000,
    encoding: int = PCM,
    extra: bytes = b"",
) -> bytes:
    frame = channels * bits // 8
    layout = struct.pack("<HHIIHH", encoding, channels, rate, rate * frame, frame, bits) + extra
    chunks = b"fmt " + struct.pack("<I", len(layout)) + layout
    chunks += b"LIST" + struct.pack("<I", 3) + b"abc\0"  # an odd size is padded
    chunks += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def decoded(data: bytes, **layout: int | bytes) -> list[int]:
    _, pcm = decode_wav(wav(data, **layout))  # type: ignore[arg-type]
    assert pcm.dtype == np.int16
    return [int(sample) for sample in pcm]


def test_what_the_standard_library_writes_is_read_back() -> None:
    samples = np.array([0, 1, -1, 32767, -32768], np.int16)
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(24_000)
        writer.writeframes(samples.tobytes())
    rate, pcm = decode_wav(file.getvalue())
    assert rate == 24_000
    assert pcm.tolist() == samples.tolist()


def test_eight_bits_are_unsigned() -> None:
    assert decoded(bytes([0, 128, 255]), bits=8) == [-32768, 0, 32512]


def test_twenty_four_bits_keep_their_sign() -> None:
    data = b"\x00\x00\x80" + b"\x00\x01\x00" + b"\xff\xff\xff" + b"\x00\xff\x7f"
    assert decoded(data, bits=24) == [-32768, 1, 0, 32767]


def test_thirty_two_bits_are_rounded() -> None:
    data = struct.pack("<4i", -(2**31), 65536, 32768 * 3, 2**31 - 1)
    assert decoded(data, bits=32) == [-32768, 1, 2, 32767]


@pytest.mark.parametrize(("bits", "code"), [(32, "f"), (64, "d")])
def test_floats_are_limited_and_never_wrap(bits: int, code: str) -> None:
    data = struct.pack(f"<6{code}", 0.0, 0.5, -1.0, 1.0, 7.5, float("nan"))
    assert decoded(data, bits=bits, encoding=FLOAT) == [0, 16384, -32768, 32767, 32767, 0]


def test_infinite_floats_are_limited_too() -> None:
    data = struct.pack("<2d", float("inf"), float("-inf"))
    assert decoded(data, bits=64, encoding=FLOAT) == [32767, -32768]


def test_channels_are_averaged() -> None:
    assert decoded(struct.pack("<4h", 100, 300, -32768, -32768), channels=2) == [200, -32768]


def test_extensible_headers_hide_an_ordinary_format() -> None:
    guid = struct.pack("<H", PCM) + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    extra = struct.pack("<HHI", 22, 16, 4) + guid
    assert decoded(struct.pack("<2h", 5, -5), encoding=EXTENSIBLE, extra=extra) == [5, -5]


def test_a_length_that_was_never_written_means_to_the_end() -> None:
    whole = bytearray(wav(struct.pack("<3h", 1, 2, 3)))
    at = whole.index(b"data") + 4
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    _, pcm = decode_wav(bytes(whole) + b"\x07")
    assert pcm.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no WAV file"),
        (b"ID3\x04 an mp3", "no WAV file"),
        (wav(b"", encoding=0x55), "MP3"),
        (wav(b"", encoding=7, bits=8), "mu-law"),
        (wav(b"", encoding=0x1234), "0x1234"),
        (wav(b"", bits=12), "12-bit PCM"),
        (wav(b"", channels=0), "0 channels"),
        (wav(b"", rate=0), "0 Hz"),
        (b"RIFF\0\0\0\0WAVE", "no audio"),
        (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "before its format"),
        (b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0\1\0\1\0", "cut off"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(CodecError, match=reason):
        decode_wav(data)


def test_the_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(b"ID3")
    with pytest.raises(CodecError, match=r"song\.mp3: is no WAV file"):
        load_wav(path)
    with pytest.raises(CodecError, match=r"absent\.wav cannot be read: No such file"):
        load_wav(tmp_path / "absent.wav")


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=100).map(lambda tail: wav(b"\1\2\3\4")[:44] + tail),
        st.tuples(st.integers(0, 60), st.integers(0, 255)).map(
            lambda change: bytes(
                change[1] if at == change[0] else byte
                for at, byte in enumerate(wav(b"\1\2\3\4\5\6"))
            )
        ),
    )
)
def test_any_bytes_are_audio_or_a_codec_error(data: bytes) -> None:
    try:
        rate, pcm = decode_wav(data)
    except CodecError:
        return
    assert rate > 0
    assert pcm.ndim == 1
