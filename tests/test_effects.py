"""Effects as programs use them."""

import math
import threading
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pytest

from jackfield import _core
from jackfield.effects import (
    AutomaticGain,
    EchoCancellation,
    EffectChain,
    Gain,
    NoiseSuppression,
)
from jackfield.errors import EngineError

Samples = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


def _noise(seconds: float, loudness: float, rate: int = 48_000) -> Samples:
    random = np.random.default_rng(1)
    return (loudness * random.standard_normal(int(seconds * rate))).astype(np.int16)


def _through(chain: EffectChain, pcm: Samples, frame: int = 960) -> Samples:
    return np.concatenate([chain.process(part) for part in np.split(pcm, len(pcm) // frame)])


def _decibels(louder: Samples, quieter: Samples) -> float:
    levels = [max(float(np.std(pcm.astype(float))), 0.1) for pcm in (louder, quieter)]
    return 20 * math.log10(levels[0] / levels[1])


def test_without_effects_samples_are_what_they_were() -> None:
    pcm = _noise(0.02, 300)
    chain = EffectChain()
    heard = chain.process(pcm)
    assert np.array_equal(heard, pcm)
    assert not np.shares_memory(heard, pcm)
    assert (chain.effects, chain.delay) == ([], timedelta())


def test_a_fan_is_suppressed() -> None:
    chain = EffectChain()
    chain.add(NoiseSuppression())
    assert chain.delay == timedelta(milliseconds=10)
    rumble = np.convolve(_noise(3, 200), 0.9 ** np.arange(60))
    pcm = rumble[: 3 * 48_000].astype(np.int16)
    assert _decibels(pcm, _through(chain, pcm)[96_000:]) > 15


def test_an_echo_is_cancelled() -> None:
    chain = EffectChain(16_000)
    chain.add(EchoCancellation())
    played = _noise(8, 3_000, 16_000)
    microphone = np.concatenate([np.zeros(800, np.int16), played[:-800] // 4])
    heard = []
    for far, near in zip(np.split(played, 400), np.split(microphone, 400), strict=True):
        chain.played(far)
        heard.append(chain.process(near))
    assert _decibels(microphone[-32_000:], np.concatenate(heard[-100:])) > 20


def test_a_whisper_is_made_louder() -> None:
    chain = EffectChain()
    chain.add(AutomaticGain(initial_gain_db=20, max_noise_dbfs=0))
    tone = (100 * np.sin(np.arange(48_000) / 20)).astype(np.int16)
    assert _decibels(_through(chain, tone)[24_000:], tone) > 10


def test_effects_stand_where_they_are_put_and_go() -> None:
    chain = EffectChain(8_000, 2)
    last = chain.add(Gain(0.0))
    first = chain.add(NoiseSuppression(), before=last)
    assert chain.effects == [first, last]
    assert chain.remove(first)
    assert not chain.remove(first)
    assert chain.effects == [last]
    assert chain.set_gain(last, -math.inf)
    assert not chain.set_gain(first, 3.0)
    pcm = np.full(3_200, 1_000, np.int16)
    assert np.all(chain.process(pcm)[1_600:] == 0)
    chain.reset()


def test_a_function_of_ones_own_is_an_effect() -> None:
    chain, sizes = EffectChain(), []

    def _turn(samples: Floats) -> None:
        sizes.append(len(samples))
        samples *= -1

    chain.add(_turn)
    pcm = np.full(1_920, 1_000, np.int16)
    assert np.all(chain.process(pcm)[480:] == -1_000)
    assert sizes == [480] * 4


def test_what_a_function_raises_is_raised_until_it_is_gone() -> None:
    chain = EffectChain()

    def _fail(_: Floats) -> None:
        raise LookupError("no such voice")

    failing = chain.add(_fail)
    with pytest.raises(LookupError, match="no such voice"):
        chain.process(_noise(0.02, 300))
    chain.remove(failing)
    chain.reset()
    assert len(chain.process(_noise(0.02, 300))) == 960


def test_a_function_does_not_wait_for_itself() -> None:
    chain = EffectChain()
    chain.add(lambda _: chain.reset())
    with pytest.raises(RuntimeError, match="the chain that it is in"):
        chain.process(_noise(0.02, 300))


def test_threads_take_turns() -> None:
    chain = EffectChain()
    chain.add(NoiseSuppression())
    chain.add(lambda _: None)
    pcm = _noise(0.2, 300)
    lengths: list[int] = []

    def _work() -> None:
        lengths.extend(len(chain.process(pcm)) for _ in range(5))

    threads = [threading.Thread(target=_work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lengths == [9_600] * 20


def test_what_is_out_of_its_range_is_named() -> None:
    with pytest.raises(ValueError, match="rate"):
        EffectChain(4_000)
    with pytest.raises(ValueError, match="channels"):
        EffectChain(48_000, 3)
    chain = EffectChain()
    with pytest.raises(ValueError, match="decibels"):
        chain.add(Gain(math.nan))
    with pytest.raises(ValueError, match="headroom_db"):
        chain.add(AutomaticGain(headroom_db=41))
    with pytest.raises(ValueError, match="max_noise_dbfs"):
        chain.add(AutomaticGain(max_noise_dbfs=1))
    gain = chain.add(Gain(0.0))
    with pytest.raises(ValueError, match="decibels"):
        chain.set_gain(gain, 61.0)


def test_a_core_without_effects_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(_core, "EffectChain")
    with pytest.raises(EngineError, match=r"Rust 1\.91"):
        EffectChain()
