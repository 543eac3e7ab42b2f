"""The instrument of the calls' tests is tested itself, on echoes that are known."""

import numpy as np
import pytest

from e2e.echo import ALIKE, HEAD_START_S, Signal, find_echo, line_up

RATE = 16_000


def _voice(seconds: float, seed: int = 1) -> Signal:
    """Noise that swells like syllables, never twice the same."""
    random = np.random.default_rng(seed)
    samples = int(seconds * RATE)
    swell = 0.1 * (1 + np.sin(2 * np.pi * 3 * np.arange(samples) / RATE))
    return swell * random.standard_normal(samples)


def _delayed(signal: Signal, milliseconds: float) -> Signal:
    return np.concatenate((np.zeros(int(milliseconds * RATE / 1e3)), signal))


@pytest.mark.parametrize("delay_ms", [0, 42, 900])
def test_an_echo_is_found_at_its_delay_whatever_its_level(delay_ms: int) -> None:
    said = _voice(4)
    echo = find_echo(said, 0.3 * _delayed(said, delay_ms), RATE)
    assert echo.median_delay_ms == delay_ms
    assert echo.median_likeness == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("late_s", [-2.5, 0, 0.4, 3])
def test_an_echo_is_found_whoever_began_to_write_it_down_later(late_s: float) -> None:
    said, late = _voice(8), int(abs(late_s) * RATE)
    heard = _delayed(said, late_s * 1e3) if late_s > 0 else said[late:]
    echo = find_echo(*line_up(said, heard, RATE), RATE)
    assert echo.median_delay_ms == HEAD_START_S * 1e3
    assert echo.share_alike == 1


def test_another_voice_is_no_echo() -> None:
    echo = find_echo(_voice(4), _voice(5, seed=2), RATE)
    assert echo.median_likeness < 0.2
    assert echo.share_alike == 0


def test_silence_is_no_echo() -> None:
    assert find_echo(_voice(4), np.zeros(5 * RATE), RATE).median_likeness < ALIKE / 10
    lined_up = line_up(_voice(4), np.zeros(5 * RATE), RATE)
    assert find_echo(*lined_up, RATE).median_likeness < ALIKE / 10


def test_another_voice_cannot_be_lined_up() -> None:
    echo = find_echo(*line_up(_voice(6), _voice(6, seed=2), RATE), RATE)
    assert echo.share_alike == 0


def test_an_inverted_echo_is_not_taken_for_a_true_one() -> None:
    said = _voice(4)
    assert find_echo(said, -_delayed(said, 40), RATE).share_alike == 0


def test_a_hole_in_the_echo_shows_in_the_share_that_is_alike() -> None:
    said = _voice(4)
    heard = _delayed(said, 40)
    heard[RATE : 2 * RATE] = 0
    echo = find_echo(said, heard, RATE)
    assert 0.4 < echo.share_alike < 0.9


def test_saying_nothing_is_refused_instead_of_judged() -> None:
    with pytest.raises(AssertionError, match="nothing was said"):
        find_echo(np.zeros(4 * RATE), _voice(5), RATE)
