"""What is heard and seen."""

import numpy as np

from jackfield.tox import AudioFrame


def test_a_frame_knows_how_many_samples_a_channel_has() -> None:
    assert AudioFrame(np.zeros(960, np.int16), 2, 48_000).sample_count == 480


def test_mono_is_the_mean_of_both_channels() -> None:
    stereo = AudioFrame(np.array([30_000, 30_000, -2, 4], np.int16), 2, 48_000)
    assert stereo.mono().tolist() == [30_000, 1]
    plain = np.array([1, 2], np.int16)
    assert AudioFrame(plain, 1, 8000).mono() is plain
