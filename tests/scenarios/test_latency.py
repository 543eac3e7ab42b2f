"""How late an echo is, and how steady its packets are: real calls in virtual time.

Rows for more networks are made by ``python -m bench.latency``.
"""

from pathlib import Path

import pytest
from bench.latency.calls import run
from bench.latency.plan import Agent, Network
from bench.latency.table import cells

SPEECH = Path(__file__).parents[1] / "data/speech/jfk.wav"
SEEDS = (1, 2)
AGENTS: tuple[Agent, ...] = ("parrot", "pcm-parrot")


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize(
    ("network", "p50_ms", "p95_ms"),
    # Each way 20 ms are the network's; the frame, the codec and the beat of the loudspeaker
    # take 27, Python and a second codec 7 more.
    [("near", 50, 50), ("quiet", 75, 75), ("loss", 75, 120), ("bursts", 75, 100)],
)
def test_an_echo_is_heard_within_a_tenth_of_a_second(
    agent: Agent, network: Network, p50_ms: float, p95_ms: float
) -> None:
    (cell,) = cells(run(agent, network, SPEECH, seed) for seed in SEEDS)
    assert cell["p50_ms"] < p50_ms
    assert cell["p95_ms"] < p95_ms
    assert cell["jitter_ms"] < 10


@pytest.mark.parametrize("agent", AGENTS)
def test_jitter_costs_the_delay_it_needs_at_each_end_and_no_more(agent: Agent) -> None:
    (cell,) = cells(run(agent, "wifi", SPEECH, seed) for seed in SEEDS)
    assert cell["p95_ms"] < cell["path_ms"] + 27 + 7 + 2 * 50
    assert cell["alike"] > 0.8
