"""What is found in a recording is what was put into it."""

import math

import numpy as np
import pytest

from jackfield.engine import Samples
from jackfield.testing import Recording

RATE = 16_000


def recording(samples: Samples, began_s: float = 0.0) -> Recording:
    return Recording(rate=RATE, samples=samples, began_s=began_s)


def noise(seconds: float, seed: int = 1) -> Samples:
    generator = np.random.default_rng(seed)
    return generator.integers(-8000, 8000, round(seconds * RATE)).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def test_a_gap_lies_between_sounds_not_before_or_after_them() -> None:
    sound = recording(joined(silence(2), noise(1), silence(0.3), noise(1), silence(5)))
    assert sound.longest_gap_s() == pytest.approx(0.3, abs=0.01)
    assert recording(noise(1)).longest_gap_s() == 0.0
    assert recording(silence(1)).longest_gap_s() == 0.0


def test_the_first_and_the_last_sound_have_virtual_times() -> None:
    sound = recording(joined(silence(0.5), noise(1), silence(1)), began_s=10.0)
    assert sound.sounds() == pytest.approx((10.5, 11.5), abs=0.01)
    assert recording(silence(1)).sounds() is None


def test_a_part_is_cut_by_virtual_times_and_never_longer_than_the_whole() -> None:
    sound = recording(noise(2), began_s=10.0)
    part = sound.between(10.5, 11.0)
    assert (part.began_s, part.duration_s) == pytest.approx((10.5, 0.5))
    assert sound.between(0.0, 99.0).duration_s == sound.duration_s
    assert sound.between(20.0, 30.0).duration_s == 0.0


def test_the_level_is_that_of_full_scale() -> None:
    square = np.full(RATE, 16_384, np.int16)
    assert recording(square).level == pytest.approx(0.5)
    assert recording(silence(0)).level == 0.0


def test_an_echo_is_found_with_its_delay_whatever_its_level() -> None:
    said = noise(3)
    quieter = (said * 0.3).astype(np.int16)
    found = recording(joined(silence(0.25), quieter), began_s=7.0).match(recording(said, 7.0))
    assert found.likeness > 0.99
    assert found.alike == 1.0
    assert found.delay_s == pytest.approx(0.25, abs=0.001)


def test_recordings_that_begin_at_different_times_are_compared_on_one_clock() -> None:
    said = noise(3)
    found = recording(said, began_s=5.2).match(recording(said, began_s=5.0))
    assert found.delay_s == pytest.approx(0.2, abs=0.001)


def test_something_else_is_not_alike() -> None:
    found = recording(noise(3, seed=2)).match(recording(noise(3)))
    assert found.likeness < 0.3
    assert found.alike == 0.0
    assert math.isnan(found.delay_s)


def test_nothing_and_other_rates_cannot_be_looked_for() -> None:
    with pytest.raises(ValueError, match="nothing was said"):
        recording(noise(1)).match(recording(silence(1)))
    with pytest.raises(ValueError, match="8000 Hz"):
        recording(noise(1)).match(Recording(rate=8000, samples=noise(1), began_s=0.0))
