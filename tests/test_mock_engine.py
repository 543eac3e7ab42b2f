"""Mock calls of the core, as its stub describes them."""

from pathlib import Path

import numpy as np
import pytest

from jackfield.errors import CodecError
from jackfield.mock_engine import MockEngine, decode_file, join_mock
from jackfield.v1 import Event, MockConfig
from rtc_kit import JFK, MP3, kind, someone


def joined(*names: str) -> MockEngine:
    files = dict(zip(names, (JFK, MP3), strict=False))
    config = MockConfig(participants=[someone(name, path) for name, path in files.items()])
    return join_mock(config.SerializeToString())


def test_nothing_is_read_before_somebody_asks_for_it() -> None:
    batch = joined("ann").read(0)
    assert batch.frames.shape == (0, 960)
    kinds = [(row, kind(Event.FromString(data))) for row, data in batch.events]
    assert kinds == [(0, "call_join_response"), (0, "participant_joined"), (0, "track_published")]


def test_rows_come_in_whole_rounds_and_say_whose_they_are() -> None:
    batch = joined("ann", "bob").read(5)
    assert (batch.speakers, batch.rounds) == ([0, 1, 0, 1], [0, 0, 1, 1])
    assert batch.lengths == [960] * 4
    assert batch.frames.shape == (4, 960)
    assert not batch.ended


def test_a_row_is_an_event_as_well() -> None:
    batch = joined("ann").read(1)
    pcm = Event.FromString(batch.packet(0)).rtc_packet.audio.pcm
    assert len(pcm.data) == 960 * 4
    with pytest.raises(IndexError):
        batch.packet(1)


def test_after_closing_nothing_comes() -> None:
    engine = joined("ann")
    engine.close()
    batch = engine.read(100)
    assert (batch.ended, list(batch.events), len(batch.frames)) == (True, [], 0)


def test_bytes_that_are_no_configuration_are_an_event() -> None:
    batch = join_mock(b"\xff").read(0)
    ((_, data),) = batch.events
    assert Event.FromString(data).error.message.startswith("config: ")


def test_a_file_is_decoded_whole() -> None:
    rate, pcm = decode_file(MP3)
    assert (rate, pcm.shape, pcm.dtype) == (48_000, (528_000,), np.dtype(np.int16))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodecError, match=r"nothing\.mp3: cannot be read: No such file"):
        decode_file(tmp_path / "nothing.mp3")
