"""The networks, the agents and the words."""

from pathlib import Path
from typing import Literal, TypeAlias, get_args

from bench.tools import ROOT
from jackfield.testing import Conditions

Agent: TypeAlias = Literal["parrot", "pcm-parrot"]
Network: TypeAlias = Literal["near", "quiet", "loss", "bursts", "wifi", "far"]

AGENTS: tuple[Agent, ...] = get_args(Agent)
AGENT_TITLES: dict[Agent, str] = {
    "parrot": "native parrot",
    "pcm-parrot": "PCM parrot (Python)",
}
NETWORKS: dict[Network, Conditions] = {
    "near": Conditions(delay_ms=5),
    "quiet": Conditions(delay_ms=20),
    "loss": Conditions(delay_ms=20, loss=0.05),
    "bursts": Conditions(delay_ms=20, loss=0.05, burst=3),
    "wifi": Conditions(delay_ms=20, jitter_ms=30, loss=0.02),
    "far": Conditions(delay_ms=75, jitter_ms=10, loss=0.01),
}
NETWORK_TITLES: dict[Network, str] = {
    "near": "5 ms, nothing lost",
    "quiet": "20 ms, nothing lost",
    "loss": "20 ms, 5 % lost",
    "bursts": "20 ms, 5 % lost in bursts of 3",
    "wifi": "20 ms and up to 30 ms jitter, 2 % lost",
    "far": "75 ms and up to 10 ms jitter, 1 % lost",
}
SEEDS = tuple(range(8))
FEW_SEEDS = SEEDS[:2]
CLIPS: tuple[Path, ...] = tuple(sorted((ROOT / "tests/data/speech").glob("*.wav")))
