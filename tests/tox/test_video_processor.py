"""Pictures out and in again, and what is done to them on their way."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest

from jackfield.tox import (
    KilledError,
    ToxError,
    ToxLibrary,
    UnsupportedError,
    VideoEffects,
    VideoFrame,
    VideoProcessor,
)
from tox_kit import picture, psnr


@pytest.fixture
def able(library: ToxLibrary) -> ToxLibrary:
    if not library.has_extras:
        pytest.skip("this library has no codecs")
    return library


@pytest.fixture
def processor(able: ToxLibrary) -> Iterator[VideoProcessor]:
    with VideoProcessor(160, 120, 500, library=able) as made:
        yield made


def _shown(processor: VideoProcessor, frame: VideoFrame) -> VideoFrame:
    found = processor.process_incoming(processor.process_outgoing(frame))
    assert found is not None
    return found


def test_a_library_without_codecs_says_so(library: ToxLibrary) -> None:
    if library.has_extras:
        pytest.skip("this library has them")
    with pytest.raises(UnsupportedError, match="make toxav"):
        VideoProcessor(160, 120, library=library)


@pytest.mark.parametrize("codec", ["vp8", "vp9"])
def test_a_picture_is_what_it_was(able: ToxLibrary, codec: str) -> None:
    frame = VideoFrame(160, 120, *picture(160, 120))
    with VideoProcessor(160, 120, 1000, codec=codec, library=able) as processor:  # type: ignore[arg-type]  # of the parameters
        shown = _shown(processor, frame)
    assert (shown.width, shown.height) == (160, 120)
    assert psnr(shown.y, frame.y) > 30
    assert psnr(shown.u, frame.u) > 30


def test_a_picture_is_scaled_before_it_is_filtered_and_encoded(processor: VideoProcessor) -> None:
    trace: list[tuple[int, int]] = []

    def _note(frame: VideoFrame) -> None:
        trace.append((frame.width, frame.height))
        frame.y[:] = 200

    processor.add_outgoing_effect(_note)
    shown = _shown(processor, VideoFrame(320, 240, *picture(320, 240)))
    assert trace == [(160, 120)]
    assert (shown.width, shown.height) == (160, 120)
    assert abs(float(np.mean(shown.y)) - 200) < 5


def test_what_comes_in_is_decoded_before_it_is_filtered(processor: VideoProcessor) -> None:
    frame = VideoFrame(160, 120, *picture(160, 120))
    processor.add_incoming_effect(VideoEffects(mirror=True))
    processor.add_incoming_effect(VideoEffects(grayscale=True))
    shown = _shown(processor, frame)
    assert psnr(shown.y, frame.y[:, ::-1]) > 30
    assert np.all(shown.u == 128)
    processor.clear_effects()
    assert psnr(_shown(processor, frame).y, frame.y) > 30


def test_odd_sides_are_whole(able: ToxLibrary) -> None:
    frame = VideoFrame(161, 121, *picture(161, 121))
    with VideoProcessor(161, 121, 2000, library=able) as processor:
        shown = _shown(processor, frame)
    assert (shown.y.shape, shown.v.shape) == ((121, 161), (61, 81))
    assert psnr(shown.y, frame.y) > 25


def test_the_rate_is_kept_by_leaving_out_and_by_coarser_pictures(
    processor: VideoProcessor,
) -> None:
    random = np.random.default_rng(1)
    sizes = []
    for kilobits in (2000, 100):
        processor.set_bit_rate(kilobits)
        total = 0
        for _ in range(60):
            y, u, v = picture(160, 120)
            noisy = random.integers(0, 256, y.shape).astype(np.uint8)
            total += len(processor.process_outgoing(VideoFrame(160, 120, noisy, u, v)))
        sizes.append(total)
    assert sizes[1] < sizes[0] / 4


def test_times_of_ones_own_are_taken(processor: VideoProcessor) -> None:
    frame = VideoFrame(160, 120, *picture(160, 120))
    for number in range(5):
        assert processor.process_outgoing(frame, at=timedelta(milliseconds=50 * number))


def test_what_a_filter_raises_is_raised(processor: VideoProcessor) -> None:
    def _fail(_: VideoFrame) -> None:
        raise LookupError("no such picture")

    processor.add_outgoing_effect(_fail)
    with pytest.raises(LookupError, match="no such picture"):
        processor.process_outgoing(VideoFrame(160, 120, *picture(160, 120)))


def test_a_filter_does_not_wait_for_itself(processor: VideoProcessor) -> None:
    processor.add_outgoing_effect(lambda _: processor.set_bit_rate(100))
    with pytest.raises(ToxError) as told:
        processor.process_outgoing(VideoFrame(160, 120, *picture(160, 120)))
    assert told.value.code == "JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_SYNC"


def test_what_cannot_be_is_refused_by_name(able: ToxLibrary, processor: VideoProcessor) -> None:
    with pytest.raises(ToxError, match="width and height"):
        VideoProcessor(0, 120, library=able)
    with pytest.raises(ToxError, match="bit_rate"):
        VideoProcessor(160, 120, 0, library=able)
    with pytest.raises(ToxError, match="bit_rate"):
        processor.set_bit_rate(1_000_001)
    with pytest.raises(ToxError, match="brightness"):
        processor.add_outgoing_effect(VideoEffects(brightness=300))
    y, u, v = picture(160, 120)
    with pytest.raises(ToxError, match="no picture"):
        processor.process_outgoing(VideoFrame(320, 240, y, u, v))
    with pytest.raises(ToxError, match="no frame"):
        processor.process_incoming(b"garbage")
    with pytest.raises(ToxError):
        processor.process_incoming(b"")


def test_what_was_killed_does_nothing(able: ToxLibrary) -> None:
    processor = VideoProcessor(160, 120, library=able)
    processor.kill()
    processor.kill()
    with pytest.raises(KilledError):
        processor.set_bit_rate(100)
