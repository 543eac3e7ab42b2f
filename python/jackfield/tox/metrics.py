"""How well a call goes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMetrics:
    """Figures of the last seconds of an answered call.

    Attributes:
        audio_latency: From a packet to the program, on average; without the network.
        video_latency: From a picture's first packet to the program.
        packet_loss: Part of what the friend sent that never came, 0 to 1.
        jitter: Of the audio's packets (RFC 3550, 6.4.1).
        cpu_usage: Part of one core, 1 for all of it.
        memory_usage: In bytes.
    """

    audio_latency: timedelta
    video_latency: timedelta
    packet_loss: float
    jitter: timedelta
    cpu_usage: float
    memory_usage: int


class CallQuality(IntEnum):
    """How a call goes, as a word."""

    POOR = 0
    FAIR = 1
    GOOD = 2
