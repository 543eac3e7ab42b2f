"""Audio that may be played: what it is, and how it is read."""

import os
from pathlib import Path

import pytest

from jackfield.errors import CodecError, RemoteProtocolError
from jackfield.server.v1.audio_file import AudioFile, is_audio, stored, uploaded

SPEECH = Path(__file__).parents[2] / "data" / "speech" / "weather.wav"
OPEN_FILES = Path("/dev/fd")


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", True),
        (b"RIFF\0\0\0\0AVI LIST", False),
        (b"fLaC\0\0\0\x22", True),
        (b"OggS\0\2", True),
        (b"ID3\4\0\0", True),
        (b"\xff\xfb\x90\x64", True),
        (b"\xff\x00", False),
        (b"\0\0\0\x20ftypM4A ", True),
        (b"#EXTM3U\n", False),
        (b"ffconcat", False),
        (b"", False),
    ],
)
def test_what_is_audio_is_seen_by_its_beginning(begin: bytes, *, expected: bool) -> None:
    assert is_audio(begin) is expected


async def test_a_file_is_read_bit_by_bit_to_its_end() -> None:
    ended: list[str] = []
    audio = AudioFile(SPEECH, "weather.wav", lambda: ended.append("ended"))
    await audio.open()
    pieces = []
    while (pcm := await audio.read()) is not None:
        pieces.append(len(pcm))
    await audio.close()
    assert max(pieces) <= 48_000
    assert sum(pieces) / 48_000 == pytest.approx(1.8676, abs=1e-3)
    assert await audio.read() is None
    assert ended == ["ended"]


def kept(folder: Path) -> int:
    return len(list(folder.iterdir()))


async def test_what_was_sent_has_no_name_and_is_kept_only_as_long_as_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = kept(OPEN_FILES)
    audio = await uploaded(SPEECH.read_bytes())
    assert kept(OPEN_FILES) > before
    assert kept(tmp_path) == 0
    await audio.close()
    with pytest.raises(CodecError):
        await uploaded(b"RIFF1234WAVEnonsense")
    with pytest.raises(RemoteProtocolError):
        await uploaded(b"#EXTM3U")
    assert kept(tmp_path) == 0
    assert kept(OPEN_FILES) == before


async def test_other_programs_never_get_what_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "given"
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text(f"""#!/bin/sh
for argument; do case "$argument" in file:*) cat "${{argument#file:}}" >> "{given}"; esac; done
exit 1
""")
    ffmpeg.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    playlist = b"ID3\4\0\0\0\0\0\0#EXTM3U\nfile:///etc/hostname\n"
    with pytest.raises(CodecError):
        await uploaded(playlist)
    assert not given.exists() or given.read_bytes() == b""
    (tmp_path / "stored").write_bytes(playlist)
    with pytest.raises(CodecError):
        await stored(str(tmp_path), "stored")
    assert given.read_bytes() == playlist


async def test_a_file_of_the_folder_is_named_as_it_was_asked_for() -> None:
    audio = await stored(str(SPEECH.parents[1]), "speech/weather.wav")
    assert audio.name == "speech/weather.wav"
    await audio.close()
    with pytest.raises(RemoteProtocolError, match="file: there is none"):
        await stored(str(SPEECH.parent), "../files")
